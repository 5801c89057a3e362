import { crc32c } from '../protocol/crc32c.ts';
import { ErrorCode } from '../protocol/error-codes.ts';

/**
 * A record batch of format 2, on the wire and in the log:
 *
 * ```
 * batch => base_offset       int64     0   patched by the broker
 *          batch_length      int32     8   counts from leader_epoch on
 *          leader_epoch      int32    12   patched by the broker
 *          magic             int8     16   2
 *          crc               uint32   17   CRC-32C from attributes to the end
 *          attributes        int16    21   bits 0-2 codec, 3 log append time, 4 transactional, 5 control
 *          last_offset_delta int32    23
 *          base_timestamp    int64    27   milliseconds
 *          max_timestamp     int64    35
 *          producer_id       int64    43   -1 for none
 *          producer_epoch    int16    51
 *          base_sequence     int32    53
 *          record_count      int32    57
 *          records                    61   compressed as a whole
 * ```
 *
 * The two fields that a broker sets lie before the checksummed part, so it stores a batch as it came.
 */
export const FIELD = {
  baseOffset: 0,
  batchLength: 8,
  leaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  recordCount: 57,
} as const;

export const BATCH_HEADER_BYTES = 61;
/** Base offset and batch length, which `batch_length` does not count. */
export const LENGTH_PREFIX_BYTES = 12;
export const MAGIC = 2;
export const CODEC_MASK = 0x07;
export const LOG_APPEND_TIME_BIT = 0x08;
export const TRANSACTIONAL_BIT = 0x10;
export const CONTROL_BIT = 0x20;

/** A batch in the log: its bytes and what the broker needs of its header. */
export interface StoredBatch {
  readonly bytes: Buffer;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly maxTimestampMs: number;
  readonly recordCount: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly isTransactional: boolean;
  readonly isControl: boolean;
}

export function readBatchHeader(bytes: Buffer): StoredBatch {
  const baseOffset = Number(bytes.readBigInt64BE(FIELD.baseOffset));
  const attributes = bytes.readInt16BE(FIELD.attributes);
  return {
    bytes,
    baseOffset,
    lastOffset: baseOffset + bytes.readInt32BE(FIELD.lastOffsetDelta),
    maxTimestampMs: Number(bytes.readBigInt64BE(FIELD.maxTimestamp)),
    recordCount: bytes.readInt32BE(FIELD.recordCount),
    producerId: Number(bytes.readBigInt64BE(FIELD.producerId)),
    producerEpoch: bytes.readInt16BE(FIELD.producerEpoch),
    baseSequence: bytes.readInt32BE(FIELD.baseSequence),
    isTransactional: (attributes & TRANSACTIONAL_BIT) !== 0,
    isControl: (attributes & CONTROL_BIT) !== 0,
  };
}

/** Recomputes the checksum after a change behind the crc field. */
export function sealBatch(bytes: Buffer): void {
  bytes.writeUInt32BE(crc32c(bytes, FIELD.attributes), FIELD.crc);
}

/** What is wrong with the records of a produce request, in the order in which Kafka checks it. */
export function validateProducedBatch(records: Buffer, maxMessageBytes: number): ErrorCode {
  if (records.length < BATCH_HEADER_BYTES) return ErrorCode.CORRUPT_MESSAGE;
  if (records.readInt8(FIELD.magic) !== MAGIC) return ErrorCode.UNSUPPORTED_FOR_MESSAGE_FORMAT;
  const sizeBytes = LENGTH_PREFIX_BYTES + records.readInt32BE(FIELD.batchLength);
  // A produce request carries exactly one batch for a partition.
  if (records.length !== sizeBytes) return ErrorCode.INVALID_RECORD;
  if (sizeBytes > maxMessageBytes) return ErrorCode.MESSAGE_TOO_LARGE;
  if (crc32c(records, FIELD.attributes) !== records.readUInt32BE(FIELD.crc)) {
    return ErrorCode.CORRUPT_MESSAGE;
  }
  const recordCount = records.readInt32BE(FIELD.recordCount);
  const isControl = (records.readInt16BE(FIELD.attributes) & CONTROL_BIT) !== 0;
  const isDense = recordCount > 0 && records.readInt32BE(FIELD.lastOffsetDelta) === recordCount - 1;
  return isControl || !isDense ? ErrorCode.INVALID_RECORD : ErrorCode.NONE;
}

/**
 * The header that log compaction leaves when every record of a batch is gone: the same offsets and
 * producer, no records.
 */
export function emptiedBatch(batch: StoredBatch): StoredBatch {
  const bytes = Buffer.from(batch.bytes.subarray(0, BATCH_HEADER_BYTES));
  bytes.writeInt32BE(BATCH_HEADER_BYTES - LENGTH_PREFIX_BYTES, FIELD.batchLength);
  bytes.writeInt16BE(bytes.readInt16BE(FIELD.attributes) & ~CODEC_MASK, FIELD.attributes);
  bytes.writeInt32BE(0, FIELD.recordCount);
  sealBatch(bytes);
  return readBatchHeader(bytes);
}
