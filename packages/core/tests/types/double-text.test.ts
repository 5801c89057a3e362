import { expect, test } from 'vitest';
import { doubleText, floatText } from '../../src/types/double-text.ts';

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

test.each<[number, string]>([
  [2e23, '1.9999999999999998E23'],
  [2 ** -44, '5.6843418860808015E-14'],
  [Number.parseFloat('5.75793414231194E18'), '5.7579341423119401E18'],
  [7.6372e21, '7.637199999999999E21'],
  [202 * Number.MIN_VALUE, '1.0E-321'],
  [Number.MIN_VALUE, '4.9E-324'],
  [Number.MAX_VALUE, '1.7976931348623157E308'],
])('Java 17 prints %d as %s, though fewer or nearer digits would do', (value, text) => {
  expect(doubleText(value)).toBe(text);
});

test.each<[number, string]>([
  [Math.fround(0.1), '0.1'],
  [1582979712, '1.58297971E9'],
  [2 ** -149, '1.4E-45'],
  [16777216, '1.6777216E7'],
  [Math.fround(3.4e38), '3.4E38'],
])('Java 17 prints the float %d as %s', (value, text) => {
  expect(floatText(value)).toBe(text);
});
