import type { Vector } from '../../columnar/vector.ts';
import { DOUBLE } from '../../types/data-type.ts';
import type { AggregateFunction } from '../function.ts';
import { expectCount } from '../scalars/arguments.ts';
import { doubles } from '../vectors/numbers.ts';
import { DoubleStates, doubleFields } from './double-states.ts';
import { expectNumbers } from './number-arguments.ts';

/**
 * The result of `n` values whose distances from their mean, to the powers 2, 3 and 4, add up to `m2`,
 * `m3` and `m4`; undefined is null. Not called for no values, which give null.
 */
type Shape = (n: number, m2: number, m3: number, m4: number) => number | undefined;

const population: Shape = (n, m2) => m2 / n;
/** One value has no sample variance: null since Spark 3.1. */
const sample: Shape = (n, m2) => (n < 2 ? undefined : m2 / (n - 1));
const rootOf =
  (spread: Shape): Shape =>
  (n, m2, m3, m4) => {
    const squared = spread(n, m2, m3, m4);
    return squared === undefined ? undefined : Math.sqrt(squared);
  };
const skewness: Shape = (n, m2, m3) =>
  m2 === 0 ? undefined : (Math.sqrt(n) * m3) / Math.sqrt(m2 * m2 * m2);
const kurtosis: Shape = (n, m2, _, m4) => (m2 === 0 ? undefined : (n * m4) / (m2 * m2) - 3);

/** How the values of a group spread around their mean; nulls do not count. */
export const MOMENTS: readonly AggregateFunction[] = [
  moment('variance', 2, sample),
  moment('varSamp', 2, sample),
  moment('varPop', 2, population),
  moment('stddev', 2, rootOf(sample)),
  moment('stddevSamp', 2, rootOf(sample)),
  moment('stddevPop', 2, rootOf(population)),
  moment('skewness', 3, skewness),
  moment('kurtosis', 4, kurtosis),
];

function moment(name: string, order: 2 | 3 | 4, shape: Shape): AggregateFunction {
  // Stored on disk: never change.
  const stateFields = doubleFields(...['n', 'avg', 'm2', 'm3', 'm4'].slice(0, order + 1));
  return {
    name,
    resolve(args) {
      expectCount(name, args, 1);
      expectNumbers(name, args);
      const create = (): CentralMoments => new CentralMoments(order, shape);
      return { dataType: DOUBLE, nullable: true, castTo: [DOUBLE], stateFields, create };
    },
  };
}

/** Running updates and merges as Spark's CentralMomentAgg makes them. */
class CentralMoments extends DoubleStates {
  readonly #order: 2 | 3 | 4;
  readonly #shape: Shape;

  constructor(order: 2 | 3 | 4, shape: Shape) {
    super(order + 1);
    this.#order = order;
    this.#shape = shape;
  }

  update(groups: Int32Array, length: number, [input]: readonly Vector[]): void {
    const values = doubles(input as Vector);
    const { nulls } = input as Vector;
    if (this.#order > 2) this.#updateHigher(groups, length, values, nulls);
    else this.#updateSpread(groups, length, values, nulls);
  }

  #updateSpread(
    groups: Int32Array,
    length: number,
    values: Float64Array,
    nulls: Uint8Array | undefined,
  ): void {
    const [counts, means, m2s] = this.parts as [Float64Array, Float64Array, Float64Array];
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      if (group < 0 || (nulls !== undefined && nulls[i] === 1)) continue;
      const count = (counts[group] as number) + 1;
      const delta = (values[i] as number) - (means[group] as number);
      const step = delta / count;
      counts[group] = count;
      means[group] = (means[group] as number) + step;
      m2s[group] = (m2s[group] as number) + delta * (delta - step);
    }
  }

  #updateHigher(
    groups: Int32Array,
    length: number,
    values: Float64Array,
    nulls: Uint8Array | undefined,
  ): void {
    const [counts, means, m2s, m3s, m4s] = this.parts as readonly Float64Array[] as Parts;
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      if (group < 0 || (nulls !== undefined && nulls[i] === 1)) continue;
      const count = (counts[group] as number) + 1;
      const delta = (values[i] as number) - (means[group] as number);
      const step = delta / count;
      const m2 = (m2s[group] as number) + delta * (delta - step);
      const m3 = (m3s[group] as number) - 3 * step * m2 + delta * (delta * delta - step * step);
      counts[group] = count;
      means[group] = (means[group] as number) + step;
      m2s[group] = m2;
      m3s[group] = m3;
      if (m4s === undefined) continue;
      m4s[group] =
        (m4s[group] as number) -
        4 * step * m3 -
        6 * step * step * m2 +
        delta * (delta * delta * delta - step * step * step);
    }
  }

  protected mergeRow(group: number, saved: readonly Float64Array[], row: number): void {
    const own = this.parts.map((part) => part[group] as number);
    const other = saved.map((part) => part[row] as number);
    for (const [i, value] of mergedMoments(own, other).entries()) {
      const part = this.parts[i];
      if (part !== undefined) part[group] = value;
    }
  }

  protected result(group: number): number | undefined {
    const [n = 0, , m2 = 0, m3 = 0, m4 = 0] = this.parts.map((part) => part[group] as number);
    return n === 0 ? undefined : this.#shape(n, m2, m3, m4);
  }
}

type Parts = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array | undefined];

/** The moments of two sets of values together. */
function mergedMoments(left: readonly number[], right: readonly number[]): readonly number[] {
  const [n1 = 0, mean1 = 0, left2 = 0, left3 = 0, left4 = 0] = left;
  const [n2 = 0, mean2 = 0, right2 = 0, right3 = 0, right4 = 0] = right;
  const n = n1 + n2;
  const delta = mean2 - mean1;
  const step = delta / n;
  return [
    n,
    mean1 + step * n2,
    left2 + right2 + delta * step * n1 * n2,
    left3 +
      right3 +
      step * step * delta * n1 * n2 * (n1 - n2) +
      3 * step * (n1 * right2 - n2 * left2),
    left4 +
      right4 +
      step * step * step * delta * n1 * n2 * (n1 * n1 - n1 * n2 + n2 * n2) +
      6 * step * step * (n1 * n1 * right2 + n2 * n2 * left2) +
      4 * step * (n1 * right3 - n2 * left3),
  ];
}
