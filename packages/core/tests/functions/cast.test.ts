import { describe, expect, test } from 'vitest';
import { INVALID_CAST, TYPE_MISMATCH } from '../../src/errors/expression.ts';
import type { DataType } from '../../src/types/data-type.ts';
import type { InternalValue } from '../../src/types/internal-value.ts';
import {
  ANSI,
  BOOLEAN,
  CONTEXT,
  cast,
  col,
  DATE,
  DOUBLE,
  decimal,
  FLOAT,
  INT,
  LONG,
  run,
  TEXT,
  TIMESTAMP,
} from './expressions.ts';

const NTZ: DataType = { kind: 'timestamp_ntz' };
const BINARY: DataType = { kind: 'binary' };
const BYTE: DataType = { kind: 'byte' };
const at = (...parts: [number, number, ...number[]]): number => Date.UTC(...parts) * 1000;

function castOf(
  value: InternalValue,
  from: DataType,
  to: DataType,
  context = CONTEXT,
  isTry = false,
): InternalValue {
  return run(cast(col('x'), to, isTry), { x: [from, [value]] }, context)[0] ?? null;
}

test.each<[InternalValue, DataType, DataType, InternalValue]>([
  [' 12 ', TEXT, INT, 12],
  ['1.9', TEXT, INT, 1],
  ['-1.9', TEXT, INT, -1],
  ['1e3', TEXT, INT, null],
  ['2147483648', TEXT, INT, null],
  ['9223372036854775807', TEXT, LONG, 9_223_372_036_854_775_807n],
  ['9223372036854775808', TEXT, LONG, null],
  ['', TEXT, INT, null],
  ['+', TEXT, INT, null],
  ['1.5f', TEXT, DOUBLE, 1.5],
  ['infinity', TEXT, DOUBLE, Infinity],
  ['NAN', TEXT, DOUBLE, NaN],
  ['0x10', TEXT, DOUBLE, null],
  ['1_000', TEXT, DOUBLE, null],
  ['0.1', TEXT, FLOAT, Math.fround(0.1)],
  ['1.005', TEXT, decimal(5, 2), 101n],
  ['-1e-30', TEXT, decimal(5, 2), 0n],
  ['1e999999', TEXT, decimal(38, 2), null],
  ['1000', TEXT, decimal(5, 2), null],
  ['Yes', TEXT, BOOLEAN, true],
  ['0', TEXT, BOOLEAN, false],
  ['on', TEXT, BOOLEAN, null],
])('%o of %o as %o is %o', (value, from, to, want) => {
  expect(castOf(value, from, to)).toBe(want);
});

test.each<[string, number | null]>([
  ['2024', at(2024, 0)],
  ['2024-2', at(2024, 1)],
  ['2024-02-29', at(2024, 1, 29)],
  ['2023-02-29', null],
  ['2024-01-01 5:06:07.1234567', at(2024, 0, 1, 5, 6, 7) + 123_456],
  ['2024-01-01T05:06:07Z', at(2024, 0, 1, 5, 6, 7)],
  ['2024-01-01T05:06:07+01:30', at(2024, 0, 1, 3, 36, 7)],
  ['2024-01-01T05:06:07 Europe/Amsterdam', at(2024, 0, 1, 4, 6, 7)],
  ['2024-01-01T05:06:07 Mars/Phobos', null],
  ['2024-01-01T24:00:00', null],
  ['2024-01-01x', null],
  ['24-01-01', null],
])('the text %o as a timestamp is %o', (text, want) => {
  expect(castOf(text, TEXT, TIMESTAMP)).toBe(want);
});

describe('numbers', () => {
  test.each<[InternalValue, DataType, DataType, InternalValue]>([
    [1e20, DOUBLE, INT, 2_147_483_647],
    [-1e20, DOUBLE, LONG, -9_223_372_036_854_775_808n],
    [NaN, DOUBLE, INT, 0],
    [-1.9, DOUBLE, LONG, -1],
    [300, INT, BYTE, 44],
    [4_294_967_297, LONG, INT, 1],
    [9_223_372_036_854_775_807n, LONG, INT, -1],
    [9_007_199_254_740_993n, LONG, DOUBLE, 9_007_199_254_740_992],
    [-199n, decimal(3, 2), INT, -1],
    [300n, decimal(3, 0), BYTE, 44],
    [0.1, DOUBLE, decimal(3, 2), 10n],
    [0.125, DOUBLE, decimal(3, 2), 13n],
    [NaN, DOUBLE, decimal(3, 2), null],
    [12_345n, decimal(5, 2), decimal(4, 1), 1235n],
    [99_995n, decimal(5, 2), decimal(4, 1), null],
    [1n, decimal(38, 18), DOUBLE, 1e-18],
    [0, DOUBLE, BOOLEAN, false],
    [true, BOOLEAN, LONG, 1],
  ])('%o of %o as %o is %o', (value, from, to, want) => {
    expect(castOf(value, from, to)).toBe(want);
  });
});

