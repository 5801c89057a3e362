import {
  BATCH_HEADER_BYTES,
  CONTROL_BIT,
  FIELD,
  LENGTH_PREFIX_BYTES,
  MAGIC,
  sealBatch,
  TRANSACTIONAL_BIT,
} from './record-batch.ts';
import { varintSizeBytes, writeVarint } from './varint.ts';

/** A record ready to be encoded. Null is Kafka's null: as a value it is a tombstone. */
export interface EncodableRecord {
  readonly timestampMs: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly (readonly [name: string, value: Uint8Array | null])[];
}

/** Who wrote a batch; left out for a producer without idempotence. */
export interface BatchProducer {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly isTransactional: boolean;
  readonly isControl: boolean;
}

const NO_PRODUCER: BatchProducer = {
  producerId: -1,
  producerEpoch: -1,
  baseSequence: -1,
  isTransactional: false,
  isControl: false,
};

const ATTRIBUTES_BYTES = 1;

/**
 * Encodes one uncompressed batch with base offset 0, the checksum included.
 *
 * ```
 * record => length varint, attributes int8, timestamp_delta varlong, offset_delta varint,
 *           key_length varint, key, value_length varint, value, header_count varint, header*
 * header => name_length varint, name, value_length varint, value
 * ```
 *
 * @throws RangeError for an empty list: a batch has at least one record.
 */
export function encodeRecordBatch(
  records: readonly EncodableRecord[],
  producer: BatchProducer = NO_PRODUCER,
): Buffer {
  const first = records[0];
  if (first === undefined) throw new RangeError('a record batch has at least one record');
  const baseTimestampMs = first.timestampMs;
  let maxTimestampMs = baseTimestampMs;
  let sizeBytes = BATCH_HEADER_BYTES;
  const bodySizes = records.map((record, offsetDelta) => {
    maxTimestampMs = Math.max(maxTimestampMs, record.timestampMs);
    const bodyBytes = recordBodyBytes(record, offsetDelta, baseTimestampMs);
    sizeBytes += varintSizeBytes(bodyBytes) + bodyBytes;
    return bodyBytes;
  });

  const bytes = Buffer.alloc(sizeBytes);
  bytes.writeInt32BE(sizeBytes - LENGTH_PREFIX_BYTES, FIELD.batchLength);
  bytes.writeInt8(MAGIC, FIELD.magic);
  bytes.writeInt16BE(
    (producer.isTransactional ? TRANSACTIONAL_BIT : 0) | (producer.isControl ? CONTROL_BIT : 0),
    FIELD.attributes,
  );
  bytes.writeInt32BE(records.length - 1, FIELD.lastOffsetDelta);
  bytes.writeBigInt64BE(BigInt(baseTimestampMs), FIELD.baseTimestamp);
  bytes.writeBigInt64BE(BigInt(maxTimestampMs), FIELD.maxTimestamp);
  bytes.writeBigInt64BE(BigInt(producer.producerId), FIELD.producerId);
  bytes.writeInt16BE(producer.producerEpoch, FIELD.producerEpoch);
  bytes.writeInt32BE(producer.baseSequence, FIELD.baseSequence);
  bytes.writeInt32BE(records.length, FIELD.recordCount);

  let at = BATCH_HEADER_BYTES;
  records.forEach((record, offsetDelta) => {
    at = writeVarint(bytes, at, bodySizes[offsetDelta]!);
    at += ATTRIBUTES_BYTES;
    at = writeVarint(bytes, at, record.timestampMs - baseTimestampMs);
    at = writeVarint(bytes, at, offsetDelta);
    at = writeNullableBytes(bytes, at, record.key);
    at = writeNullableBytes(bytes, at, record.value);
    at = writeVarint(bytes, at, record.headers.length);
    for (const [name, value] of record.headers) {
      at = writeVarint(bytes, at, Buffer.byteLength(name));
      at += bytes.write(name, at, 'utf8');
      at = writeNullableBytes(bytes, at, value);
    }
  });
  sealBatch(bytes);
  return bytes;
}

function recordBodyBytes(
  record: EncodableRecord,
  offsetDelta: number,
  baseTimestampMs: number,
): number {
  let sizeBytes =
    ATTRIBUTES_BYTES +
    varintSizeBytes(record.timestampMs - baseTimestampMs) +
    varintSizeBytes(offsetDelta) +
    nullableBytesSize(record.key) +
    nullableBytesSize(record.value) +
    varintSizeBytes(record.headers.length);
  for (const [name, value] of record.headers) {
    const nameBytes = Buffer.byteLength(name);
    sizeBytes += varintSizeBytes(nameBytes) + nameBytes + nullableBytesSize(value);
  }
  return sizeBytes;
}

function nullableBytesSize(value: Uint8Array | null): number {
  return value === null ? 1 : varintSizeBytes(value.length) + value.length;
}

function writeNullableBytes(bytes: Buffer, position: number, value: Uint8Array | null): number {
  if (value === null) return writeVarint(bytes, position, -1);
  const at = writeVarint(bytes, position, value.length);
  bytes.set(value, at);
  return at + value.length;
}
