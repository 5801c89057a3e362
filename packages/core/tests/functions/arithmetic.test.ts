import { describe, expect, test } from 'vitest';
import { ARITHMETIC_OVERFLOW, DIVIDE_BY_ZERO, TYPE_MISMATCH } from '../../src/errors/expression.ts';
import type { ExprNode } from '../../src/expr/node.ts';
import { compileExpression } from '../../src/functions/compile-expression.ts';
import type { DataType } from '../../src/types/data-type.ts';
import type { InternalValue } from '../../src/types/internal-value.ts';
import {
  ANSI,
  CONTEXT,
  call,
  cast,
  col,
  DOUBLE,
  decimal,
  FLOAT,
  INT,
  interval,
  LONG,
  lit,
  run,
  runOn,
  TEXT,
  TIMESTAMP,
  typeOfCall,
} from './expressions.ts';

const BYTE: DataType = { kind: 'byte' };
const SHORT: DataType = { kind: 'short' };
type Typed = readonly [InternalValue, DataType];

describe('numbers of two types meet in the wider one', () => {
  test.each<[string, DataType, DataType, DataType['kind']]>([
    ['add', BYTE, BYTE, 'byte'],
    ['add', BYTE, SHORT, 'short'],
    ['add', INT, LONG, 'long'],
    ['mul', INT, DOUBLE, 'double'],
    ['mul', LONG, FLOAT, 'float'],
    ['mod', INT, LONG, 'long'],
    ['div', INT, INT, 'double'],
    ['div', FLOAT, FLOAT, 'double'],
    ['add', decimal(10, 2), DOUBLE, 'double'],
    ['add', TEXT, INT, 'double'],
  ])('%s of %o and %o', (fn, a, b, kind) => {
    expect(typeOfCall(fn, a, b).kind).toBe(kind);
  });
});

describe('with ANSI off what does not fit wraps around', () => {
  test.each<[string, Typed, Typed, InternalValue]>([
    ['add', [2_147_483_647, INT], [1, INT], -2_147_483_648],
    ['mul', [65_536, INT], [65_536, INT], 0],
    ['add', [127, BYTE], [1, BYTE], -128],
    ['sub', [-32_768, SHORT], [1, SHORT], 32_767],
    ['add', [9_007_199_254_740_991, LONG], [2, LONG], 9_007_199_254_740_993n],
    ['mul', [9_007_199_254_740_991, LONG], [9_007_199_254_740_991, LONG], -18_014_398_509_481_983n],
    ['add', [9_223_372_036_854_775_807n, LONG], [1, LONG], -9_223_372_036_854_775_808n],
    ['sub', [9_007_199_254_740_993n, LONG], [2, LONG], 9_007_199_254_740_991],
    ['mul', [0, LONG], [-5, LONG], 0],
  ])('%s of %o and %o is %o', (fn, a, b, want) => {
    expect(runOn(fn, [a, b])).toBe(want);
  });

  test('negation leaves the least integer, and knows no negative zero but for doubles', () => {
    expect(runOn('neg', [[-2_147_483_648, INT]])).toBe(-2_147_483_648);
    expect(runOn('neg', [[-9_223_372_036_854_775_808n, LONG]])).toBe(-9_223_372_036_854_775_808n);
    expect(runOn('neg', [[0, LONG]])).toBe(0);
    expect(runOn('neg', [[0, DOUBLE]])).toBe(-0);
  });
});

describe('division and remainder', () => {
  test.each<[string, Typed, Typed, InternalValue]>([
    ['div', [1, DOUBLE], [0, DOUBLE], null],
    ['div', [0, DOUBLE], [-0, DOUBLE], null],
    ['div', [7, INT], [2, INT], 3.5],
    ['mod', [-7, INT], [3, INT], -1],
    ['mod', [-6, LONG], [3, LONG], 0],
    ['mod', [7, INT], [0, INT], null],
    ['mod', [9_007_199_254_740_991, LONG], [10, LONG], 1],
    ['mod', [-9_223_372_036_854_775_808n, LONG], [10, LONG], -8],
    ['mod', [5.5, DOUBLE], [-2, DOUBLE], 1.5],
    ['mod', [5.5, DOUBLE], [0, DOUBLE], null],
  ])('%s of %o and %o is %o', (fn, a, b, want) => {
    expect(runOn(fn, [a, b])).toBe(want);
  });
});

