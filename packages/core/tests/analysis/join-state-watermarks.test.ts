import { describe, expect, test } from 'vitest';
import {
  joinOutputWatermarkMs,
  joinStateBounds,
  sideWatermarkMs,
} from '../../src/analysis/join-state-watermarks.ts';
import {
  type Columns,
  createSession,
  type Duration,
  type Expr,
  int,
  long,
  memorySource,
  type RowOf,
  schema,
  string,
  timestamp,
} from '../../src/index.ts';
import type { Join } from '../../src/plan/logical-plan.ts';
import { defineSink } from '../../src/sinks/sink.ts';

const session = createSession();
const Left = schema({ lk: string(), lt: timestamp(), lseconds: long(), lv: int() });
const Right = schema({ rk: string(), rt: timestamp(), rseconds: long(), rv: int() });
const left = session.readStream(memorySource(Left));
const right = session.readStream(memorySource(Right));
const sink = defineSink({ name: 'sink', outputModes: ['append'], write: () => Promise.resolve() });

type Condition = (
  l: Columns<RowOf<typeof Left>, never>,
  r: Columns<RowOf<typeof Right>, never>,
) => Expr<boolean | null>;

async function joinOn(
  condition: Condition,
  marks: 'both' | 'left' | 'right' = 'both',
): Promise<Join> {
  const l = marks === 'right' ? left : left.withWatermark('lt', '1 minute');
  const r = marks === 'left' ? right : right.withWatermark('rt', '1 minute');
  const joined = (l as typeof left).join(r as typeof right, condition);
  return (await joined.writeTo(sink).plan()) as Join;
}

const WATERMARK_MS = 1_000_000;

/** How far behind the watermark each side forgets rows, in milliseconds; undefined for never. */
async function lags(condition: Condition, marks?: 'both' | 'left' | 'right') {
  const bounds = joinStateBounds(await joinOn(condition, marks));
  if (bounds.kind === 'key') return 'key';
  const [l, r] = [bounds.left, bounds.right].map(
    (side) => side && sideWatermarkMs(side, WATERMARK_MS) - WATERMARK_MS,
  );
  return [l, r];
}

const eq = ((l, r) => l.lk.eq(r.rk)) satisfies Condition;

describe('a condition on times', () => {
  test.each<[string, Condition, unknown]>([
    ['rt >= lt', (l, r) => r.rt.gte(l.lt), [undefined, -1]],
    ['rt > lt', (l, r) => r.rt.gt(l.lt), [undefined, 0]],
    ['lt < rt, the other way round', (l, r) => l.lt.lt(r.rt), [undefined, 0]],
    [
      'rt between lt and lt + 1 hour',
      (l, r) => r.rt.between(l.lt, l.lt.plus('1 hour')),
      [-3_600_001, -1],
    ],
    ['lt + 1 hour >= rt', (l, r) => l.lt.plus('1 hour').gte(r.rt), [-3_600_001, undefined]],
    [
      'the same in seconds',
      (l, r) => r.rt.cast(long()).lte(l.lt.cast(long()).add(40)),
      [-40_001, undefined],
    ],
    [
      'the lowest of several bounds',
      (l, r) => r.rt.gt(l.lt.plus('5 minutes')).and(r.rt.gt(l.lt)),
      [undefined, 0],
    ],
    ['a product', (l, r) => r.rt.cast(long()).gt(l.lt.cast(long()).mul(2)), [undefined, undefined]],
    [
      'two columns of one side',
      (l, r) => r.rt.cast(long()).gt(l.lt.cast(long()).add(l.lv)),
      [undefined, undefined],
    ],
  ])('%s', async (_, condition, expected) => {
    const both: Condition = (l, r) => eq(l, r).and(condition(l, r));
    expect(await lags(both)).toEqual(expected);
  });

  test('bounds a side only by a watermark of the other, and only where it has one itself', async () => {
    const condition: Condition = (l, r) => eq(l, r).and(r.rt.between(l.lt, l.lt.plus('1 hour')));
    expect(await lags(condition, 'left')).toEqual([undefined, undefined]);
    expect(await lags(condition, 'right')).toEqual([undefined, undefined]);
  });
});

describe('an equality of event times', () => {
  test('bounds both sides, whichever has the watermark', async () => {
    const condition: Condition = (l, r) => eq(l, r).and(r.rt.eq(l.lt));
    expect(await lags(condition)).toBe('key');
    expect(await lags(condition, 'right')).toBe('key');
  });

  test('of what is computed from it bounds nothing', async () => {
    const condition: Condition = (l, r) => r.rt.eq(l.lt.plus('10 seconds'));
    expect(await lags(condition, 'left')).toEqual([undefined, undefined]);
    expect(await lags((l, r) => l.lt.eqNullSafe(r.rt))).toEqual([undefined, undefined]);
  });
});

// The white-box cases of the corpus.
test('what a join gives may be as much older than the watermark as its state', async () => {
  const within = (below: Duration, above: Duration): Condition => {
    return (l, r) => eq(l, r).and(l.lt.between(r.rt.minus(below), r.rt.plus(above)));
  };
  const delta = async (condition: Condition): Promise<number> =>
    joinOutputWatermarkMs(await joinOn(condition), WATERMARK_MS) - WATERMARK_MS;
  expect(await delta(within('0 seconds', '40 seconds'))).toBe(-40_001);
  expect(await delta(within('30 seconds', '40 seconds'))).toBe(-40_001);
  expect(await delta((l, r) => eq(l, r).and(l.lt.eq(r.rt)))).toBe(0);
});
