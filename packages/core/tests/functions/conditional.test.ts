import { describe, expect, test } from 'vitest';
import { DIVIDE_BY_ZERO, TYPE_MISMATCH } from '../../src/errors/expression.ts';
import type { ExprNode } from '../../src/expr/node.ts';
import {
  ANSI,
  BOOLEAN,
  call,
  col,
  DOUBLE,
  INT,
  LONG,
  lit,
  run,
  runOn,
  TEXT,
  typeOfCall,
} from './expressions.ts';

describe('when', () => {
  test('takes the value of the first condition that is true, not null', () => {
    const node = call('when', col('p'), lit('a', TEXT), col('q'), lit('b', TEXT), lit('c', TEXT));
    const rows = run(node, {
      p: [BOOLEAN, [true, false, null, null]],
      q: [BOOLEAN, [true, true, null, true]],
    });
    expect(rows).toEqual(['a', 'b', 'c', 'b']);
  });

  test('is null where no condition is true and there is nothing otherwise', () => {
    expect(run(call('when', col('p'), lit(1, INT)), { p: [BOOLEAN, [true, false]] })).toEqual([
      1,
      null,
    ]);
  });

  test('brings the values to one type', () => {
    expect(typeOfCall('when', BOOLEAN, INT, DOUBLE).kind).toBe('double');
    expect(() => typeOfCall('when', BOOLEAN, INT, BOOLEAN)).toThrow(TYPE_MISMATCH.name);
    expect(() => typeOfCall('when', INT, INT)).toThrow(TYPE_MISMATCH.name);
  });
});

describe('an argument that can fail is computed only where it counts', () => {
  const ratio = call('div', lit(1, DOUBLE), col('x'));
  const columns = { x: [DOUBLE, [0, 4, null]] } as const;
  test.each<[string, ExprNode, unknown[]]>([
    [
      'a branch',
      call('when', call('ne', col('x'), lit(0, DOUBLE)), ratio, lit(-1, DOUBLE)),
      [-1, 0.25, -1],
    ],
    [
      'what comes after and',
      call('and', call('ne', col('x'), lit(0, DOUBLE)), call('lt', ratio, lit(1, DOUBLE))),
      [false, true, null],
    ],
    [
      'what comes after or',
      call('or', call('eq', col('x'), lit(0, DOUBLE)), call('lt', ratio, lit(1, DOUBLE))),
      [true, true, null],
    ],
    [
      'a fallback',
      call('coalesce', call('when', call('eq', col('x'), lit(0, DOUBLE)), lit(0, DOUBLE)), ratio),
      [0, 0.25, null],
    ],
  ])('%s', (_, node, want) => {
    expect(run(node, columns, ANSI)).toEqual(want);
  });

  test('and it fails where it does count', () => {
    expect(() => run(ratio, columns, ANSI)).toThrow(DIVIDE_BY_ZERO.name);
  });

  test('a user function is not called for the other rows', () => {
    const seen: unknown[] = [];
    const udf: ExprNode = {
      kind: 'udf',
      name: 'twice',
      args: [col('x')],
      returnType: DOUBLE,
      nullable: true,
      isDeterministic: true,
      call: (x) => {
        seen.push(x);
        return (x as number) * 2;
      },
    };
    const node = call('when', call('gt', col('x'), lit(0, DOUBLE)), udf);
    expect(run(node, columns)).toEqual([null, 8, null]);
    expect(seen).toEqual([4]);
  });
});

test('coalesce is the first value that is not null', () => {
  const node = call('coalesce', col('a'), col('b'), lit(9, LONG));
  expect(
    run(node, { a: [INT, [1, null, null]], b: [LONG, [2, 9_007_199_254_740_993n, null]] }),
  ).toEqual([1, 9_007_199_254_740_993n, 9]);
  expect(
    runOn('ifNull', [
      [null, TEXT],
      ['x', TEXT],
    ]),
  ).toBe('x');
});

test('nullIf is null for equal values, compared in the type where they meet', () => {
  expect(
    runOn('nullIf', [
      [1, INT],
      [1, DOUBLE],
    ]),
  ).toBe(null);
  expect(
    runOn('nullIf', [
      [1, INT],
      [1.5, DOUBLE],
    ]),
  ).toBe(1);
  expect(
    runOn('nullIf', [
      [1, INT],
      [null, INT],
    ]),
  ).toBe(1);
});

test('greatest and least skip nulls, and NaN is the greatest', () => {
  expect(
    runOn('greatest', [
      [null, INT],
      [3, INT],
      [2, INT],
    ]),
  ).toBe(3);
  expect(
    runOn('least', [
      [3, INT],
      [null, INT],
      [2, INT],
    ]),
  ).toBe(2);
  expect(
    runOn('least', [
      [null, INT],
      [null, INT],
    ]),
  ).toBe(null);
  expect(
    runOn('greatest', [
      [NaN, DOUBLE],
      [Infinity, DOUBLE],
    ]),
  ).toBe(NaN);
  expect(
    runOn('least', [
      [NaN, DOUBLE],
      [Infinity, DOUBLE],
    ]),
  ).toBe(Infinity);
});

test('in is null where nothing matches and a candidate is null, in columns and in constants', () => {
  const columns = {
    a: [INT, [1, 2, null]],
    b: [INT, [1, 7, 1]],
    n: [INT, [null, null, null]],
  } as const;
  expect(run(call('in', col('a'), col('b'), col('n')), columns)).toEqual([true, null, null]);
  expect(run(call('in', col('a'), lit(1, INT), lit(5, INT)), columns)).toEqual([true, false, null]);
  expect(run(call('in', col('a'), lit(1, INT), lit(null, INT)), columns)).toEqual([
    true,
    null,
    null,
  ]);
});

test('nanvl replaces NaN, and nothing else', () => {
  expect(
    runOn('nanvl', [
      [NaN, DOUBLE],
      [1, DOUBLE],
    ]),
  ).toBe(1);
  expect(
    runOn('nanvl', [
      [2, DOUBLE],
      [1, DOUBLE],
    ]),
  ).toBe(2);
  expect(
    runOn('nanvl', [
      [null, DOUBLE],
      [1, DOUBLE],
    ]),
  ).toBe(null);
});

test('isNull, isNotNull and isNaN are never null', () => {
  const columns = { x: [DOUBLE, [null, NaN, 1]] } as const;
  expect(run(call('isNull', col('x')), columns)).toEqual([true, false, false]);
  expect(run(call('isNotNull', col('x')), columns)).toEqual([false, true, true]);
  expect(run(call('isNaN', col('x')), columns)).toEqual([false, true, false]);
});
