import { expect, test } from 'vitest';
import { VarintReader, varintSizeBytes, writeVarint } from '../../src/log/varint.ts';

test.each([
  [0, [0x00]],
  [-1, [0x01]],
  [1, [0x02]],
  [63, [0x7e]],
  [-64, [0x7f]],
  [64, [0x80, 0x01]],
  [300, [0xd8, 0x04]],
  [2 ** 31, [0x80, 0x80, 0x80, 0x80, 0x10]],
])('%d is written in the bytes of the protocol', (value, expected) => {
  const bytes = Buffer.alloc(10);
  const end = writeVarint(bytes, 0, value);
  expect([...bytes.subarray(0, end)]).toEqual(expected);
  expect(varintSizeBytes(value)).toBe(end);
});

test('timestamps apart by centuries come back as they were', () => {
  for (const value of [1.7e12, -1.7e12, 2 ** 51, -(2 ** 51), 2 ** 32 - 1, -(2 ** 32)]) {
    const bytes = Buffer.alloc(10);
    const end = writeVarint(bytes, 0, value);
    const reader = new VarintReader(bytes, 0);
    expect(reader.readVarint()).toBe(value);
    expect(reader.position).toBe(end);
  }
});
