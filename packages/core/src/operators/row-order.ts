import { compareNullsFirst } from '../columnar/compare-values.ts';
import { readValue } from '../columnar/read-value.ts';
import type { RecordBatch } from '../columnar/record-batch.ts';
import type { CompiledExpression } from '../functions/compiled-expression.ts';
import type { OrderedKey } from '../functions/over/ordered-rows.ts';
import type { InternalValue } from '../types/internal-value.ts';
import type { BatchContext } from './operator.ts';

/** One sort expression. Ascending puts nulls first, descending last, unless `nullsFirst` says otherwise. */
export interface CompiledSortKey {
  readonly expression: CompiledExpression;
  readonly descending: boolean;
  readonly nullsFirst?: boolean;
}

/** The keys with their values in the rows of a batch. */
export function orderedKeys(
  batch: RecordBatch,
  keys: readonly CompiledSortKey[],
  context: BatchContext,
): readonly OrderedKey[] {
  return keys.map(({ expression, descending, nullsFirst = !descending }) => {
    const { dataType } = expression;
    const vector = expression.evaluate(batch, context);
    const values = Array.from({ length: batch.length }, (_, row) =>
      readValue(vector, row, dataType),
    );
    return { dataType, values, descending, compare: comparison(descending, nullsFirst) };
  });
}

/** Which of two rows comes first by the keys: below 0 for the first, 0 where they are equal. */
export function compareRows(keys: readonly OrderedKey[], a: number, b: number): number {
  for (const { values, compare } of keys) {
    const difference = compare(values[a] ?? null, values[b] ?? null);
    if (difference !== 0) return difference;
  }
  return 0;
}

function comparison(
  descending: boolean,
  nullsFirst: boolean,
): (a: InternalValue, b: InternalValue) => number {
  const nullSign = nullsFirst ? 1 : -1;
  const sign = descending ? -1 : 1;
  return (a, b) => compareNullsFirst(a, b) * (a === null || b === null ? nullSign : sign);
}
