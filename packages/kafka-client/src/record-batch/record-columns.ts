import type { DecodedBatch } from './decoded-batch.ts';

/** The columns of a {@link DecodedBatch} while they are filled. */
export type RecordColumns = Pick<
  DecodedBatch,
  | 'offsets'
  | 'timestampsMs'
  | 'keyStarts'
  | 'keyLengths'
  | 'valueStarts'
  | 'valueLengths'
  | 'headerStarts'
  | 'headerCounts'
>;

/** Columns for up to `capacity` rows. */
export function allocateColumns(capacity: number): RecordColumns {
  return {
    offsets: new Float64Array(capacity),
    timestampsMs: new Float64Array(capacity),
    keyStarts: new Int32Array(capacity),
    keyLengths: new Int32Array(capacity),
    valueStarts: new Int32Array(capacity),
    valueLengths: new Int32Array(capacity),
    headerStarts: new Int32Array(capacity),
    headerCounts: new Int32Array(capacity),
  };
}

/** The first `rowCount` rows, without a copy. */
export function firstRows(columns: RecordColumns, rowCount: number): RecordColumns {
  if (columns.offsets.length === rowCount) return columns;
  return {
    offsets: columns.offsets.subarray(0, rowCount),
    timestampsMs: columns.timestampsMs.subarray(0, rowCount),
    keyStarts: columns.keyStarts.subarray(0, rowCount),
    keyLengths: columns.keyLengths.subarray(0, rowCount),
    valueStarts: columns.valueStarts.subarray(0, rowCount),
    valueLengths: columns.valueLengths.subarray(0, rowCount),
    headerStarts: columns.headerStarts.subarray(0, rowCount),
    headerCounts: columns.headerCounts.subarray(0, rowCount),
  };
}
