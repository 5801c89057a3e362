import { expect, test } from 'vitest';
import { doubleText } from '../../src/types/double-text.ts';

test.each<[number, string]>([
  [0, '0.0'],
  [-0, '-0.0'],
  [1, '1.0'],
  [-12.5, '-12.5'],
  [0.001, '0.001'],
  [0.00099, '9.9E-4'],
  [9999999, '9999999.0'],
  [1e7, '1.0E7'],
  [123456789.5, '1.234567895E8'],
  [1e40, '1.0E40'],
  [Number.NaN, 'NaN'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
])('Java prints %d as %s', (value, text) => {
  expect(doubleText(value)).toBe(text);
});
