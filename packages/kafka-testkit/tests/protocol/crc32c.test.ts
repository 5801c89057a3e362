import { expect, test } from 'vitest';
import { crc32c } from '../../src/protocol/crc32c.ts';

/** The definition, bit by bit. */
function plainCrc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

test('the check value of CRC-32C comes out', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
});

test('every length and start gives what the definition gives', () => {
  const bytes = Buffer.from(Array.from({ length: 40 }, (_, i) => (i * 73 + 11) & 0xff));
  for (let start = 0; start < 9; start++) {
    for (let end = start; end <= bytes.length; end++) {
      expect(crc32c(bytes, start, end)).toBe(plainCrc32c(bytes.subarray(start, end)));
    }
  }
});
