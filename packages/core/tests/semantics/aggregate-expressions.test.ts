import {
  availableNow,
  createSession,
  double,
  int,
  memorySink,
  memorySource,
  nullable,
  schema,
  string,
  struct,
} from '@tidemark/core';
import {
  approxCountDistinct,
  collectList,
  count,
  countIf,
  max,
  median,
  sessionWindow,
  sortArray,
  sum,
  udaf,
  window,
} from '@tidemark/core/functions';
import { describe, expect, test } from 'vitest';
import { simPorts } from '../../../testing/src/index.ts';
import { at, clock, eventSource, events, feed, quietSession } from './streams.ts';

const Sale = schema({ shop: string(), price: nullable(double()), n: int() });
const sales = [
  { shop: 'a', price: 3, n: 1 },
  { shop: 'b', price: 8, n: 2 },
  { shop: 'a', price: 1, n: 3 },
  { shop: 'a', price: null, n: 0 },
];

/** The geometric mean of prices, and how many times it was computed from more than its state. */
const geometricMean = udaf([nullable(double())], {
  name: 'geometric_mean',
  stateType: struct({ logs: double(), n: int() }),
  returnType: nullable(double()),
  zero: () => ({ logs: 0, n: 0 }),
  reduce: (state, price) =>
    price === null ? state : { logs: state.logs + Math.log(price), n: state.n + 1 },
  merge: (a, b) => ({ logs: a.logs + b.logs, n: a.n + b.n }),
  finish: ({ logs, n }) => (n === 0 ? null : Math.exp(logs / n)),
});

describe('expressions over aggregates', () => {
  test('are computed for each group of data that has an end', async () => {
    const rows = await createSession()
      .read(memorySource(Sale, sales))
      .groupBy('shop')
      .agg((s, key) => ({
        label: key.shop.upper(),
        average: sum(s.price).div(count()),
        prices: sortArray(collectList(s.price)),
        dear: countIf(s.price.gt(2)),
        typical: median(s.price),
      }))
      .orderBy('shop')
      .collect();
    expect(rows).toEqual([
      { shop: 'a', label: 'A', average: 4 / 3, prices: [1, 3], dear: 1, typical: 2 },
      { shop: 'b', label: 'B', average: 8, prices: [8], dear: 1, typical: 8 },
    ]);
  });

  test('keep the watermark of their keys: groups are final, late rows come out', async () => {
    const { session } = quietSession();
    const source = eventSource();
    const [table, late] = [memorySink(), memorySink<{ time: Date | null }>()];
    const counts = session
      .readStream(source)
      .withWatermark('time', '0 seconds')
      .groupBy((e) => ({ w: window(e.time, '10 minutes') }))
      .agg((e, key) => ({
        twice: count().mul(2),
        kinds: approxCountDistinct(e.kind),
        end: key.w.end,
      }))
      .filter((r) => r.twice.gt(2));
    const all = session
      .readStream(source)
      .withWatermark('time', '0 seconds')
      .groupBy((e) => ({ w: window(e.time, '10 minutes') }))
      .agg(() => ({ twice: count().mul(2) }));
    const query = await session.start({
      outputs: [counts.writeTo(table), all.writeTo(memorySink()), all.lateRows().writeTo(late)],
    });
    await feed(query, source, ...events('x', '12:01', '12:02', '12:11'));
    await feed(query, source, ...events('y', '12:31'));
    expect(table.rows).toEqual([
      {
        w: { start: at('12:00:00'), end: at('12:10:00') },
        twice: 4,
        kinds: 1,
        end: at('12:10:00'),
      },
    ]);
    await feed(query, source, ...events('x', '12:03'));
    expect(late.rows.map(({ time }) => clock(time as Date))).toEqual(['12:03']);
    await query.stop();
  });

  test('can be aggregated again by the window they were computed for', async () => {
    const { session } = quietSession();
    const source = eventSource();
    const table = memorySink();
    const hourly = session
      .readStream(source)
      .withWatermark('time', '0 seconds')
      .groupBy((e) => ({ w: window(e.time, '10 minutes') }))
      .agg((_, key) => ({ twice: count().mul(2), same: key.w }))
      .groupBy((r) => ({ hour: window(r.same, '1 hour') }))
      .agg((r) => ({ total: sum(r.twice).add(0) }));
    const query = await session.start({ outputs: [hourly.writeTo(table)] });
    await feed(query, source, ...events('x', '12:01', '12:41'));
    await feed(query, source, ...events('x', '14:00'));
    expect(table.rows).toMatchObject([{ hour: { start: at('12:00:00') }, total: 4 }]);
    await query.stop();
  });

  test('come with every change of a group in mode update', async () => {
    const { session } = quietSession();
    const source = memorySource(Sale);
    const table = memorySink();
    const frame = session
      .readStream(source)
      .groupBy('shop')
      .agg((s) => ({ average: sum(s.price).div(count(s.price)), rows: count() }));
    const query = await session.start({
      outputs: [frame.writeTo(table, { outputMode: 'update' })],
    });
    await feed(query, source, ...sales.slice(0, 2));
    await feed(query, source, ...sales.slice(2));
    expect(table.rows).toEqual([
      { shop: 'a', average: 3, rows: 1 },
      { shop: 'b', average: 8, rows: 1 },
      { shop: 'a', average: 2, rows: 3 },
    ]);
    await query.stop();
  });
});

