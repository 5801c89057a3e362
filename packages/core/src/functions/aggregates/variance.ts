import type { Vector } from '../../columnar/vector.ts';
import { DOUBLE } from '../../types/data-type.ts';
import { isNumeric } from '../coercion.ts';
import type { Accumulator, AggregateFunction } from '../function.ts';
import { expectCount, typeMismatch } from '../scalars/arguments.ts';
import { doubles } from '../vectors/numbers.ts';
import { grownDoubles, pickDoubles } from './growing.ts';

/** The result of `count` values whose squared distances from their mean add up to `m2`; undefined is null. */
type Spread = (count: number, m2: number) => number | undefined;

const population: Spread = (count, m2) => (count === 0 ? undefined : m2 / count);
/** One value has no sample variance: null since Spark 3.1. */
const sample: Spread = (count, m2) => (count < 2 ? undefined : m2 / (count - 1));
const rootOf =
  (spread: Spread): Spread =>
  (count, m2) => {
    const squared = spread(count, m2);
    return squared === undefined ? undefined : Math.sqrt(squared);
  };

export const VARIANCES: readonly AggregateFunction[] = [
  variance('variance', sample),
  variance('varSamp', sample),
  variance('varPop', population),
  variance('stddev', rootOf(sample)),
  variance('stddevSamp', rootOf(sample)),
  variance('stddevPop', rootOf(population)),
];

function variance(name: string, spread: Spread): AggregateFunction {
  return {
    name,
    resolve(args) {
      expectCount(name, args, 1);
      const isFine = args.every(
        ({ dataType: t }) => isNumeric(t) || t.kind === 'string' || t.kind === 'null',
      );
      if (!isFine) throw typeMismatch(name, args, 'a number');
      return {
        dataType: DOUBLE,
        nullable: true,
        castTo: [DOUBLE],
        // Stored on disk: never change.
        stateFields: [
          { name: 'n', dataType: DOUBLE, nullable: false },
          { name: 'avg', dataType: DOUBLE, nullable: false },
          { name: 'm2', dataType: DOUBLE, nullable: false },
        ],
        create: () => new VarianceAccumulator(spread),
      };
    },
  };
}

/** Welford's running update, the one Spark's CentralMomentAgg makes. */
class VarianceAccumulator implements Accumulator {
  readonly #spread: Spread;
  #counts: Float64Array = new Float64Array(0);
  #means: Float64Array = new Float64Array(0);
  #m2s: Float64Array = new Float64Array(0);

  constructor(spread: Spread) {
    this.#spread = spread;
  }

  ensureCapacity(groups: number): void {
    this.#counts = grownDoubles(this.#counts, groups);
    this.#means = grownDoubles(this.#means, groups);
    this.#m2s = grownDoubles(this.#m2s, groups);
  }

  reset(group: number): void {
    this.#counts[group] = 0;
    this.#means[group] = 0;
    this.#m2s[group] = 0;
  }

  update(groups: Int32Array, length: number, [input]: readonly Vector[]): void {
    const [counts, means, m2s] = [this.#counts, this.#means, this.#m2s];
    const values = doubles(input as Vector);
    const { nulls } = input as Vector;
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

  saveState(groups: Int32Array): readonly Vector[] {
    return [this.#counts, this.#means, this.#m2s].map((from) => {
      const values = pickDoubles(from, groups);
      return { kind: 'double', length: values.length, nulls: undefined, values };
    });
  }

  loadState(groups: Int32Array, [counts, means, m2s]: readonly Vector[]): void {
    const [n, mean, m2] = [
      doubles(counts as Vector),
      doubles(means as Vector),
      doubles(m2s as Vector),
    ];
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i] as number;
      this.#counts[group] = n[i] as number;
      this.#means[group] = mean[i] as number;
      this.#m2s[group] = m2[i] as number;
    }
  }

  finish(groups: Int32Array): Vector {
    const { length } = groups;
    const values = new Float64Array(length);
    let nulls: Uint8Array | undefined;
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      const result = this.#spread(this.#counts[group] as number, this.#m2s[group] as number);
      if (result === undefined) {
        nulls ??= new Uint8Array(length);
        nulls[i] = 1;
      } else values[i] = result;
    }
    return { kind: 'double', length, nulls, values };
  }
}
