import { readValue } from '../../columnar/read-value.ts';
import type { Vector } from '../../columnar/vector.ts';
import { vectorOf } from '../../columnar/vector-of.ts';
import { WRONG_ARGUMENTS } from '../../errors/expression.ts';
import { type DataType, DOUBLE, type Field, LONG, sameType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import { castKernel } from '../cast.ts';
import { isNumeric, isTimestamp } from '../coercion.ts';
import type {
  AggregateFunction,
  Argument,
  EvalContext,
  Kernel,
  ResolvedAggregate,
} from '../function.ts';
import { argument, constantOf, expectCount, typeMismatch } from '../scalars/arguments.ts';
import { GroupStates } from './group-states.ts';
import { type Percentages, percentagesOf, percentileType } from './percentages.ts';
import { QuantileSummary, type Sample } from './quantile-summary.ts';

/** Spark's default: a rank is off by at most a ten-thousandth of the count. */
const DEFAULT_ACCURACY = 10_000;

/**
 * `percentileApprox(value, percentages, accuracy?)`: values of the column, of its type, whose rank is
 * off by at most the count divided by `accuracy`; null for no values.
 */
export const APPROXIMATE_PERCENTILES: readonly AggregateFunction[] = [
  { name: 'percentileApprox', resolve: resolveApproximate },
];

function resolveApproximate(args: readonly Argument[]): ResolvedAggregate {
  const fn = 'percentileApprox';
  expectCount(fn, args, 2, 3);
  const { dataType: from } = argument(args, 0);
  const isFine =
    isNumeric(from) || from.kind === 'date' || isTimestamp(from) || from.kind === 'string';
  if (!isFine && from.kind !== 'null') throw typeMismatch(fn, args, 'numbers, dates or timestamps');
  const percentages = percentagesOf(fn, args, 1);
  const accuracy =
    args.length === 2 ? DEFAULT_ACCURACY : Number(constantOf(fn, args, 2, 'an integer above 0'));
  if (!(Number.isInteger(accuracy) && accuracy > 0 && accuracy < 2 ** 31)) {
    const expected = 'an accuracy above 0';
    throw WRONG_ARGUMENTS.error({ fn, expected, found: String(accuracy) });
  }
  const isTime = from.kind === 'date' || isTimestamp(from);
  const held = isTime ? from : DOUBLE;
  const [heldType, dataType] = [held, isNumeric(from) ? from : held].map((type) =>
    percentileType(type, percentages),
  ) as [DataType, DataType];
  const toResult = sameType(heldType, dataType)
    ? undefined
    : castKernel(heldType, dataType, 'legacy');
  return {
    dataType,
    nullable: true,
    castTo: [held],
    stateFields: STATE_FIELDS,
    create: () => new QuantileAccumulator(held, heldType, percentages, 1 / accuracy, toResult),
  };
}

const SAMPLES: DataType = {
  kind: 'array',
  containsNull: false,
  element: {
    kind: 'struct',
    fields: [
      { name: 'value', dataType: DOUBLE, nullable: false },
      { name: 'g', dataType: LONG, nullable: false },
      { name: 'delta', dataType: LONG, nullable: false },
    ],
  },
};

// Stored on disk: never change.
const STATE_FIELDS: readonly Field[] = [
  { name: 'samples', dataType: SAMPLES, nullable: false },
  { name: 'count', dataType: LONG, nullable: false },
];

/** What a cast between numbers does not depend on. */
const ANY_CONTEXT: EvalContext = { timeZone: 'UTC', ansi: false, batchTimeMs: 0 };

/** The values as doubles, as Spark's digest holds them, also those of integers and decimals. */
class QuantileAccumulator extends GroupStates<QuantileSummary> {
  readonly #type: DataType;
  readonly #heldType: DataType;
  readonly #percentages: Percentages;
  readonly #relativeError: number;
  readonly #toResult: Kernel | undefined;

  constructor(
    type: DataType,
    heldType: DataType,
    percentages: Percentages,
    relativeError: number,
    toResult: Kernel | undefined,
  ) {
    super();
    this.#type = type;
    this.#heldType = heldType;
    this.#percentages = percentages;
    this.#relativeError = relativeError;
    this.#toResult = toResult;
  }

  protected zero(): QuantileSummary {
    return new QuantileSummary(this.#relativeError);
  }

  update(groups: Int32Array, length: number, [input]: readonly Vector[]): void {
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      if (group < 0) continue;
      const value = readValue(input as Vector, i, this.#type);
      if (value !== null) this.stateOf(group).insert(value as number);
    }
  }

  saveState(groups: Int32Array): readonly Vector[] {
    const states = Array.from(groups, (group) => this.stateOf(group).compressed());
    const samples = states.map((state) =>
      state.samples.map(({ value, g, delta }) => [value, g, delta]),
    );
    const counts = states.map(({ count }) => count);
    return [vectorOf(samples, SAMPLES), vectorOf(counts, LONG)];
  }

  loadState(groups: Int32Array, [samples, counts]: readonly Vector[]): void {
    for (const [row, group] of groups.entries()) {
      const saved = readValue(samples as Vector, row, SAMPLES) as readonly (readonly number[])[];
      const list = saved.map(([value = 0, g = 0, delta = 0]): Sample => ({ value, g, delta }));
      this.stateOf(group).merge(list, Number(readValue(counts as Vector, row, LONG)));
    }
  }

  finish(groups: Int32Array): Vector {
    const { values, isList } = this.#percentages;
    const results = Array.from(groups, (group): InternalValue => {
      const found = values.length === 0 ? undefined : this.stateOf(group).query(values);
      return isList ? (found ?? null) : (found?.[0] ?? null);
    });
    const held = vectorOf(results, this.#heldType);
    return this.#toResult?.([held], results.length, ANY_CONTEXT) ?? held;
  }
}
