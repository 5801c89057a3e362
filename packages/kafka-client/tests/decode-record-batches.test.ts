import { describe, expect, it } from 'vitest';
import {
  BATCH_TOO_LARGE,
  CORRUPT_BATCH,
  type DecodedBatch,
  type DecodeOptions,
  decodeRecordBatches,
  headersAt,
  keyAt,
  UNSUPPORTED_CODEC,
  UNSUPPORTED_FORMAT,
  valueAt,
} from '../src/index.ts';
import { encode, records, seal } from './encoding.ts';
import { valuesOf } from './reading.ts';

async function decode(
  bytes: Uint8Array,
  options: Partial<DecodeOptions> = {},
): Promise<DecodedBatch[]> {
  const batches: DecodedBatch[] = [];
  for await (const batch of decodeRecordBatches(bytes, { topic: 't', partition: 3, ...options })) {
    batches.push(batch);
  }
  return batches;
}

async function only(
  bytes: Uint8Array,
  options: Partial<DecodeOptions> = {},
): Promise<DecodedBatch> {
  const [batch, ...rest] = await decode(bytes, options);
  expect(rest).toHaveLength(0);
  return batch!;
}

const failure = (decoding: Promise<unknown>): Promise<unknown> =>
  decoding.then(
    () => expect.unreachable('decoding should have failed'),
    (error: unknown) => error,
  );

describe('decoding record batches', () => {
  it('keeps null and empty keys and values apart', async () => {
    const batch = await only(
      await encode([
        { key: null, value: Buffer.alloc(0) },
        { key: Buffer.alloc(0), value: null },
        { key: Buffer.from('k'), value: Buffer.from('v') },
      ]),
    );
    expect([...batch.keyLengths]).toEqual([-1, 0, 1]);
    expect([...batch.valueLengths]).toEqual([0, -1, 1]);
    expect(keyAt(batch, 0)).toBeNull();
    expect(keyAt(batch, 1)).toEqual(new Uint8Array(0));
    expect(valueAt(batch, 0)).toEqual(new Uint8Array(0));
    expect(valueAt(batch, 1)).toBeNull();
    expect(keyAt(batch, 3)).toBeNull();
  });

  it('keeps repeated headers, their order, and null header values', async () => {
    const headers = [
      { key: 'trace', value: Buffer.from('1') },
      { key: 'trace', value: null },
      { key: 'über', value: Buffer.alloc(0) },
      { key: 'trace', value: Buffer.from('2') },
    ];
    const batch = await only(
      await encode([
        { key: null, value: null, headers },
        { key: null, value: Buffer.from('no headers') },
      ]),
    );
    expect(
      headersAt(batch, 0).map(({ key, value }) => [key, value && String(Buffer.from(value))]),
    ).toEqual([
      ['trace', '1'],
      ['trace', null],
      ['über', ''],
      ['trace', '2'],
    ]);
    expect(headersAt(batch, 1)).toEqual([]);
  });

  it('joins small uncompressed batches into one', async () => {
    const set = Buffer.concat([
      await encode(records('a', 'b'), { baseOffset: 10 }),
      await encode(records('c'), { baseOffset: 20 }),
    ]);
    const batch = await only(set);
    expect([...batch.offsets]).toEqual([10, 11, 20]);
    expect(valuesOf(batch)).toEqual(['a', 'b', 'c']);
  });

  it('delivers offsets between fromOffset and toOffset only', async () => {
    const bytes = await encode(records('a', 'b', 'c', 'd'), { baseOffset: 100 });
    expect(valuesOf(await only(bytes, { fromOffset: 101, toOffset: 103 }))).toEqual(['b', 'c']);
    expect(await decode(bytes, { fromOffset: 104 })).toEqual([]);
  });

  it('reads timestamps of the producer, earlier ones and very distant ones included', async () => {
    const times = [1_700_000_000_000, 0, 2 ** 45, 1_700_000_000_001];
    const batch = await only(
      await encode(times.map((timestampMs) => ({ key: null, value: null, timestampMs }))),
    );
    expect([...batch.timestampsMs]).toEqual(times);
    expect(batch.timestampType).toBe('create');
  });

  it('takes the time of the batch under log-append time', async () => {
    const bytes = await encode(records('a', 'b'));
    bytes[22]! |= 0x08;
    bytes.writeBigInt64BE(1_800_000_000_000n, 35);
    const batch = await only(seal(bytes));
    expect([...batch.timestampsMs]).toEqual([1_800_000_000_000, 1_800_000_000_000]);
    expect(batch.timestampType).toBe('log-append');
  });

  it('does not join batches whose timestamps mean different things', async () => {
    const appended = await encode(records('b'), { baseOffset: 1 });
    appended[22]! |= 0x08;
    const batches = await decode(Buffer.concat([await encode(records('a')), seal(appended)]));
    expect(batches.map(({ timestampType }) => timestampType)).toEqual(['create', 'log-append']);
  });

  it('reads offsets beyond 2^32', async () => {
    const baseOffset = 2 ** 50 + 5;
    expect([...(await only(await encode(records('a'), { baseOffset }))).offsets]).toEqual([
      baseOffset,
    ]);
  });

  it('reads 200,000 records in one batch, where kafkajs overflows its stack', async () => {
    const many = Array.from({ length: 200_000 }, () => ({ key: null, value: null }));
    expect((await only(await encode(many))).rowCount).toBe(200_000);
  });

  it('passes over a batch that compaction emptied, compressed or not', async () => {
    const emptied = (await encode(records('gone', 'gone'), { baseOffset: 1 })).subarray(0, 61);
    emptied.writeInt32BE(0, 57);
    const emptiedGzip = Buffer.from(emptied);
    emptiedGzip[22]! |= 1;
    const set = [await encode(records('a')), seal(emptied), seal(emptiedGzip)];
    expect(valuesOf(await only(Buffer.concat(set)))).toEqual(['a']);
  });

  it('ignores a batch that is cut off at the end', async () => {
    const whole = await encode(records('a'));
    for (const cut of [1, 30, 60, 61, 62]) {
      const set = Buffer.concat([whole, (await encode(records('b', 'c'))).subarray(0, cut)]);
      expect(valuesOf(await only(set))).toEqual(['a']);
    }
  });
});

