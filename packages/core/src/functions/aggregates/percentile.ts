import { compareNullsFirst } from '../../columnar/compare-values.ts';
import { readValue } from '../../columnar/read-value.ts';
import type { Vector } from '../../columnar/vector.ts';
import { WRONG_ARGUMENTS } from '../../errors/expression.ts';
import { INVALID_ARGUMENT } from '../../errors/function.ts';
import { type DataType, DOUBLE, LONG } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import { isIntegral } from '../coercion.ts';
import type { AggregateFunction, Argument, ResolvedAggregate } from '../function.ts';
import { argument, expectCount } from '../scalars/arguments.ts';
import { type CountedValue, CountedValues, countedValuesFields } from './counted-values.ts';
import { expectNumbers } from './number-arguments.ts';
import { type Percentages, percentagesOf, percentileType } from './percentages.ts';

/**
 * `percentile(value, percentages, frequency?)`: exact, between two values in proportion to their
 * distance, as double; null for no values. It keeps every different value.
 */
export const PERCENTILES: readonly AggregateFunction[] = [
  { name: 'percentile', resolve: resolvePercentile },
  {
    name: 'median',
    resolve(args) {
      expectCount('median', args, 1);
      expectNumbers('median', args);
      return percentile({ values: [0.5], isList: false });
    },
  },
];

function resolvePercentile(args: readonly Argument[]): ResolvedAggregate {
  expectCount('percentile', args, 2, 3);
  expectNumbers('percentile', args.slice(0, 1));
  const resolved = percentile(percentagesOf('percentile', args, 1));
  if (args.length === 2) return resolved;
  const frequency = argument(args, 2).dataType;
  if (!isIntegral(frequency)) {
    const expected = 'a frequency that is an integer';
    throw WRONG_ARGUMENTS.error({ fn: 'percentile', expected, found: frequency.kind });
  }
  return { ...resolved, castTo: [DOUBLE, undefined, LONG] };
}

function percentile(percentages: Percentages): ResolvedAggregate {
  return {
    dataType: percentileType(DOUBLE, percentages),
    nullable: true,
    castTo: [DOUBLE],
    stateFields: countedValuesFields(DOUBLE),
    create: () => new PercentileAccumulator(percentages),
  };
}

class PercentileAccumulator extends CountedValues {
  protected readonly resultType: DataType;
  readonly #percentages: Percentages;

  constructor(percentages: Percentages) {
    super(DOUBLE);
    this.#percentages = percentages;
    this.resultType = percentileType(DOUBLE, percentages);
  }

  override update(groups: Int32Array, length: number, inputs: readonly Vector[]): void {
    const [values, , frequencies] = inputs;
    if (frequencies === undefined) {
      super.update(groups, length, inputs);
      return;
    }
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      if (group < 0) continue;
      const frequency = readValue(frequencies, i, LONG);
      if (frequency === null) continue;
      const count = Number(frequency);
      if (count < 0) {
        const found = String(count);
        const expected = 'a frequency of 0 or more';
        throw INVALID_ARGUMENT.error({ fn: 'percentile', argument: 3, expected, found });
      }
      if (count > 0) this.add(group, readValue(values as Vector, i, DOUBLE), count);
    }
  }

  protected result(values: readonly CountedValue[]): InternalValue {
    if (values.length === 0 || this.#percentages.values.length === 0) return null;
    const sorted = [...values].sort((a, b) => compareNullsFirst(a.value, b.value));
    const found = this.#percentages.values.map((percentage) => percentileOf(sorted, percentage));
    return this.#percentages.isList ? found : (found[0] as number);
  }
}

/** Linear between the values at the positions around `percentage` of the way from first to last. */
function percentileOf(sorted: readonly CountedValue[], percentage: number): number {
  const total = sorted.reduce((sum, { count }) => sum + count, 0);
  const position = (total - 1) * percentage;
  const below = Math.floor(position);
  const above = Math.ceil(position);
  const low = valueAt(sorted, below);
  const high = valueAt(sorted, above);
  if (below === above || low === high) return low;
  return (above - position) * low + (position - below) * high;
}

/** The value at a position of the rows in order, each value as often as it came. */
function valueAt(sorted: readonly CountedValue[], position: number): number {
  let end = 0;
  for (const { value, count } of sorted) {
    end += count;
    if (position < end) return value as number;
  }
  return sorted.at(-1)?.value as number;
}
