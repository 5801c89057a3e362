import type { Codec } from '../compression/codec.ts';
import {
  BATCH_HEADER_BYTES,
  CRC_AT,
  CRC_COVERS_FROM,
  LENGTH_PREFIX_BYTES,
} from './batch-header.ts';
import { crc32c } from './crc32c.ts';
import type { RecordHeader } from './record-headers.ts';

/** A record on its way to a topic. */
export interface OutgoingRecord {
  readonly key: Uint8Array | null;
  /** Null is a tombstone: under compaction it deletes the key. */
  readonly value: Uint8Array | null;
  /** Written in this order; keys may repeat. */
  readonly headers?: readonly RecordHeader[];
  /** Milliseconds since the epoch; default the time of sending. */
  readonly timestampMs?: number;
}

/** What a batch says besides its records. */
export interface BatchFrame {
  /** Number and codec of the compression; see `COMPRESSION_NAMES`. */
  readonly codecId: number;
  readonly codec: Codec;
  /** Time of records that carry none, ms since the epoch. */
  readonly nowMs: number;
  /** `-1n` for a producer without idempotence. */
  readonly producerId: bigint;
  readonly producerEpoch: number;
  /** Sequence number of the first record; −1 without idempotence. */
  readonly baseSequence: number;
  readonly isTransactional: boolean;
}

const TRANSACTIONAL = 0x10;
/** Attributes, deltas, lengths and header count of a record at their longest. */
const MAX_RECORD_OVERHEAD_BYTES = 5 + 1 + 10 + 5 + 5 + 5 + 5;

/** An upper bound for the bytes of one record in a batch, before compression. */
export function recordSizeBound(record: OutgoingRecord): number {
  let bytes = MAX_RECORD_OVERHEAD_BYTES + (record.key?.length ?? 0) + (record.value?.length ?? 0);
  if (record.headers) {
    for (const { key, value } of record.headers) {
      bytes += 10 + Buffer.byteLength(key) + (value?.length ?? 0);
    }
  }
  return bytes;
}

/** Encodes records as one batch of format 2, ready for a produce request. The grammar is in `batch-header.ts`. */
export function encodeRecordBatch(records: readonly OutgoingRecord[], frame: BatchFrame): Buffer {
  let baseTimestampMs = Number.POSITIVE_INFINITY;
  let maxTimestampMs = Number.NEGATIVE_INFINITY;
  let bound = BATCH_HEADER_BYTES;
  for (const record of records) {
    const timestampMs = record.timestampMs ?? frame.nowMs;
    baseTimestampMs = Math.min(baseTimestampMs, timestampMs);
    maxTimestampMs = Math.max(maxTimestampMs, timestampMs);
    bound += recordSizeBound(record);
  }

  let batch = Buffer.allocUnsafe(bound);
  let end = BATCH_HEADER_BYTES;
  records.forEach((record, i) => {
    const timestampDelta = (record.timestampMs ?? frame.nowMs) - baseTimestampMs;
    end = writeRecord(batch, end, record, i, timestampDelta);
  });
  if (frame.codecId !== 0) {
    const packed = frame.codec.compress(batch.subarray(BATCH_HEADER_BYTES, end));
    batch = Buffer.concat([batch.subarray(0, BATCH_HEADER_BYTES), packed]);
    end = batch.length;
  }

  batch.writeBigInt64BE(0n, 0); // base offset: the broker's to set
  batch.writeInt32BE(end - LENGTH_PREFIX_BYTES, 8);
  batch.writeInt32BE(-1, 12); // leader epoch: the broker's to set
  batch.writeInt8(2, 16);
  batch.writeInt16BE(frame.codecId | (frame.isTransactional ? TRANSACTIONAL : 0), 21);
  batch.writeInt32BE(records.length - 1, 23);
  batch.writeBigInt64BE(BigInt(baseTimestampMs), 27);
  batch.writeBigInt64BE(BigInt(maxTimestampMs), 35);
  batch.writeBigInt64BE(frame.producerId, 43);
  batch.writeInt16BE(frame.producerEpoch, 51);
  batch.writeInt32BE(frame.baseSequence, 53);
  batch.writeInt32BE(records.length, 57);
  batch.writeUInt32BE(crc32c(batch, CRC_COVERS_FROM, end), CRC_AT);
  return batch.subarray(0, end);
}

/** A record begins with its own length, so its body is written behind the longest length and moved up. */
function writeRecord(
  out: Buffer,
  at: number,
  { key, value, headers = [] }: OutgoingRecord,
  offsetDelta: number,
  timestampDelta: number,
): number {
  const bodyAt = at + 5;
  let p = bodyAt;
  out[p++] = 0; // attributes
  p = writeVarlong(out, p, timestampDelta);
  p = writeVarint(out, p, offsetDelta);
  p = writeBytes(out, p, key);
  p = writeBytes(out, p, value);
  p = writeVarint(out, p, headers.length);
  for (const header of headers) {
    p = writeBytes(out, p, Buffer.from(header.key));
    p = writeBytes(out, p, header.value);
  }
  const length = p - bodyAt;
  const start = writeVarint(out, at, length);
  out.copyWithin(start, bodyAt, p);
  return start + length;
}

function writeBytes(out: Buffer, at: number, bytes: Uint8Array | null): number {
  if (bytes === null) return writeVarint(out, at, -1);
  const start = writeVarint(out, at, bytes.length);
  out.set(bytes, start);
  return start + bytes.length;
}

function writeVarint(out: Buffer, at: number, value: number): number {
  let raw = (value << 1) ^ (value >> 31);
  let p = at;
  for (; raw >>> 0 >= 0x80; raw >>>= 7) out[p++] = (raw & 0x7f) | 0x80;
  out[p++] = raw;
  return p;
}

/** For numbers from 0 to 2^52: a timestamp is never below the base timestamp. */
function writeVarlong(out: Buffer, at: number, value: number): number {
  let raw = value * 2;
  let p = at;
  for (; raw >= 0x80; raw = Math.floor(raw / 128)) out[p++] = (raw % 128) | 0x80;
  out[p++] = raw;
  return p;
}
