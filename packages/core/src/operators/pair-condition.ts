import { type RecordBatch, recordBatch } from '../columnar/record-batch.ts';
import type { BooleanVector, Vector } from '../columnar/vector.ts';
import type { CompiledExpression } from '../functions/compiled-expression.ts';
import type { EvalContext } from '../functions/function.ts';
import { pickInts } from '../state/key-column.ts';
import type { Schema } from '../types/schema.ts';
import type { Pairs } from './pair-buffer.ts';

/** A condition on a row of the left and a row of the right, over the columns that it reads. */
export interface PairCondition {
  readonly expression: CompiledExpression;
  /** The columns of the left that it reads, then those of the right. */
  readonly schema: Schema;
  readonly leftColumns: readonly number[];
  readonly rightColumns: readonly number[];
}

/** Reads some rows of a column of one side. */
export type ReadColumn = (column: number, rows: Int32Array) => Vector;

/** The two sides of pairs: which of them the rows are of, and how both are read. */
export interface PairReaders {
  readonly rowsAreLeft: boolean;
  readonly rows: ReadColumn;
  readonly others: ReadColumn;
}

/** The pairs for which a condition is true, in their order. */
export function matchingPairs(
  pairs: Pairs,
  condition: PairCondition | undefined,
  { rowsAreLeft, rows, others }: PairReaders,
  context: EvalContext,
): Pairs {
  if (condition === undefined) return pairs;
  const { leftColumns, rightColumns, schema, expression } = condition;
  const [ownColumns, otherColumns] = rowsAreLeft
    ? [leftColumns, rightColumns]
    : [rightColumns, leftColumns];
  const own = ownColumns.map((column) => rows(column, pairs.rows));
  const other = otherColumns.map((column) => others(column, pairs.others));
  const columns = rowsAreLeft ? [...own, ...other] : [...other, ...own];
  const found = trueRows(expression, recordBatch(schema, columns, pairs.rows.length), context);
  if (found === undefined) return pairs;
  return { rows: pickInts(pairs.rows, found), others: pickInts(pairs.others, found) };
}

/** The rows of a batch without a selection for which a condition is true; undefined when all are. */
export function trueRows(
  condition: CompiledExpression,
  batch: RecordBatch,
  context: EvalContext,
): Int32Array | undefined {
  const { values, nulls } = condition.evaluate(batch, context) as BooleanVector;
  const rows = new Int32Array(batch.length);
  let count = 0;
  for (let row = 0; row < batch.length; row++) {
    if (values[row] === 1 && (nulls === undefined || nulls[row] === 0)) rows[count++] = row;
  }
  return count === batch.length ? undefined : rows.slice(0, count);
}

/** 1 for rows with a null in a key where null equals nothing; undefined if there are none. */
export function rowsWithNullKey(
  keys: readonly Vector[],
  areNullSafe: readonly boolean[],
  length: number,
): Uint8Array | undefined {
  let rows: Uint8Array | undefined;
  for (const [i, { nulls }] of keys.entries()) {
    if (nulls === undefined || areNullSafe[i] === true) continue;
    rows ??= new Uint8Array(length);
    for (let row = 0; row < length; row++) (rows[row] as number) |= nulls[row] as number;
  }
  return rows;
}

/** The rows that have a value in a mask, ascending. */
export function rowsWhere(mask: Uint8Array, value: 0 | 1): Int32Array {
  const rows = new Int32Array(mask.length);
  let count = 0;
  for (let row = 0; row < mask.length; row++) if (mask[row] === value) rows[count++] = row;
  return rows.subarray(0, count);
}
