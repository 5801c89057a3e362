import type { RecordBatch } from '../columnar/record-batch.ts';
import type { BytesVector, Vector } from '../columnar/vector.ts';

/** A vector that uses less than this share of its bytes is copied, so that few rows never hold many bytes. */
const MIN_USED_SHARE = 0.25;

/** The same rows without a hold on the buffers of the source they came from, where that hold would be wasteful. */
export function detached(batch: RecordBatch): RecordBatch {
  return { ...batch, columns: batch.columns.map((column) => detachedVector(column, batch)) };
}

function detachedVector(vector: Vector, { selection, length }: RecordBatch): Vector {
  if (vector.kind !== 'bytes') return vector;
  const count = selection === undefined ? length : selection.length;
  let usedBytes = 0;
  for (let i = 0; i < count; i++) {
    usedBytes += vector.lengths[selection === undefined ? i : (selection[i] as number)] as number;
  }
  return usedBytes < vector.bytes.length * MIN_USED_SHARE
    ? copiedBytes(vector, selection, count, usedBytes)
    : vector;
}

function copiedBytes(
  vector: BytesVector,
  selection: Int32Array | undefined,
  count: number,
  usedBytes: number,
): BytesVector {
  const bytes = new Uint8Array(usedBytes);
  const starts = new Int32Array(vector.length);
  let at = 0;
  for (let i = 0; i < count; i++) {
    const row = selection === undefined ? i : (selection[i] as number);
    const start = vector.starts[row] as number;
    const size = vector.lengths[row] as number;
    bytes.set(vector.bytes.subarray(start, start + size), at);
    starts[row] = at;
    at += size;
  }
  return { ...vector, bytes, starts };
}
