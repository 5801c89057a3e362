import { type RecordBatch, rowCount } from '../../columnar/record-batch.ts';

let counting = new Int32Array(0);

/** The rows 0 … length-1: with it a loop needs no second form for batches without a selection. */
export function allRows(length: number): Int32Array {
  if (counting.length < length) {
    counting = new Int32Array(Math.max(length, 2 * counting.length, 4096));
    for (let i = 0; i < counting.length; i++) counting[i] = i;
  }
  return counting.subarray(0, length);
}

/** The rows of a batch that are present. */
export function presentRows(batch: RecordBatch): Int32Array {
  return batch.selection ?? allRows(rowCount(batch));
}
