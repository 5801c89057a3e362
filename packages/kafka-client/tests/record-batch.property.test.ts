// Law: whatever is encoded comes out again, for every codec and however batches are joined; and damage is noticed:
// a flipped bit under the checksum never gets through.
import { StreamingError } from '@tidemark/core/connector';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  COMPRESSION_NAMES,
  decodeRecordBatches,
  headersAt,
  keyAt,
  type OutgoingRecord,
  valueAt,
} from '../src/index.ts';
import { encode, seal } from './encoding.ts';

const bytes = fc.oneof(
  fc.constant(null),
  fc.uint8Array({ maxLength: 20 }),
  fc.uint8Array({ minLength: 120, maxLength: 140 }),
  fc.constant(new Uint8Array(3000).fill(7)),
);
const record: fc.Arbitrary<OutgoingRecord> = fc.record({
  key: bytes,
  value: bytes,
  timestampMs: fc.oneof(fc.nat(), fc.integer({ min: 0, max: 2 ** 52 })),
  headers: fc.array(fc.record({ key: fc.string(), value: bytes }), { maxLength: 3 }),
});
const batch = fc.array(record, { minLength: 1, maxLength: 12 });
const plain = (value: Uint8Array | null): number[] | null => value && [...value];

async function roundTrip(set: Uint8Array): Promise<unknown[]> {
  const rows: unknown[] = [];
  const options = { topic: 't', partition: 0, maxDecompressedBytes: 1_000_000 };
  for await (const decoded of decodeRecordBatches(set, options)) {
    for (let row = 0; row < decoded.rowCount; row++) {
      rows.push({
        offset: decoded.offsets[row],
        timestampMs: decoded.timestampsMs[row],
        key: plain(keyAt(decoded, row)),
        value: plain(valueAt(decoded, row)),
        headers: headersAt(decoded, row).map(({ key, value }) => ({ key, value: plain(value) })),
      });
    }
  }
  return rows;
}

describe('record batches', () => {
  it.each(COMPRESSION_NAMES)('come out as they went in: %s', async (compression) => {
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 3 }), async (batches) => {
        const encoded: Buffer[] = [];
        const expected: unknown[] = [];
        let offset = 1000;
        for (const records of batches) {
          encoded.push(await encode(records, { compression, baseOffset: offset }));
          for (const { key, value, timestampMs, headers = [] } of records) {
            expected.push({
              offset: offset++,
              timestampMs,
              key: plain(key),
              value: plain(value),
              headers: headers.map((h) => ({ key: h.key, value: plain(h.value) })),
            });
          }
        }
        expect(await roundTrip(Buffer.concat(encoded))).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  it('never let a flipped bit through', async () => {
    await fc.assert(
      fc.asyncProperty(batch, fc.nat(), fc.nat(7), async (records, place, bit) => {
        const encoded = await encode(records);
        encoded[17 + (place % (encoded.length - 17))]! ^= 1 << bit;
        await expect(roundTrip(encoded)).rejects.toBeInstanceOf(StreamingError);
      }),
    );
  });

  it('end in a named error or in records, never in a crash, when the bytes are nonsense', async () => {
    await fc.assert(
      fc.asyncProperty(
        batch,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        fc.constantFrom(...COMPRESSION_NAMES),
        async (records, changes, compression) => {
          const encoded = await encode(records, { compression });
          for (const [place, byte] of changes) encoded[21 + (place % (encoded.length - 21))] = byte;
          const outcome = await roundTrip(seal(encoded)).catch((error: unknown) => error);
          expect(Array.isArray(outcome) || outcome instanceof StreamingError).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});