test.each<[InternalValue, DataType, string]>([
  [1, DOUBLE, '1.0'],
  [-0, DOUBLE, '-0.0'],
  [1e7, DOUBLE, '1.0E7'],
  [9_999_999.5, DOUBLE, '9999999.5'],
  [0.001, DOUBLE, '0.001'],
  [0.00012, DOUBLE, '1.2E-4'],
  [-123.456, DOUBLE, '-123.456'],
  [1.7976931348623157e308, DOUBLE, '1.7976931348623157E308'],
  [NaN, DOUBLE, 'NaN'],
  [-Infinity, DOUBLE, '-Infinity'],
  [Math.fround(0.1), FLOAT, '0.1'],
  [Math.fround(16_777_216), FLOAT, '1.6777216E7'],
  [1050n, decimal(5, 2), '10.50'],
  [0n, decimal(38, 18), '0E-18'],
  [-5n, decimal(3, 2), '-0.05'],
  [19_782, DATE, '2024-02-29'],
  [-719_528, DATE, '0000-01-01'],
  [at(2024, 0, 1, 5, 6, 7) + 120_000, TIMESTAMP, '2024-01-01 05:06:07.12'],
  [-1, TIMESTAMP, '1969-12-31 23:59:59.999999'],
  [true, BOOLEAN, 'true'],
  [9_223_372_036_854_775_807n, LONG, '9223372036854775807'],
  [new Uint8Array([0x68, 0x69]), BINARY, 'hi'],
  [[1, null], { kind: 'array', element: INT, containsNull: true }, '[1, null]'],
  [[['a', 1]], { kind: 'map', key: TEXT, value: INT, valueContainsNull: true }, '{a -> 1}'],
])('%o of %o is written %o', (value, from, want) => {
  expect(castOf(value, from, TEXT)).toBe(want);
});

describe('the zone of the session decides where days begin', () => {
  const amsterdam = { ...CONTEXT, timeZone: 'Europe/Amsterdam' };
  test.each<[InternalValue, DataType, DataType, InternalValue]>([
    ['2024-07-01 00:30:00', TEXT, TIMESTAMP, at(2024, 5, 30, 22, 30)],
    [at(2024, 5, 30, 22, 30), TIMESTAMP, TEXT, '2024-07-01 00:30:00'],
    [at(2024, 5, 30, 22, 30), TIMESTAMP, DATE, Date.UTC(2024, 6, 1) / 86_400_000],
    [Date.UTC(2024, 0, 1) / 86_400_000, DATE, TIMESTAMP, at(2023, 11, 31, 23)],
    [at(2024, 6, 1, 0, 30), NTZ, TIMESTAMP, at(2024, 5, 30, 22, 30)],
    [at(2024, 5, 30, 22, 30), TIMESTAMP, NTZ, at(2024, 6, 1, 0, 30)],
    // The hour from 2 to 3 does not exist on 31 March: the reading moves on by an hour.
    ['2024-03-31 02:30:00', TEXT, TIMESTAMP, at(2024, 2, 31, 1, 30)],
    // It exists twice on 27 October: the first is meant.
    ['2024-10-27 02:30:00', TEXT, TIMESTAMP, at(2024, 9, 27, 0, 30)],
  ])('%o of %o as %o is %o', (value, from, to, want) => {
    expect(castOf(value, from, to, amsterdam)).toBe(want);
  });

  test('a count of seconds is a timestamp whatever the zone', () => {
    expect(castOf(1.5, DOUBLE, TIMESTAMP, amsterdam)).toBe(1_500_000);
    expect(castOf(-1, TIMESTAMP, LONG, amsterdam)).toBe(-1);
    expect(castOf(1_500_000, TIMESTAMP, DOUBLE, amsterdam)).toBe(1.5);
  });
});

test('nested values are cast part by part, structs by position', () => {
  const from: DataType = { kind: 'array', element: TEXT, containsNull: true };
  const to: DataType = { kind: 'array', element: INT, containsNull: true };
  expect(castOf(['1', 'x', null], from, to)).toEqual([1, null, null]);
  const struct = (name: string, dataType: DataType): DataType => ({
    kind: 'struct',
    fields: [{ name, dataType, nullable: true }],
  });
  expect(castOf(['7'], struct('a', TEXT), struct('b', LONG))).toEqual([7]);
});

describe('a value without an equal', () => {
  test.each<[InternalValue, DataType, DataType]>([
    ['1.9', TEXT, INT],
    ['x', TEXT, TIMESTAMP],
    [300, INT, BYTE],
    [1e20, DOUBLE, LONG],
    [300n, decimal(3, 0), BYTE],
    [9_007_199_254_740_993n, LONG, INT],
  ])('%o of %o as %o fails with ANSI on, and is null for tryCast', (value, from, to) => {
    expect(() => castOf(value, from, to, ANSI)).toThrow(INVALID_CAST.name);
    expect(castOf(value, from, to, CONTEXT, true)).toBe(null);
  });

  test('the message names the types and never the value', () => {
    expect(() => castOf('secret', TEXT, INT, ANSI)).toThrowErrorMatchingInlineSnapshot(`
      [StreamingError: [EXPRESSION.INVALID_CAST] A value of type string has no equal of type int.
        hint: Use tryCast() to have null for such values, or switch ansi off.]
    `);
  });
});

test('a cast that does not exist is refused before any row', () => {
  expect(() => castOf(true, BOOLEAN, DATE)).toThrow(TYPE_MISMATCH.name);
});