describe('a filter on an aggregate', () => {
  test('decides which rows count for it alone', async () => {
    const rows = await createSession()
      .read(memorySource(Sale, sales))
      .agg((s) => ({
        all: sum(s.n),
        dear: sum(s.n).filter(s.price.gt(2)),
        dear_a: count().filter(s.price.gt(2)).filter(s.shop.eq('a')),
        none: sum(s.n).filter(s.shop.eq('z')),
        share: count().filter(s.price.gt(2)).div(count()),
      }))
      .collect();
    expect(rows).toEqual([{ all: 6, dear: 3, dear_a: 1, none: null, share: 0.5 }]);
  });

  test('spares its rows a computation that would fail on them', async () => {
    const rows = await createSession({ ansi: true })
      .read(memorySource(Sale, sales))
      .agg((s) => ({ inverse: sum(s.price.div(s.n)).filter(s.n.ne(0)) }))
      .collect();
    expect(rows).toEqual([{ inverse: 3 + 4 + 1 / 3 }]);
  });

  test('has to be a condition', () => {
    const frame = createSession().read(memorySource(Sale)).dynamic();
    expect(() => frame.agg((s) => ({ n: count().filter(s['n'] as never) }))).toThrow(
      'PLAN.FILTER_NOT_BOOLEAN',
    );
  });
});

describe('an aggregate of the user', () => {
  test('folds the values of each group, and gives a typed result', async () => {
    const frame = createSession()
      .read(memorySource(Sale, sales))
      .groupBy('shop')
      .agg((s) => ({ mean: geometricMean(s.price), more: geometricMean(s.price).add(1) }));
    const rows: readonly { shop: string; mean: number | null; more: number | null }[] = await frame
      .orderBy('shop')
      .collect();
    expect(rows.map(({ mean }) => mean?.toFixed(6))).toEqual(['1.732051', '8.000000']);
  });

  test('of no rows is the result of its zero', async () => {
    const rows = await createSession()
      .read(memorySource(Sale))
      .agg((s) => ({ mean: geometricMean(s.price) }))
      .collect();
    expect(rows).toEqual([{ mean: null }]);
  });

  test('goes on after a restart with the state it declared', async () => {
    const ports = simPorts({ seed: 1 });
    const source = memorySource(Sale);
    const table = memorySink<{ shop: string; mean: number | null; spread: number | null }>();
    const run = async (): Promise<void> => {
      const frame = createSession({ ports })
        .readStream(source)
        .groupBy('shop')
        .agg((s) => ({ mean: geometricMean(s.price), spread: median(s.price).sub(max(s.price)) }));
      const query = await createSession({ ports }).start({
        checkpointLocation: 'checkpoints/means',
        trigger: availableNow(),
        outputs: [frame.writeTo(table, { outputMode: 'update' })],
      });
      await query.awaitTermination();
    };
    source.addData(...sales.slice(0, 2));
    await run();
    source.addData(...sales.slice(2));
    await run();
    expect(table.rows.at(-1)).toEqual({ shop: 'a', mean: Math.exp(Math.log(3) / 2), spread: -1 });
  });

  test('becomes one of two where session windows meet', async () => {
    const { session } = quietSession();
    const source = eventSource();
    const table = memorySink();
    const names = udaf([string()], {
      stateType: string(),
      returnType: string(),
      zero: () => '',
      reduce: (text, kind) => text + kind,
      merge: (left, right) => left + right,
      finish: (text) => text,
    });
    const frame = session
      .readStream(source)
      .withWatermark('time', '30 minutes')
      .groupBy((e) => ({ visit: sessionWindow(e.time, '10 minutes'), unknown: e.kind.isNull() }))
      .agg((e) => ({
        kinds: names(e.kind.coalesce('')),
        different: approxCountDistinct(e.kind),
        all: sortArray(collectList(e.kind)),
      }));
    const query = await session.start({ outputs: [frame.writeTo(table)] });
    await feed(query, source, ...events('a', '12:00'), ...events('b', '12:15'));
    await feed(query, source, ...events('c', '12:08'));
    await feed(query, source, ...events('z', '14:00'));
    expect(table.rows).toMatchObject([
      {
        visit: { start: at('12:00:00'), end: at('12:25:00') },
        different: 3,
        all: ['a', 'b', 'c'],
      },
    ]);
    await query.stop();
  });

  test('that throws names itself and the error', async () => {
    const bad = udaf([double()], {
      name: 'bad',
      stateType: double(),
      returnType: double(),
      zero: () => 0,
      reduce: () => {
        throw new Error('no');
      },
      finish: (state) => state,
    });
    const frame = createSession()
      .read(memorySource(Sale, sales))
      .agg((s) => ({ v: bad(s.n) }));
    await expect(frame.collect()).rejects.toThrow("The user function 'bad' threw: no");
  });
});
