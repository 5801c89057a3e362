import { StreamingError } from '@tidemark/core/connector';
import { expect, test } from 'vitest';
import { COMPRESSION_NAMES } from '../src/compression/codec.ts';
import { loadCodec } from '../src/compression/load-codec.ts';
import { BATCH_TOO_LARGE } from '../src/conditions.ts';
import { decodeRecordBatches } from '../src/record-batch/decode-record-batches.ts';
import { encode, records, seal } from './encoding.ts';

// The law: whatever bytes a broker sends, they decode, or end in an error that has a name; in memory that the
// limit bounds. A checksum keeps damage away from all of this; here it is made right again after the damage.

const MAX_BYTES = 1_000_000;

async function outcomeOf(bytes: Uint8Array): Promise<string> {
  const options = { topic: 't', partition: 0, maxDecompressedBytes: MAX_BYTES };
  try {
    let rows = 0;
    for await (const batch of decodeRecordBatches(bytes, options)) {
      rows += batch.rowCount;
      for (let i = 0; i < batch.rowCount; i++) {
        const end = (batch.valueStarts[i] as number) + (batch.valueLengths[i] as number);
        expect(end).toBeLessThanOrEqual(batch.bytes.length);
      }
    }
    return `${rows} rows`;
  } catch (error) {
    if (!(error instanceof StreamingError)) throw error;
    return error.condition;
  }
}

test.each(COMPRESSION_NAMES)(
  'a batch of %s with any one byte changed, or cut, decodes or is named',
  async (compression) => {
    const value = 'a value that is there more than once, '.repeat(3);
    const whole = await encode(records(value, null, '', value), { compression });
    const outcomes = new Set<string>();
    for (let at = 0; at < whole.length; at++) {
      for (const change of [0x01, 0x10, 0x40, 0x80, 0xff]) {
        const bytes = Buffer.from(whole);
        bytes[at] = (bytes[at] as number) ^ change;
        outcomes.add(await outcomeOf(bytes));
        if (at > 20) outcomes.add(await outcomeOf(seal(bytes)));
      }
      outcomes.add(await outcomeOf(whole.subarray(0, at)));
      if (at > 61) outcomes.add(await outcomeOf(seal(Buffer.from(whole.subarray(0, at)))));
    }
    expect(outcomes).toContain('4 rows');
    expect(outcomes).toContain('KAFKA.CORRUPT_BATCH');
    expect(outcomes).toContain('KAFKA.UNSUPPORTED_FORMAT');
  },
);

test.each(COMPRESSION_NAMES.slice(1))(
  'a bomb of %s is refused before it goes off',
  async (compression) => {
    const codec = await loadCodec(COMPRESSION_NAMES.indexOf(compression));
    const bomb = codec.compress(Buffer.alloc(64 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(4 * 1024 * 1024);
    const header = (await encode(records('x'), { compression })).subarray(0, 61);
    const before = process.memoryUsage.rss();
    expect(await outcomeOf(seal(Buffer.concat([header, bomb])))).toBe(BATCH_TOO_LARGE.name);
    expect(process.memoryUsage.rss() - before).toBeLessThan(48 * 1024 * 1024);
  },
);

test('a length of a snappy or zstd block that is a lie allocates nothing', async () => {
  for (const [compression, lie] of [
    ['snappy', [0xff, 0xff, 0xff, 0xff, 0x0f]],
    // A frame of one segment that says it holds 2^62 bytes.
    ['zstd', [0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0x40]],
  ] as const) {
    const header = (await encode(records('x'), { compression })).subarray(0, 61);
    expect(await outcomeOf(seal(Buffer.concat([header, Buffer.from(lie)])))).toBe(
      BATCH_TOO_LARGE.name,
    );
  }
});

test('a frame of zstd that says less than it holds is refused', async () => {
  const { compress } = await loadCodec(4);
  const packed = Buffer.from(compress(Buffer.alloc(10_000, 'a')));
  const header = (await encode(records('x'), { compression: 'zstd' })).subarray(0, 61);
  for (let at = 4; at < Math.min(packed.length, 12); at++) {
    const lying = Buffer.from(packed);
    lying[at] = 1;
    expect(await outcomeOf(seal(Buffer.concat([header, lying])))).toMatch(/^KAFKA\./);
  }
});
