import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32c } from '../src/record-batch/crc32c.ts';

/** Bit by bit, from the definition. */
function plainCrc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

describe('the checksum of record batches', () => {
  it('is CRC-32C: the check value of the catalogue and the vectors of RFC 3720', () => {
    expect(crc32c(Buffer.from('123456789'), 0, 9)).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(32), 0, 32)).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff), 0, 32)).toBe(0x62a8ab43);
    expect(crc32c(new Uint8Array(0), 0, 0)).toBe(0);
  });

  it('takes the bytes between start and end, whatever the length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), fc.nat(9), fc.nat(9), (bytes, skip, drop) => {
        const start = Math.min(skip, bytes.length);
        const end = Math.max(start, bytes.length - drop);
        expect(crc32c(bytes, start, end)).toBe(plainCrc32c(bytes.subarray(start, end)));
      }),
    );
  });
});
