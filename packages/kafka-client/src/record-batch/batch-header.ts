/**
 * The header of a record batch, format 2 (KIP-98; Java: `DefaultRecordBatch`). Big endian. On the wire and
 * on the brokers' disks: never change.
 *
 * ```text
 * record-set := batch*                     the last batch may be cut off by the size limit of a fetch
 * batch      := header records
 * header     := baseOffset:int64           offset of the first record the producer wrote
 *               length:int32               bytes after this field
 *               leaderEpoch:int32          set by the broker
 *               magic:int8                 2
 *               crc:uint32                 CRC-32C of everything after this field
 *               attributes:int16           bits 0-2 codec, 3 log-append time, 4 transactional, 5 control, 6 delete horizon
 *               lastOffsetDelta:int32      kept when compaction removes records, even all of them
 *               baseTimestamp:int64        ms; what the records' deltas are added to
 *               maxTimestamp:int64         ms; the time of all records under log-append time
 *               producerId:int64           -1: none
 *               producerEpoch:int16
 *               baseSequence:int32
 *               recordCount:int32
 * ```
 *
 * Base offset and length lie outside the checksum, because brokers write them.
 */
export const BATCH_HEADER_BYTES = 61;
/** Bytes of a batch that its `length` field does not count. */
export const LENGTH_PREFIX_BYTES = 12;
/** Where the checksum lies, and where what it covers begins. */
export const CRC_AT = 17;
export const CRC_COVERS_FROM = 21;

const CODEC_MASK = 0x07;
const LOG_APPEND_TIME = 0x08;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;

/** A signed 32-bit integer. */
export function readInt32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

/** A signed 64-bit integer as a number: exact up to 2^53, rounded beyond. */
function readInt64(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at) * 4294967296 + (readInt32(bytes, at + 4) >>> 0);
}

// Each of these takes the position of a batch's first byte.

export function baseOffsetOf(bytes: Uint8Array, at: number): number {
  return readInt64(bytes, at);
}

/** Position after the batch; beyond the end of `bytes` when the batch is cut off. */
export function endOf(bytes: Uint8Array, at: number): number {
  return at + LENGTH_PREFIX_BYTES + readInt32(bytes, at + 8);
}

export function magicOf(bytes: Uint8Array, at: number): number {
  return bytes[at + 16]!;
}

export function crcOf(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at + CRC_AT) >>> 0;
}

/** 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd. */
export function codecOf(bytes: Uint8Array, at: number): number {
  return bytes[at + 22]! & CODEC_MASK;
}

export function isLogAppendTime(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + 22]! & LOG_APPEND_TIME) !== 0;
}

export function isTransactional(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + 22]! & TRANSACTIONAL) !== 0;
}

/** Whether the batch holds no data but the end of a transaction. */
export function isControl(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + 22]! & CONTROL) !== 0;
}

export function lastOffsetDeltaOf(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at + 23);
}

/** The offset where reading goes on after the batch, whether or not it holds any record. */
export function nextOffsetOf(bytes: Uint8Array, at: number): number {
  return baseOffsetOf(bytes, at) + lastOffsetDeltaOf(bytes, at) + 1;
}

export function baseTimestampOf(bytes: Uint8Array, at: number): number {
  return readInt64(bytes, at + 27);
}

export function maxTimestampOf(bytes: Uint8Array, at: number): number {
  return readInt64(bytes, at + 35);
}

export function producerIdOf(bytes: Uint8Array, at: number): number {
  return readInt64(bytes, at + 43);
}

export function recordCountOf(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at + 57);
}
