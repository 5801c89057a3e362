import type { Vector } from '../../columnar/vector.ts';
import { DOUBLE } from '../../types/data-type.ts';
import type { Accumulator, AggregateFunction } from '../function.ts';
import { expectCount } from '../scalars/arguments.ts';
import { mergeNulls } from '../vectors/nulls.ts';
import { doubles } from '../vectors/numbers.ts';
import { AVERAGE_FIELDS, AverageAccumulator } from './avg.ts';
import { COUNT_RESULT } from './count.ts';
import { DoubleStates, doubleFields } from './double-states.ts';
import { expectNumbers } from './number-arguments.ts';

/** What `n` pairs have in common; `ck` adds up the products of their distances from both means. */
interface Pairs {
  readonly n: number;
  readonly xAvg: number;
  readonly yAvg: number;
  readonly ck: number;
  /** The squared distances of the x, and of the y, from their mean, added up. */
  readonly xMk: number;
  readonly yMk: number;
}

/** Undefined is null. Not called for no pairs, which give null. */
type Relation = (pairs: Pairs) => number | undefined;

const dividedBy = (value: number, divisor: number): number | undefined =>
  divisor === 0 ? undefined : value / divisor;

const slope: Relation = ({ ck, xMk }) => dividedBy(ck, xMk);
const correlation: Relation = ({ n, ck, xMk, yMk }) =>
  n === 1 ? undefined : dividedBy(ck, Math.sqrt(xMk * yMk));

/**
 * How two columns go together; a pair of which one is null does not count. `regr…(y, x)` fit a line
 * through the pairs by least squares, as SQL does: the first argument depends on the second.
 */
export const PAIRS: readonly AggregateFunction[] = [
  relation('covarPop', ({ ck, n }) => ck / n),
  relation('covarSamp', ({ ck, n }) => dividedBy(ck, n - 1)),
  relation('corr', correlation),
  relation('regrSlope', slope),
  relation('regrIntercept', (pairs) => {
    const tilt = slope(pairs);
    return tilt === undefined ? undefined : pairs.yAvg - tilt * pairs.xAvg;
  }),
  relation('regrR2', ({ ck, xMk, yMk }) => {
    // Spark 3.5 takes the two the other way round than SQL does.
    if (yMk === 0) return undefined;
    if (xMk === 0) return 1;
    const corr = ck / Math.sqrt(xMk * yMk);
    return corr * corr;
  }),
  relation('regrSxx', ({ xMk }) => xMk),
  relation('regrSyy', ({ yMk }) => yMk),
  relation('regrSxy', ({ ck }) => ck),
  average('regrAvgy', 0),
  average('regrAvgx', 1),
  {
    name: 'regrCount',
    resolve(args) {
      expectCount('regrCount', args, 2);
      expectNumbers('regrCount', args);
      return COUNT_RESULT;
    },
  },
];

function relation(name: string, relate: Relation): AggregateFunction {
  // Stored on disk: never change.
  const stateFields = doubleFields('n', 'xAvg', 'yAvg', 'ck', 'xMk', 'yMk');
  return {
    name,
    resolve(args) {
      expectCount(name, args, 2);
      expectNumbers(name, args);
      const create = (): PairMoments => new PairMoments(relate);
      return { dataType: DOUBLE, nullable: true, castTo: [DOUBLE, DOUBLE], stateFields, create };
    },
  };
}

/** The mean of one side of the pairs. */
function average(name: string, side: 0 | 1): AggregateFunction {
  return {
    name,
    resolve(args) {
      expectCount(name, args, 2);
      expectNumbers(name, args);
      const create = (): Accumulator => new SideOfPairs(side);
      const castTo = [DOUBLE, DOUBLE];
      return { dataType: DOUBLE, nullable: true, castTo, stateFields: AVERAGE_FIELDS, create };
    },
  };
}

class SideOfPairs extends AverageAccumulator {
  readonly #side: 0 | 1;

  constructor(side: 0 | 1) {
    super();
    this.#side = side;
  }

  override update(groups: Int32Array, length: number, inputs: readonly Vector[]): void {
    const side = inputs[this.#side] as Vector;
    super.update(groups, length, [{ ...side, nulls: mergeNulls(inputs, length) }]);
  }
}

type Parts = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];

/** Inputs y, x. Running updates and merges as Spark's Covariance and PearsonCorrelation make them. */
class PairMoments extends DoubleStates {
  readonly #relate: Relation;

  constructor(relate: Relation) {
    super(6);
    this.#relate = relate;
  }

  update(groups: Int32Array, length: number, inputs: readonly Vector[]): void {
    const [ys, xs] = inputs.map(doubles) as [Float64Array, Float64Array];
    const nulls = mergeNulls(inputs, length);
    const [counts, xAvgs, yAvgs, cks, xMks, yMks] = this.parts as Parts;
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      if (group < 0 || (nulls !== undefined && nulls[i] === 1)) continue;
      const x = xs[i] as number;
      const y = ys[i] as number;
      const n = (counts[group] as number) + 1;
      const dx = x - (xAvgs[group] as number);
      const dy = y - (yAvgs[group] as number);
      const xAvg = (xAvgs[group] as number) + dx / n;
      const yAvg = (yAvgs[group] as number) + dy / n;
      counts[group] = n;
      xAvgs[group] = xAvg;
      yAvgs[group] = yAvg;
      cks[group] = (cks[group] as number) + dx * (y - yAvg);
      xMks[group] = (xMks[group] as number) + dx * (x - xAvg);
      yMks[group] = (yMks[group] as number) + dy * (y - yAvg);
    }
  }

  protected mergeRow(group: number, saved: readonly Float64Array[], row: number): void {
    const a = this.#pairs(this.parts, group);
    const b = this.#pairs(saved, row);
    const n = a.n + b.n;
    const [dx, dy] = [b.xAvg - a.xAvg, b.yAvg - a.yAvg];
    const merged = [
      n,
      a.xAvg + (dx / n) * b.n,
      a.yAvg + (dy / n) * b.n,
      a.ck + b.ck + dx * (dy / n) * a.n * b.n,
      a.xMk + b.xMk + dx * (dx / n) * a.n * b.n,
      a.yMk + b.yMk + dy * (dy / n) * a.n * b.n,
    ];
    for (const [i, part] of this.parts.entries()) part[group] = merged[i] as number;
  }

  #pairs(parts: readonly Float64Array[], at: number): Pairs {
    const [n = 0, xAvg = 0, yAvg = 0, ck = 0, xMk = 0, yMk = 0] = parts.map(
      (part) => part[at] as number,
    );
    return { n, xAvg, yAvg, ck, xMk, yMk };
  }

  protected result(group: number): number | undefined {
    const pairs = this.#pairs(this.parts, group);
    return pairs.n === 0 ? undefined : this.#relate(pairs);
  }
}
