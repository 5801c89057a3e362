import type { Schema } from '../types/schema.ts';
import { gather } from './gather.ts';
import type { Vector } from './vector.ts';

/** Rows in columns: the unit that travels through operators, about 4,096 rows each. Immutable. */
export interface RecordBatch {
  readonly schema: Schema;
  /** Rows held by the columns, whether selected or not. */
  readonly length: number;
  /** One vector for each field of the schema, each `length` long. */
  readonly columns: readonly Vector[];
  /** The rows that are present, ascending; absent when all are. */
  readonly selection: Int32Array | undefined;
  /** Where every row is from, as far as a step above asks and none between brought places together. */
  readonly origin?: Origin | undefined;
}

/** The place that all rows of a batch come from. */
export interface Origin {
  /** The partition of a source. */
  readonly partition?: string;
  /** Where it tells more than the partition: the part of the input of a step that Spark would make a task of. */
  readonly part?: string;
}

/** How many rows a source should put into a batch, and operators cut by. */
export const TARGET_BATCH_ROWS = 4096;

/** Makes a batch whose rows are all present. */
export function recordBatch(
  schema: Schema,
  columns: readonly Vector[],
  length: number,
): RecordBatch {
  return { schema, columns, length, selection: undefined };
}

/** The number of rows that are present. */
export function rowCount(batch: RecordBatch): number {
  return batch.selection === undefined ? batch.length : batch.selection.length;
}

/** The part of the input of a step that the rows are from (Spark: the partition of the RDD). */
export function partOf({ origin }: RecordBatch): string {
  return origin?.part ?? origin?.partition ?? '';
}

/** The same rows without a selection: columns hold exactly the rows that are present. */
export function compact(batch: RecordBatch): RecordBatch {
  const { schema, selection, origin } = batch;
  if (selection === undefined) return batch;
  const columns = batch.columns.map((column) => gather(column, selection));
  return { schema, columns, length: selection.length, selection: undefined, origin };
}
