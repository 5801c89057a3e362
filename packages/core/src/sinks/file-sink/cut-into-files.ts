import { type RecordBatch, rowCount } from '../../columnar/record-batch.ts';
import { presentRows } from './present-rows.ts';

/** At most so many rows go into one file: a file is made in memory. */
export const MAX_ROWS_PER_FILE = 262_144;
/** Text and binary data of a file, far below the 2 GiB that 32-bit offsets reach. */
const MAX_BYTES_PER_FILE = 128 * 1024 * 1024;
/** Rows are weighed in pieces of this size. */
const PIECE_ROWS = 8192;

export function totalRows(batches: readonly RecordBatch[]): number {
  return batches.reduce((sum, batch) => sum + rowCount(batch), 0);
}

/** Cuts the rows of a partition into what one file takes each, in order. */
export function cutIntoFiles(
  batches: readonly RecordBatch[],
  maxRows: number = MAX_ROWS_PER_FILE,
): RecordBatch[][] {
  const files: RecordBatch[][] = [];
  const pieceRows = Math.min(PIECE_ROWS, maxRows);
  let rowsLeft = 0;
  let bytesLeft = 0;
  for (const batch of batches) {
    const rows = presentRows(batch);
    for (let from = 0; from < rows.length; from += pieceRows) {
      const selection = rows.subarray(from, from + pieceRows);
      const sizeBytes = variableBytes(batch, selection);
      if (selection.length > rowsLeft || sizeBytes > bytesLeft) {
        files.push([]);
        rowsLeft = maxRows;
        bytesLeft = MAX_BYTES_PER_FILE;
      }
      (files.at(-1) as RecordBatch[]).push({ ...batch, selection });
      rowsLeft -= selection.length;
      bytesLeft -= sizeBytes;
    }
  }
  return files;
}

function variableBytes({ columns }: RecordBatch, rows: Int32Array): number {
  let sizeBytes = 0;
  for (const column of columns) {
    if (column.kind !== 'bytes') continue;
    for (let i = 0; i < rows.length; i++) sizeBytes += column.lengths[rows[i] as number] as number;
  }
  return sizeBytes;
}
