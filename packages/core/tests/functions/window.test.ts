import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readValue } from '../../src/columnar/read-value.ts';
import { vectorOf } from '../../src/columnar/vector-of.ts';
import {
  BAD_WINDOW,
  MISPLACED_SLIDING_WINDOW,
  TYPE_MISMATCH,
  WRONG_ARGUMENTS,
} from '../../src/errors/expression.ts';
import { WINDOW_OF_MONTHS } from '../../src/errors/window.ts';
import type { Call, ExprNode } from '../../src/expr/node.ts';
import { resolveWindow } from '../../src/functions/resolve-window.ts';
import { assignSliding, assignTumbling, type WindowSpec } from '../../src/functions/window.ts';
import { WINDOW } from '../../src/types/data-type.ts';
import {
  batchOf,
  CONTEXT,
  call,
  col,
  DOUBLE,
  interval,
  lit,
  run,
  TIMESTAMP,
} from './expressions.ts';

const MINUTE = 60_000_000;
const minutes = (...values: (number | null)[]): (number | null)[] =>
  values.map((v) => v && v * MINUTE);
const spec = (size: number, slide = size, start = 0): WindowSpec => ({
  ...{ sizeMicros: size * MINUTE, slideMicros: slide * MINUTE, startMicros: start * MINUTE },
});
const at = (h: number, m: number): number => h * 60 + m;

function sliding(time: number | null, shape: WindowSpec): [number, number][] {
  const { rows, windows } = assignSliding(vectorOf(minutes(time), TIMESTAMP), shape);
  return Array.from(rows, (_, i) => {
    const [start, end] = readValue(windows, i, WINDOW) as [number, number];
    return [start / MINUTE, end / MINUTE];
  });
}

describe('the windows that hold a time, newest first', () => {
  test.each<[string, number, WindowSpec, [number, number][]]>([
    [
      '12:05 in 12 minutes every 5',
      at(12, 5),
      spec(12, 5),
      [
        [at(12, 5), at(12, 17)],
        [at(12, 0), at(12, 12)],
        [at(11, 55), at(12, 7)],
      ],
    ],
    [
      'the same, two minutes on',
      at(12, 5),
      spec(12, 5, 2),
      [
        [at(12, 2), at(12, 14)],
        [at(11, 57), at(12, 9)],
      ],
    ],
    ['a minute before the epoch', -1, spec(10), [[-10, 0]]],
    [
      'a start before the epoch',
      0,
      spec(10, 5, -3),
      [
        [-3, 7],
        [-8, 2],
      ],
    ],
  ])('%s', (_, time, shape, want) => {
    expect(sliding(time, shape)).toEqual(want);
  });

  test('rows without a time have none', () => {
    const time = vectorOf([null, 0, null], TIMESTAMP);
    expect([...assignSliding(time, spec(10, 5)).rows]).toEqual([1, 1]);
    const tumbling = assignTumbling(time, spec(10));
    expect([0, 1, 2].map((row) => readValue(tumbling, row, WINDOW))).toEqual([
      null,
      [0, 10 * MINUTE],
      null,
    ]);
  });
});

test('start and end own their buffers', () => {
  const { children } = assignTumbling(vectorOf([1, 2], TIMESTAMP), spec(1));
  const buffers = children.map((child) => child.kind === 'double' && child.values.buffer);
  expect(new Set(buffers).size).toBe(2);
});

// Law: the windows of t are all grid windows [s, s + size) with s = start (mod slide) and s <= t < s + size.
test('windows are exact for every microsecond, before the epoch too', () => {
  const shapes = fc
    .tuple(
      fc.integer({ min: 1, max: 2 ** 40 }),
      fc.integer({ min: 1, max: 8 }),
      fc.double({ min: -1, max: 1, noNaN: true }),
    )
    .map(([slide, times, start]) => ({
      slideMicros: slide,
      sizeMicros: slide * times + Math.floor(slide / 3),
      startMicros: Math.trunc(start * (slide - 1)),
    }));
  fc.assert(
    fc.property(fc.maxSafeInteger(), shapes, (raw, shape) => {
      const t = Math.trunc(raw / 2);
      const { windows } = assignSliding(vectorOf([t], TIMESTAMP), shape);
      const found = Array.from({ length: windows.length }, (_, i) => readValue(windows, i, WINDOW));
      const [slide, size, start] = [shape.slideMicros, shape.sizeMicros, shape.startMicros].map(
        BigInt,
      ) as [bigint, bigint, bigint];
      const offset = (((BigInt(t) - start) % slide) + slide) % slide;
      const want: number[][] = [];
      for (let s = BigInt(t) - offset; BigInt(t) < s + size; s -= slide)
        want.push([Number(s), Number(s + size)]);
      expect(found).toEqual(want);
    }),
  );
});

describe('the call of window', () => {
  const over = (...args: ExprNode[]): Call => call('window', ...args) as Call;
  const columns = { t: [TIMESTAMP, [61 * 1_000_000]], n: [DOUBLE, [1]] } as const;
  const { schema } = batchOf(columns);

  test('in a projection gives the window as a struct', () => {
    expect(run(over(col('t'), interval(MINUTE)), columns)).toEqual([[MINUTE, 2 * MINUTE]]);
    const end: ExprNode = { kind: 'field', name: 'end', arg: over(col('t'), interval(MINUTE)) };
    expect(run(end, columns)).toEqual([2 * MINUTE]);
  });

  test('over a window takes the last microsecond of it', () => {
    const inner = over(col('t'), interval(MINUTE));
    expect(run(over(inner, interval(60 * MINUTE)), columns)).toEqual([[0, 60 * MINUTE]]);
    expect(run(call('windowTime', inner), columns)).toEqual([2 * MINUTE - 1]);
    const resolved = resolveWindow(over(inner, interval(2 * MINUTE)), schema, CONTEXT);
    const time = resolved.time.evaluate(batchOf(columns), CONTEXT);
    expect(readValue(time, 0, resolved.time.dataType)).toBe(2 * MINUTE - 1);
  });

  test('resolves to its lengths for a grouping', () => {
    const resolved = resolveWindow(
      over(col('t'), interval(10), interval(5), interval(-3)),
      schema,
      CONTEXT,
    );
    expect(resolved).toMatchObject({ sizeMicros: 10, slideMicros: 5, startMicros: -3 });
    expect(resolved.dataType).toEqual(WINDOW);
  });

  test.each<[string, ExprNode[], { readonly name: string }]>([
    ['a size of nothing', [col('t'), interval(0)], BAD_WINDOW],
    ['a slide above the size', [col('t'), interval(5), interval(6)], BAD_WINDOW],
    [
      'a start as large as the slide',
      [col('t'), interval(5), interval(5), interval(-5)],
      BAD_WINDOW,
    ],
    ['a size that is no constant', [col('t'), col('n')], WRONG_ARGUMENTS],
    ['a time that is a number', [col('n'), interval(5)], TYPE_MISMATCH],
    ['a time alone', [col('t')], WRONG_ARGUMENTS],
  ])('refuses %s', (_, args, condition) => {
    expect(() => resolveWindow(over(...args), schema, CONTEXT)).toThrow(condition.name);
  });

  test('refuses months, whose length varies', () => {
    const month = over(col('t'), lit('1 month', { kind: 'string' }));
    expect(() => resolveWindow(month, schema, CONTEXT)).toThrow(WINDOW_OF_MONTHS.name);
  });

  test('cannot slide where one row makes one row', () => {
    const node = over(col('t'), interval(10), interval(5));
    expect(() => run(node, columns)).toThrow(MISPLACED_SLIDING_WINDOW.name);
  });
});