describe('a damaged batch', () => {
  it('is refused when one bit of a value is flipped', async () => {
    const bytes = await encode(records('amount=100'), { baseOffset: 42 });
    bytes[bytes.length - 3]! ^= 0x08;
    const error = await failure(decode(bytes));
    expect(CORRUPT_BATCH.is(error) && error.parameters).toMatchObject({
      topic: 't',
      partition: 3,
      offset: 42,
    });
    expect(String(error)).toMatch(/its CRC-32C is [0-9a-f]{8}, the header says [0-9a-f]{8}/);
  });

  it('is refused when the flipped bit makes it look like a transaction marker', async () => {
    const bytes = await encode(records('a'));
    bytes[22]! |= 0x20;
    expect(CORRUPT_BATCH.is(await failure(decode(bytes)))).toBe(true);
  });

  it('is delivered as it is when checksums are switched off', async () => {
    const bytes = await encode(records('amount=100'));
    bytes[bytes.length - 4]! ^= 0x08;
    expect(valuesOf(await only(bytes, { checkCrc: false }))).toEqual(['amount=900']);
  });

  it('is refused when a record is longer than the batch, even under a right checksum', async () => {
    const bytes = await encode(records('abc'));
    bytes[61] = 0x7e;
    expect(CORRUPT_BATCH.is(await failure(decode(seal(bytes))))).toBe(true);
  });

  it('is refused when a value reaches into the next record, or ends before its own', async () => {
    // Behind the header: length, attributes, timestamp, offset, no key, then the length of the value.
    const valueLengthAt = 61 + 5;
    for (const valueLength of [2, 4, 5]) {
      const bytes = await encode(records('abc', 'def'));
      expect(bytes[valueLengthAt]).toBe(2 * 3);
      bytes[valueLengthAt] = 2 * valueLength;
      const error = await failure(decode(seal(bytes)));
      expect(String(error)).toContain('record 0 does not have the length it states');
    }
  });

  it('is refused when it holds fewer or more records than it says', async () => {
    for (const count of [1, 3]) {
      const bytes = await encode(records('a long enough value', 'another one'));
      bytes.writeInt32BE(count, 57);
      expect(CORRUPT_BATCH.is(await failure(decode(seal(bytes))))).toBe(true);
    }
  });

  it('cannot make the reader allocate for records it has no room for', async () => {
    const bytes = await encode(records('a'));
    bytes.writeInt32BE(2 ** 31 - 1, 57);
    expect(String(await failure(decode(seal(bytes))))).toContain(
      'cannot hold its 2147483647 records',
    );
  });

  it('is refused when its length leads backwards', async () => {
    const bytes = await encode(records('a'));
    bytes.writeInt32BE(-20, 8);
    expect(CORRUPT_BATCH.is(await failure(decode(bytes)))).toBe(true);
  });

  it('is refused when its offset is no safe integer', async () => {
    const bytes = await encode(records('a'));
    bytes.writeBigInt64BE(2n ** 60n, 0);
    expect(String(await failure(decode(bytes)))).toContain('its offset is outside 0 to 2^53');
  });

  it('names the codec it was packed with when it cannot be unpacked', async () => {
    const bytes = await encode(records('a'.repeat(100)), { compression: 'gzip' });
    const broken = seal(Buffer.concat([bytes.subarray(0, 61), Buffer.from('no gzip at all')]));
    expect(String(await failure(decode(broken)))).toContain('its gzip data cannot be unpacked');
  });

  it('is refused with what to do when its codec is unknown', async () => {
    const bytes = await encode(records('a'));
    bytes[22]! |= 5;
    const error = await failure(decode(seal(bytes)));
    expect(UNSUPPORTED_CODEC.is(error)).toBe(true);
    expect(String(error)).toContain('gzip, snappy, lz4, zstd or none');
  });

  it('is refused when it is in a format from before Kafka 0.11', async () => {
    const bytes = await encode(records('a'));
    bytes[16] = 1;
    expect(UNSUPPORTED_FORMAT.is(await failure(decode(bytes)))).toBe(true);
  });

  it.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)(
    'is refused when its %s data expands beyond the limit',
    async (compression) => {
      const bomb = await encode([{ key: null, value: Buffer.alloc(1_000_000) }], { compression });
      expect(bomb.length).toBeLessThan(100_000);
      const error = await failure(decode(bomb, { maxDecompressedBytes: 999_999 }));
      expect(BATCH_TOO_LARGE.is(error) && error.parameters.limitBytes).toBe(999_999);
      expect((await only(bomb, { maxDecompressedBytes: 1_000_100 })).valueLengths[0]).toBe(
        1_000_000,
      );
    },
  );
});
