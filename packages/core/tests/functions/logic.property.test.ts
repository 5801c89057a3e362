import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InternalValue } from '../../src/types/internal-value.ts';
import { BOOLEAN, runOn } from './expressions.ts';

// Law: and, or, not are the minimum, the maximum and the opposite on false < null < true (Kleene).

const RANK = new Map<InternalValue, number>([
  [false, 0],
  [null, 1],
  [true, 2],
]);
const VALUE: readonly InternalValue[] = [false, null, true];
const truth = fc.constantFrom<InternalValue>(false, null, true);
const rank = (value: InternalValue): number => RANK.get(value) as number;
const of = (fn: string, ...values: readonly InternalValue[]): InternalValue =>
  runOn(
    fn,
    values.map((value) => [value, BOOLEAN] as const),
  );

test('and is the least of its arguments, or the greatest, however many there are', () => {
  fc.assert(
    fc.property(fc.array(truth, { minLength: 1, maxLength: 5 }), (values) => {
      expect(of('and', ...values)).toBe(VALUE[Math.min(...values.map(rank))]);
      expect(of('or', ...values)).toBe(VALUE[Math.max(...values.map(rank))]);
    }),
  );
});

test('De Morgan: not (a and b) is (not a) or (not b)', () => {
  fc.assert(
    fc.property(truth, truth, (a, b) => {
      expect(of('not', of('and', a, b))).toBe(of('or', of('not', a), of('not', b)));
    }),
  );
});
