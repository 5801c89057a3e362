import { expect, test } from 'vitest';
import { valueText } from '../../src/columnar/value-text.ts';

// The texts that name folders are stored on disk, so they may never change.

test.each([
  [1.5, '1.5'],
  [1, '1.0'],
  [-0, '-0.0'],
  [1e7, '1.0E7'],
  [9_999_999, '9999999.0'],
  [0.001, '0.001'],
  [0.000_123, '1.23E-4'],
  [1.5e300, '1.5E300'],
  [Number.NaN, 'NaN'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
])('the double %d is written as Java does', (value, text) => {
  expect(valueText(value, { kind: 'double' })).toBe(text);
});

test.each([
  [Math.fround(0.1), '0.1'],
  [Math.fround(16_777_216), '1.6777216E7'],
  [Math.fround(1.5), '1.5'],
])('the float %d is written with the digits of a float', (value, text) => {
  expect(valueText(value, { kind: 'float' })).toBe(text);
});

test('dates and timestamps are written in UTC, without needless digits', () => {
  expect(valueText(-1, { kind: 'date' })).toBe('1969-12-31');
  expect(valueText(0, { kind: 'timestamp' })).toBe('1970-01-01 00:00:00');
  expect(valueText(-1, { kind: 'timestamp' })).toBe('1969-12-31 23:59:59.999999');
  expect(valueText(1_500_000, { kind: 'timestamp_ntz' })).toBe('1970-01-01 00:00:01.5');
});

test('decimals keep their scale', () => {
  expect(valueText(-5n, { kind: 'decimal', precision: 10, scale: 2 })).toBe('-0.05');
  expect(valueText(7n, { kind: 'decimal', precision: 10, scale: 0 })).toBe('7');
});
