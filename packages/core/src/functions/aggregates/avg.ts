import { readValue } from '../../columnar/read-value.ts';
import type { Vector } from '../../columnar/vector.ts';
import { vectorOf } from '../../columnar/vector-of.ts';
import { type DecimalType, DOUBLE, type Field, LONG } from '../../types/data-type.ts';
import { isNumeric } from '../coercion.ts';
import type {
  Accumulator,
  AggregateFunction,
  Argument,
  ExprSettings,
  ResolvedAggregate,
} from '../function.ts';
import { divideHalfUp, fitsPrecision, powerOfTen } from '../numbers/decimal.ts';
import { argument, expectCount, typeMismatch } from '../scalars/arguments.ts';
import { doubles } from '../vectors/numbers.ts';
import { CountAccumulator } from './count.ts';
import { DecimalSums } from './decimal-sums.ts';
import { grownDoubles, pickDoubles } from './growing.ts';
import { Mergeable } from './mergeable.ts';
import { isReadAsDouble } from './number-arguments.ts';
import { decimalSumFields, sumOfDecimals } from './sum.ts';

/** The mean of the values that are not null; null for none. Integers are summed as doubles, as in Spark. */
export const AVERAGES: readonly AggregateFunction[] = [
  { name: 'avg', resolve: resolveAverage },
  {
    name: 'tryAvg',
    resolve: (args, settings) => resolveAverage(args, { ...settings, ansi: false }),
  },
];

// Stored on disk: never change.
export const AVERAGE_FIELDS: readonly Field[] = [
  { name: 'sum', dataType: DOUBLE, nullable: false },
  { name: 'count', dataType: LONG, nullable: false },
];

function resolveAverage(args: readonly Argument[], { ansi }: ExprSettings): ResolvedAggregate {
  expectCount('avg', args, 1);
  const { dataType: from } = argument(args, 0);
  if (!isNumeric(from) && !isReadAsDouble(from)) throw typeMismatch('avg', args, 'a number');
  if (from.kind === 'decimal') return averageOfDecimals(from, ansi);
  return {
    dataType: DOUBLE,
    nullable: true,
    castTo: [DOUBLE],
    stateFields: AVERAGE_FIELDS,
    create: () => new AverageAccumulator(),
  };
}

function averageOfDecimals(from: DecimalType, ansi: boolean): ResolvedAggregate {
  const { precision, scale } = from;
  const sum = sumOfDecimals(from);
  const dataType: DecimalType = {
    kind: 'decimal',
    precision: Math.min(precision + 4, 38),
    scale: Math.min(scale + 4, 38),
  };
  return {
    dataType,
    nullable: true,
    // Stored on disk: never change.
    stateFields: [...decimalSumFields(sum), { name: 'count', dataType: LONG, nullable: false }],
    create: () => new DecimalAverageAccumulator(sum, dataType, ansi),
  };
}

export class AverageAccumulator extends Mergeable implements Accumulator {
  #sums: Float64Array = new Float64Array(0);
  #counts: Float64Array = new Float64Array(0);

  ensureCapacity(groups: number): void {
    this.#sums = grownDoubles(this.#sums, groups);
    this.#counts = grownDoubles(this.#counts, groups);
  }

  reset(group: number): void {
    this.#sums[group] = 0;
    this.#counts[group] = 0;
  }

  update(groups: Int32Array, length: number, [input]: readonly Vector[]): void {
    const sums = this.#sums;
    const counts = this.#counts;
    const values = doubles(input as Vector);
    const { nulls } = input as Vector;
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      if (group < 0 || (nulls !== undefined && nulls[i] === 1)) continue;
      sums[group] = (sums[group] as number) + (values[i] as number);
      counts[group] = (counts[group] as number) + 1;
    }
  }

  saveState(groups: Int32Array): readonly Vector[] {
    return [this.#sums, this.#counts].map((from) => {
      const values = pickDoubles(from, groups);
      return { kind: 'double', length: values.length, nulls: undefined, values };
    });
  }

  loadState(groups: Int32Array, [sums, counts]: readonly Vector[]): void {
    const [sum, count] = [doubles(sums as Vector), doubles(counts as Vector)];
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i] as number;
      this.#sums[group] = (this.#sums[group] as number) + (sum[i] as number);
      this.#counts[group] = (this.#counts[group] as number) + (count[i] as number);
    }
  }

  finish(groups: Int32Array): Vector {
    const values = pickDoubles(this.#sums, groups);
    const counts = pickDoubles(this.#counts, groups);
    let nulls: Uint8Array | undefined;
    for (let i = 0; i < values.length; i++) {
      if (counts[i] === 0) {
        nulls ??= new Uint8Array(values.length);
        nulls[i] = 1;
      } else values[i] = (values[i] as number) / (counts[i] as number);
    }
    return { kind: 'double', length: values.length, nulls, values };
  }
}

/** The exact sum divided once, at the end. */
class DecimalAverageAccumulator extends Mergeable implements Accumulator {
  readonly #sumType: DecimalType;
  readonly #type: DecimalType;
  readonly #sums: DecimalSums;
  readonly #counts: CountAccumulator = new CountAccumulator();

  constructor(sumType: DecimalType, type: DecimalType, ansi: boolean) {
    super();
    this.#sumType = sumType;
    this.#type = type;
    this.#sums = new DecimalSums(sumType, ansi);
  }

  ensureCapacity(groups: number): void {
    this.#sums.ensureCapacity(groups);
    this.#counts.ensureCapacity(groups);
  }

  reset(group: number): void {
    this.#sums.reset(group);
    this.#counts.reset(group);
  }

  update(groups: Int32Array, length: number, inputs: readonly Vector[]): void {
    this.#sums.update(groups, length, inputs);
    this.#counts.update(groups, length, inputs);
  }

  saveState(groups: Int32Array): readonly Vector[] {
    return [...this.#sums.saveState(groups), ...this.#counts.saveState(groups)];
  }

  loadState(groups: Int32Array, state: readonly Vector[]): void {
    this.#sums.loadState(groups, state.slice(0, 2));
    this.#counts.loadState(groups, state.slice(2));
  }

  finish(groups: Int32Array): Vector {
    const sums = this.#sums.finish(groups);
    const counts = doubles(this.#counts.finish(groups));
    const shift = powerOfTen(this.#type.scale - this.#sumType.scale);
    const means = Array.from(groups, (_, i) => {
      const sum = readValue(sums, i, this.#sumType) as bigint | null;
      if (sum === null) return null;
      const mean = divideHalfUp(sum * shift, BigInt(counts[i] as number));
      return fitsPrecision(mean, this.#type.precision) ? mean : null;
    });
    return vectorOf(means, this.#type);
  }
}