describe('decimals', () => {
  test.each<[string, [number, number], [number, number], [number, number]]>([
    ['add', [10, 2], [12, 4], [13, 4]],
    ['mul', [10, 2], [10, 0], [21, 2]],
    ['div', [10, 2], [10, 0], [21, 13]],
    ['mul', [38, 18], [38, 18], [38, 6]],
    ['add', [38, 18], [38, 18], [38, 17]],
    ['mod', [10, 2], [5, 3], [5, 3]],
  ])('%s of %o and %o has the type %o', (fn, a, b, [precision, scale]) => {
    expect(typeOfCall(fn, decimal(...a), decimal(...b))).toEqual({
      kind: 'decimal',
      precision,
      scale,
    });
  });

  test('an integer that is computed, or a tinyint, takes part with the digits of its type', () => {
    const typeOfMod = (left: ExprNode): DataType =>
      compileExpression(
        call('mod', left, col('d')),
        { fields: [{ name: 'd', dataType: decimal(10, 2), nullable: true }] },
        CONTEXT,
      ).dataType;
    const two = lit(2, INT);
    expect(typeOfMod(two)).toEqual(decimal(3, 2));
    expect(typeOfMod(call('add', lit(0, INT), two))).toEqual(decimal(10, 2));
    expect(typeOfMod(cast(two, { kind: 'byte' }))).toEqual(decimal(5, 2));
    expect(typeOfMod(cast(two, { kind: 'short' }))).toEqual(decimal(3, 2));
  });

  test('an integer constant takes part with the digits it has, a column with all it may have', () => {
    expect(typeOfCall('mul', decimal(10, 2), INT)).toEqual(decimal(21, 2));
    const rows = run(call('mul', col('d'), lit(2, INT)), { d: [decimal(10, 2), [150n, null]] });
    expect(rows).toEqual([300n, null]);
  });

  test('a quotient is rounded half up, and null for a zero divisor or too many digits', () => {
    expect(
      runOn('div', [
        [100n, decimal(3, 2)],
        [3n, decimal(1, 0)],
      ]),
    ).toBe(333_333n);
    expect(
      runOn('div', [
        [100n, decimal(3, 2)],
        [0n, decimal(1, 0)],
      ]),
    ).toBe(null);
    const huge = 10n ** 38n - 1n;
    expect(
      runOn('add', [
        [huge, decimal(38, 0)],
        [huge, decimal(38, 0)],
      ]),
    ).toBe(null);
  });
});

describe('with ANSI on what has no result is an error', () => {
  test.each<[string, Typed, Typed]>([
    ['add', [2_147_483_647, INT], [1, INT]],
    ['mul', [100, BYTE], [2, BYTE]],
    ['add', [9_223_372_036_854_775_807n, LONG], [1, LONG]],
    ['mul', [10n ** 38n - 1n, decimal(38, 0)], [10n, decimal(2, 0)]],
  ])('%s of %o and %o overflows', (fn, a, b) => {
    expect(() => runOn(fn, [a, b], ANSI)).toThrow(ARITHMETIC_OVERFLOW.name);
  });

  test.each<[string, DataType]>([
    ['div', DOUBLE],
    ['mod', INT],
    ['mod', LONG],
  ])('%s of %o by zero', (fn, type) => {
    expect(() =>
      runOn(
        fn,
        [
          [1, type],
          [0, type],
        ],
        ANSI,
      ),
    ).toThrow(DIVIDE_BY_ZERO.name);
  });

  test('a null row never fails', () => {
    expect(
      runOn(
        'div',
        [
          [null, DOUBLE],
          [0, DOUBLE],
        ],
        ANSI,
      ),
    ).toBe(null);
    expect(
      runOn(
        'add',
        [
          [null, INT],
          [2_147_483_647, INT],
        ],
        ANSI,
      ),
    ).toBe(null);
  });
});

describe('a time moved by an interval', () => {
  const HOUR = 3_600_000_000;
  test('in UTC is the sum', () => {
    const rows = run(call('plusInterval', col('t'), interval(25 * HOUR)), {
      t: [TIMESTAMP, [0, null]],
    });
    expect(rows).toEqual([25 * HOUR, null]);
    expect(run(call('sub', col('t'), interval(HOUR)), { t: [TIMESTAMP, [0]] })).toEqual([-HOUR]);
  });

  test('in a zone with summer time a day is a day of the calendar, and 24 hours of a part are not', () => {
    // 2024-03-30T12:00 in Amsterdam, the day before the clock goes forward.
    const noon = Date.UTC(2024, 2, 30, 11) * 1000;
    const context = { timeZone: 'Europe/Amsterdam', ansi: false, batchTimeMs: 0 };
    const plus = (micros: number): InternalValue =>
      run(
        call('plusInterval', col('t'), interval(micros)),
        { t: [TIMESTAMP, [noon]] },
        context,
      )[0] ?? null;
    expect(plus(24 * HOUR)).toBe(Date.UTC(2024, 2, 31, 10) * 1000);
    expect(plus(23 * HOUR)).toBe(noon + 23 * HOUR);
  });
});

test('arithmetic on what is no number names the types it was given', () => {
  expect(() => typeOfCall('add', { kind: 'boolean' }, INT)).toThrow(TYPE_MISMATCH.name);
  expect(() => typeOfCall('add', { kind: 'boolean' }, INT)).toThrow('(boolean, int)');
});
