import { gunzipSync } from 'node:zlib';
import {
  BATCH_HEADER_BYTES,
  CODEC_MASK,
  FIELD,
  LOG_APPEND_TIME_BIT,
  type StoredBatch,
} from './record-batch.ts';
import { VarintReader } from './varint.ts';

/** A record as it lies in the log. Keys and values are views on the stored bytes. */
export interface DecodedRecord {
  readonly offset: number;
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** In the order of the producer; a name may repeat. */
  readonly headers: readonly { readonly key: string; readonly value: Buffer | null }[];
}

const CODEC_NONE = 0;
const CODEC_GZIP = 1;
const CODEC_NAMES = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

/** Whether {@link decodeRecordBatch} can open a batch: the broker has gzip only. */
export function isDecodable(batch: StoredBatch): boolean {
  return codecOf(batch) <= CODEC_GZIP;
}

function codecOf({ bytes }: StoredBatch): number {
  return bytes.readInt16BE(FIELD.attributes) & CODEC_MASK;
}

/**
 * Opens a batch for assertions and for lookups by timestamp. Serving a fetch never comes here.
 *
 * @throws Error for a codec other than gzip.
 */
export function decodeRecordBatch(batch: StoredBatch): DecodedRecord[] {
  const reader = new VarintReader(openRecords(batch), 0);
  const attributes = batch.bytes.readInt16BE(FIELD.attributes);
  const baseTimestampMs = Number(batch.bytes.readBigInt64BE(FIELD.baseTimestamp));
  const hasAppendTime = (attributes & LOG_APPEND_TIME_BIT) !== 0;
  return Array.from({ length: batch.recordCount }, () => {
    const bodyBytes = reader.readVarint();
    const end = reader.position + bodyBytes;
    reader.position += 1;
    const timestampMs = baseTimestampMs + reader.readVarint();
    const record = {
      timestampMs: hasAppendTime ? batch.maxTimestampMs : timestampMs,
      offset: batch.baseOffset + reader.readVarint(),
      key: reader.readNullableBytes(),
      value: reader.readNullableBytes(),
      headers: Array.from({ length: reader.readVarint() }, () => ({
        key: (reader.readNullableBytes() ?? Buffer.alloc(0)).toString('utf8'),
        value: reader.readNullableBytes(),
      })),
    };
    reader.position = end;
    return record;
  });
}

function openRecords(batch: StoredBatch): Buffer {
  const records = batch.bytes.subarray(BATCH_HEADER_BYTES);
  const codec = codecOf(batch);
  if (codec === CODEC_NONE) return records;
  if (codec === CODEC_GZIP) return gunzipSync(records);
  throw new Error(
    `The test broker stores and serves ${CODEC_NAMES[codec] ?? `codec ${codec}`} batches but cannot open them: use gzip or no compression.`,
  );
}
