import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { position, readVarint, readVarlong, seek } from '../src/record-batch/varint.ts';

/** Zigzag and seven bits a byte, from the definition. */
function encode(value: bigint): Uint8Array {
  let raw = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  const bytes: number[] = [];
  for (; raw >= 0x80n; raw >>= 7n) bytes.push(Number(raw & 0x7fn) | 0x80);
  return Uint8Array.from([...bytes, Number(raw)]);
}

describe('varints', () => {
  it('of 64 bits are read exactly up to 2^53, of either sign', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.nat(5), (value, skip) => {
        const bytes = Uint8Array.from([...new Uint8Array(skip), ...encode(BigInt(value))]);
        seek(skip);
        expect(readVarlong(bytes)).toBe(value);
        expect(position()).toBe(bytes.length);
      }),
      {
        examples: [
          [0, 0],
          [-1, 0],
          [2 ** 27, 0],
          [-(2 ** 27), 1],
          [2 ** 40 + 1, 0],
          [-(2 ** 40) - 1, 0],
        ],
      },
    );
  });

  it('of 32 bits are read exactly, of either sign', () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        const bytes = encode(BigInt(value));
        seek(0);
        expect(readVarint(bytes)).toBe(value);
        expect(position()).toBe(bytes.length);
      }),
      { examples: [[2 ** 31 - 1], [-(2 ** 31)]] },
    );
  });

  it('that never end are given up after as many bytes as they may have', () => {
    const endless = new Uint8Array(20).fill(0xff);
    seek(0);
    readVarint(endless);
    expect(position()).toBe(5);
    seek(0);
    readVarlong(endless);
    expect(position()).toBeLessThanOrEqual(10);
  });
});
