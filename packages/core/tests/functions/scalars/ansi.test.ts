import { describe, expect, test } from 'vitest';
import { DIVIDE_BY_ZERO } from '../../../src/errors/expression.ts';
import { ASSERTION_FAILED, INVALID_ARGUMENT, RAISED } from '../../../src/errors/function.ts';
import type { InternalValue } from '../../../src/types/internal-value.ts';
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
} from '../expressions.ts';

type Typed = readonly [InternalValue, typeof INT];

describe('what is null without ANSI rules', () => {
  test.each<[string, readonly Typed[], string]>([
    [
      'elt',
      [
        [3, INT],
        ['a', TEXT],
      ],
      INVALID_ARGUMENT.name,
    ],
    [
      'parseUrl',
      [
        ['http://a/b c', TEXT],
        ['HOST', TEXT],
      ],
      INVALID_ARGUMENT.name,
    ],
    [
      'integralDivide',
      [
        [7, INT],
        [0, INT],
      ],
      DIVIDE_BY_ZERO.name,
    ],
    [
      'pmod',
      [
        [7, INT],
        [0, INT],
      ],
      DIVIDE_BY_ZERO.name,
    ],
    [
      'pmod',
      [
        [7, DOUBLE],
        [0, DOUBLE],
      ],
      DIVIDE_BY_ZERO.name,
    ],
  ])('%s fails with them', (fn, args, condition) => {
    expect(runOn(fn, args)).toBe(null);
    expect(() => runOn(fn, args, ANSI)).toThrow(condition);
  });

  test('an attempt is null with and without them', () => {
    const largest = [2_147_483_647, INT] as const;
    expect(runOn('tryAdd', [largest, [1, INT]], ANSI)).toBe(null);
    expect(
      runOn(
        'tryDivide',
        [
          [1, INT],
          [0, INT],
        ],
        ANSI,
      ),
    ).toBe(null);
  });

  test('an attempt is null for the rows that fail, and for no other', () => {
    const values = Array.from({ length: 9 }, (_, i) => (i % 4 === 2 ? 2_147_483_647 : i));
    const sums = run(call('tryAdd', col('x'), lit(1, INT)), { x: [INT, values] });
    expect(sums).toEqual([1, 2, null, 4, 5, 6, null, 8, 9]);
    const products = run(call('tryMultiply', col('x'), col('x')), {
      x: [LONG, [3, 2 ** 40, null]],
    });
    expect(products).toEqual([9, null, null]);
  });
});

describe('checks', () => {
  test('a row that fails an assertion ends the query with the message', () => {
    const node = call('assertTrue', col('x'), lit('no price', TEXT));
    expect(run(node, { x: [BOOLEAN, [true, true]] })).toEqual([null, null]);
    expect(() => run(node, { x: [BOOLEAN, [true, false]] })).toThrow(ASSERTION_FAILED.name);
    expect(() => run(node, { x: [BOOLEAN, [null]] })).toThrow('no price');
  });

  test('an error is raised only by rows that need it', () => {
    const node = call('when', col('x'), lit('fine', TEXT), call('raiseError', lit('bad', TEXT)));
    expect(run(node, { x: [BOOLEAN, [true, true]] })).toEqual(['fine', 'fine']);
    expect(() => run(node, { x: [BOOLEAN, [true, false]] })).toThrow(RAISED.name);
  });
});
