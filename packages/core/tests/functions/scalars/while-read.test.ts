import { expect, test } from 'vitest';
import { BOOLEAN, CONTEXT, call, col, INT, lit, run } from '../expressions.ts';

const answers = (sourcesRead: readonly number[] | undefined, ...numbers: readonly number[]) =>
  run(
    call('whileRead', col('x'), ...numbers.map((number) => lit(number, INT))),
    { x: [BOOLEAN, [true, false, null]] },
    { ...CONTEXT, ...(sourcesRead && { sourcesRead: new Set(sourcesRead) }) },
  );

test('a condition counts while one of its sources is read, and is true for all rows else', () => {
  expect(answers([0, 2], 1, 2)).toEqual([true, false, null]);
  expect(answers([0], 1, 2)).toEqual([true, true, true]);
});

test('a complement asks for a source that is not read', () => {
  expect(answers([0], ~1)).toEqual([true, false, null]);
  expect(answers([1], ~1)).toEqual([true, true, true]);
});

test('where all there is was read, every condition on sources that are read counts', () => {
  expect(answers(undefined, 7)).toEqual([true, false, null]);
  expect(answers(undefined, ~7)).toEqual([true, true, true]);
});
