import { COMPRESSION_NAMES } from '../src/compression/codec.ts';
import { loadCodec } from '../src/compression/load-codec.ts';
import type { Compression, OutgoingRecord } from '../src/index.ts';
import { crc32c } from '../src/record-batch/crc32c.ts';
import { encodeRecordBatch } from '../src/record-batch/encode-record-batch.ts';

/** One encoded batch as it lies in a log. */
export async function encode(
  toEncode: readonly OutgoingRecord[],
  options: { baseOffset?: number; compression?: Compression; producerId?: bigint } = {},
): Promise<Buffer> {
  const { baseOffset = 0, compression = 'none', producerId } = options;
  const codecId = COMPRESSION_NAMES.indexOf(compression);
  const batch = encodeRecordBatch(toEncode, {
    codecId,
    codec: await loadCodec(codecId),
    nowMs: 1_700_000_000_000,
    producerId: producerId ?? -1n,
    producerEpoch: 0,
    baseSequence: 0,
    isTransactional: producerId !== undefined,
  });
  batch.writeBigInt64BE(BigInt(baseOffset), 0);
  return batch;
}

/** Makes length and checksum right again after a change to a batch. */
export function seal(batch: Buffer): Buffer {
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeUInt32BE(crc32c(batch, 21, batch.length), 17);
  return batch;
}

export function records(...values: (string | null)[]): OutgoingRecord[] {
  return values.map((value) => ({ key: null, value: value === null ? null : Buffer.from(value) }));
}
