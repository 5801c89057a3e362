import { CORRUPT_BATCH } from '../conditions.ts';
import type { DecodedBatch } from './decoded-batch.ts';
import { position, readVarint, seek } from './varint.ts';

/** One header of a record. Keys may repeat, and their order means something. */
export interface RecordHeader {
  readonly key: string;
  /** Null and empty are different. */
  readonly value: Uint8Array | null;
}

const utf8 = new TextDecoder();
const NONE: readonly RecordHeader[] = Object.freeze([]);

/**
 * The headers of row `row` in the order they were written, repeated keys included; values are views into the
 * batch. They are read anew at every call, so records whose headers nobody asks for cost nothing.
 *
 * @throws {@link CORRUPT_BATCH} when the headers run past the end of the batch
 */
export function headersAt(batch: DecodedBatch, row: number): readonly RecordHeader[] {
  const count = batch.headerCounts[row] ?? 0;
  if (count === 0) return NONE;
  const { bytes } = batch;
  const headers: RecordHeader[] = [];
  seek(batch.headerStarts[row] ?? 0);
  for (let i = 0; i < count; i++) {
    const key = take(batch, row, readVarint(bytes));
    const valueLength = readVarint(bytes);
    const value = valueLength < 0 ? null : take(batch, row, valueLength);
    headers.push({ key: utf8.decode(key), value });
  }
  return headers;
}

function take(batch: DecodedBatch, row: number, length: number): Uint8Array {
  const start = position();
  const end = start + length;
  if (length < 0 || end > batch.bytes.length) {
    const { topic, partition } = batch;
    const reason = `a header of ${length} bytes leaves the batch`;
    throw CORRUPT_BATCH.error({ topic, partition, offset: batch.offsets[row] ?? -1, reason });
  }
  seek(end);
  return batch.bytes.subarray(start, end);
}
