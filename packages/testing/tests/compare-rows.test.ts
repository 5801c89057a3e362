import { expect, test } from 'vitest';
import { compareRows, comparisonText, differenceText } from '../src/compare-rows.ts';

test('rows are the same by what they hold, in any order, as often as they are there', () => {
  const row = () => ({
    time: new Date(5),
    bytes: Uint8Array.of(1, 2),
    map: new Map([['a', { b: 1n }]]),
    list: [Number.NaN, null],
    gone: undefined,
  });
  expect(compareRows([row(), { id: 1 }], [{ id: 1, gone: null }, row()])).toBeUndefined();
  expect(compareRows([row()], [{ ...row(), time: new Date(6) }])).toBeDefined();
  expect(compareRows([{ id: 1 }], [{ id: 1 }, { id: 1 }])).toBeDefined();
  expect(compareRows([{ id: 1 }], [{ id: 1n }])).toBeDefined();
  expect(compareRows([{ id: 1 }], [{ id: '1' }])).toBeDefined();
  const [a, b] = [{ id: 1 }, { id: 2 }];
  expect(compareRows([a, b], [b, a])).toBeUndefined();
  expect(compareRows([a, b], [b, a], true)).toBeDefined();
});

test('a text that reads like something else is told apart in the table, a long one is cut', () => {
  const difference = compareRows(
    [{ v: 'null' }, { v: '7' }, { v: 'x'.repeat(100) }],
    [{ v: null }, { v: 7 }, { v: 'x'.repeat(100) }],
  );
  expect(difference && differenceText(difference)).toBe(
    '2 rows are missing, 2 rows are not expected',
  );
  const text = difference === undefined ? '' : comparisonText(difference);
  expect(text.replaceAll(/(?<=[^ \n]) +\|/g, ' |')).toBe(
    [
      'expected (3 rows)',
      '  | v |',
      '- | "7" |',
      '- | "null" |',
      `  | ${'x'.repeat(59)}… |`,
      'actual (3 rows)',
      '  | v |',
      `  | ${'x'.repeat(59)}… |`,
      '+ | 7 |',
      '+ | null |',
    ].join('\n'),
  );
});

test('of many rows the table shows those that differ, and how many there are', () => {
  const rows = Array.from({ length: 100 }, (_, id) => ({ id }));
  const difference = compareRows(rows, rows.slice(1));
  const text = difference === undefined ? '' : comparisonText(difference);
  expect(text).toContain('expected (100 rows)');
  expect(text).toContain('- | 0  |');
  expect(text).toContain('… and 99 rows more');
});
