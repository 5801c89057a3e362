import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InternalValue } from '../../src/types/internal-value.ts';
import { INT, LONG, runOn } from './expressions.ts';

// Law: arithmetic of integers is arithmetic of whole numbers modulo 2^32 or 2^64, whichever vectors carry it.

const OPERATIONS: Readonly<Record<string, (a: bigint, b: bigint) => bigint | null>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  mod: (a, b) => (b === 0n ? null : a % b),
};

const settled = (value: bigint | null): InternalValue => {
  if (value === null) return null;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
};

const longs = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n }),
  fc.bigInt({ min: -10n, max: 10n }),
);

for (const [fn, exact] of Object.entries(OPERATIONS)) {
  test(`${fn} of longs is exact and wraps around 64 bits`, () => {
    fc.assert(
      fc.property(longs, longs, (a, b) => {
        const result = exact(a, b);
        const want = settled(result === null ? null : BigInt.asIntN(64, result));
        expect(
          runOn(fn, [
            [settled(a), LONG],
            [settled(b), LONG],
          ]),
        ).toBe(want);
      }),
      { numRuns: 300 },
    );
  });

  test(`${fn} of ints wraps around 32 bits`, () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => {
        const result = exact(BigInt(a), BigInt(b));
        const want = result === null ? null : Number(BigInt.asIntN(32, result));
        expect(
          runOn(fn, [
            [a, INT],
            [b, INT],
          ]),
        ).toBe(want);
      }),
    );
  });
}
