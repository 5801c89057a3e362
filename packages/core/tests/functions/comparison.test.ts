import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TYPE_MISMATCH } from '../../src/errors/expression.ts';
import type { DataType } from '../../src/types/data-type.ts';
import type { InternalValue } from '../../src/types/internal-value.ts';
import {
  call,
  col,
  DATE,
  DOUBLE,
  decimal,
  INT,
  LONG,
  run,
  runOn,
  TEXT,
  TIMESTAMP,
  typeOfCall,
} from './expressions.ts';

type Typed = readonly [InternalValue, DataType];

describe('the order of values', () => {
  const pair: DataType = {
    kind: 'struct',
    fields: [
      { name: 'a', dataType: INT, nullable: true },
      { name: 'b', dataType: TEXT, nullable: true },
    ],
  };
  test.each<[string, Typed, Typed]>([
    ['NaN is greater than infinity', [Infinity, DOUBLE], [NaN, DOUBLE]],
    ['text goes by UTF-8 bytes, not by UTF-16 units', ['\uffee', TEXT], ['😀', TEXT]],
    ['a prefix comes first', ['ab', TEXT], ['abc', TEXT]],
    [
      'longs beyond 2^53 are told apart',
      [9_007_199_254_740_992n, LONG],
      [9_007_199_254_740_993n, LONG],
    ],
    ['a long meets an int', [2_147_483_647, INT], [2_147_483_648, LONG]],
    ['decimals of two scales', [15n, decimal(2, 1)], [151n, decimal(3, 2)]],
    ['text meets a number as a number', ['9', TEXT], [10, INT]],
    ['a date meets a timestamp at midnight', [0, DATE], [1, TIMESTAMP]],
    ['structs field by field, null first', [[1, null], pair], [[1, ''], pair]],
    ['false comes before true', [false, { kind: 'boolean' }], [true, { kind: 'boolean' }]],
  ])('%s', (_, low, high) => {
    expect(runOn('lt', [low, high])).toBe(true);
    expect(runOn('lte', [low, high])).toBe(true);
    expect(runOn('gt', [low, high])).toBe(false);
    expect(runOn('gte', [high, low])).toBe(true);
    expect(runOn('eq', [low, high])).toBe(false);
    expect(runOn('ne', [low, high])).toBe(true);
    expect(runOn('eq', [low, low])).toBe(true);
  });

  test('negative zero equals zero', () => {
    expect(
      runOn('eq', [
        [0, DOUBLE],
        [-0, DOUBLE],
      ]),
    ).toBe(true);
    expect(
      runOn('lt', [
        [-0, DOUBLE],
        [0, DOUBLE],
      ]),
    ).toBe(false);
  });
});

test('with null the answer is null, but for <=>', () => {
  for (const fn of ['eq', 'ne', 'lt', 'lte', 'gt', 'gte']) {
    expect(
      runOn(fn, [
        [null, INT],
        [1, INT],
      ]),
      fn,
    ).toBe(null);
  }
  expect(
    runOn('eqNullSafe', [
      [null, INT],
      [null, INT],
    ]),
  ).toBe(true);
  expect(
    runOn('eqNullSafe', [
      [0, INT],
      [null, INT],
    ]),
  ).toBe(false);
  expect(
    runOn('eqNullSafe', [
      [1, INT],
      [1, LONG],
    ]),
  ).toBe(true);
});

test('maps have no order and are not compared', () => {
  const map: DataType = { kind: 'map', key: TEXT, value: INT, valueContainsNull: false };
  expect(() => typeOfCall('eq', map, map)).toThrow(TYPE_MISMATCH.name);
});

// Law: exactly one of a < b, a = b, a > b holds for doubles, NaN included.
test('doubles are in a total order', () => {
  const double = fc.double();
  fc.assert(
    fc.property(fc.array(fc.tuple(double, double), { minLength: 1, maxLength: 20 }), (pairs) => {
      const columns = {
        a: [DOUBLE, pairs.map(([a]) => a)],
        b: [DOUBLE, pairs.map(([, b]) => b)],
      } as const;
      const answers = ['lt', 'eq', 'gt'].map((fn) => run(call(fn, col('a'), col('b')), columns));
      const holding = pairs.map((_, i) => answers.filter((column) => column[i] === true).length);
      expect(new Set(holding)).toEqual(new Set([1]));
    }),
  );
});

// Characters on both sides of the surrogates, where the order of UTF-16 units goes wrong.
const TEXTS = fc.string({
  unit: fc.constantFrom('', 'a', 'é', '\ud7ff', '\ue000', '\uffee', '𐀀', '😀'),
});

// Law: text is ordered as its UTF-8 bytes are.
test('text is in the order of its bytes', () => {
  fc.assert(
    fc.property(TEXTS, TEXTS, (a, b) => {
      const order = Buffer.compare(Buffer.from(a), Buffer.from(b));
      expect(
        runOn('lt', [
          [a, TEXT],
          [b, TEXT],
        ]),
      ).toBe(order < 0);
      expect(
        runOn('greatest', [
          [a, TEXT],
          [b, TEXT],
        ]),
      ).toBe(Buffer.from(order < 0 ? b : a).toString());
    }),
  );
});
