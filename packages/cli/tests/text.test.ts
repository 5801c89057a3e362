import { expect, test } from 'vitest';
import { offset, range } from '../src/text/offsets.ts';
import { ago, bytes, ranges } from '../src/text/units.ts';

test('offsets by topic and partition are short, and others are their JSON', () => {
  expect(offset({ orders: { 0: 150, 1: 90 }, old: { 0: 7 } })).toBe(
    'orders/0:150 orders/1:90 old/0:7',
  );
  expect(offset({ logOffset: 3 })).toBe('logOffset:3');
  expect(offset(12)).toBe('12');
  expect(offset({ a: ['x'] })).toBe('{"a":["x"]}');
  expect(offset('x'.repeat(100))).toHaveLength(60);
});

test('a range says what moved', () => {
  const start = { orders: { 0: 150, 1: 90 } };
  expect(range(start, { orders: { 0: 150, 1: 95, 2: 3 } })).toBe('orders/1:90→95 orders/2:?→3');
  expect(range(start, start)).toBe('nothing new');
  expect(range(12, 15)).toBe('12→15');
  expect(range(15, 15)).toBe('nothing new');
  expect(range(null, start)).toBe('orders/0:?→150 orders/1:?→90');
});

test('sizes, times and numbers are short', () => {
  expect([0, 999, 1000, 12_345_678].map(bytes)).toEqual(['0 B', '999 B', '1.0 kB', '12.3 MB']);
  expect([5, 300, 9000, 400_000].map((s) => ago(0, s * 1000))).toEqual([
    ...['5 s ago', '5 min ago', '3 h ago', '5 d ago'],
  ]);
  expect(ranges([0, 1, 2, 5, 7, 8])).toBe('0 to 2, 5, 7 to 8');
  expect(ranges([])).toBe('');
});
