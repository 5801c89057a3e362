import { memorySink, memorySource, schema, string, timestamp } from '@tidemark/core';
import { count, window, windowTime } from '@tidemark/core/functions';
import { expect, test } from 'vitest';
import { at, clock, eventSource, events, feed, quietSession } from './streams.ts';

interface Counted {
  readonly window: { readonly start: Date; readonly end: Date };
  readonly n: number;
}
const text = ({ window: w, n }: Counted): string => `${clock(w.start)}=${n}`;

/** A windowed count in append mode. */
async function counted(
  size: '1 hour' | '10 minutes',
  slide: '10 minutes' | '5 minutes',
  delay: '0 seconds' | '10 minutes',
) {
  const { session } = quietSession();
  const source = eventSource();
  const sink = memorySink<Counted>();
  const counts = session
    .readStream(source)
    .withWatermark('time', delay)
    .groupBy((e) => ({ window: window(e.time, size, slide) }))
    .agg(() => ({ n: count() }));
  const query = await session.start({ outputs: [counts.writeTo(sink)] });
  return { query, source, sink };
}

// C3
test('a window whose end is exactly the watermark is final', async () => {
  const { query, source, sink } = await counted('10 minutes', '10 minutes', '10 minutes');
  await feed(query, source, ...events('x', '12:01', '12:20'));
  expect(sink.rows.map(text)).toEqual(['12:00=1']);
  await query.stop();
});

// C6
test('a row far behind the watermark counts while its window is open', async () => {
  const { query, source, sink } = await counted('1 hour', '10 minutes', '0 seconds');
  await feed(query, source, ...events('x', '12:55'));
  await feed(query, source, ...events('x', '12:05'));
  await feed(query, source, ...events('x', '14:00'));
  expect(sink.rows.map(text)).toContain('12:00=2');
  expect(query.recentProgress.every(({ numLateRows }) => numLateRows === 0)).toBe(true);
  await query.stop();
});

test('a row counts in every sliding window that holds it', async () => {
  const { query, source, sink } = await counted('10 minutes', '5 minutes', '0 seconds');
  await feed(query, source, ...events('x', '12:07', '12:12'));
  await feed(query, source, ...events('x', '13:00'));
  expect(sink.rows.map(text).sort()).toEqual(['12:00=1', '12:05=2', '12:10=1']);
  await query.stop();
});

// C8
test('a row without a time is in no window, and no key of another kind', async () => {
  const { session } = quietSession();
  const source = eventSource();
  const windows = memorySink<Counted>();
  const kinds = memorySink<{ kind: string | null; n: number }>();
  const stream = session.readStream(source).withWatermark('time', '0 seconds');
  const query = await session.start({
    outputs: [
      stream
        .groupBy((e) => ({ window: window(e.time, '10 minutes') }))
        .agg(() => ({ n: count() }))
        .writeTo(windows, { outputMode: 'update' }),
      stream
        .groupBy('kind')
        .agg(() => ({ n: count() }))
        .writeTo(kinds, { outputMode: 'update' }),
    ],
  });
  await feed(query, source, { time: null, kind: 'x' }, ...events('x', '12:01'));
  expect(windows.rows.map(text)).toEqual(['12:00=1']);
  expect(kinds.rows).toEqual([{ kind: 'x', n: 2 }]);
  await query.stop();
});

test('a null event time as a key is never late and never final', async () => {
  const { session } = quietSession();
  const source = eventSource();
  const sink = memorySink<{ time: Date | null; n: number }>();
  const counts = session
    .readStream(source)
    .withWatermark('time', '0 seconds')
    .groupBy('time')
    .agg(() => ({ n: count() }));
  const query = await session.start({ outputs: [counts.writeTo(sink)] });
  await feed(query, source, { time: null, kind: 'x' }, ...events('x', '12:01'));
  await feed(query, source, ...events('x', '13:00'));
  expect(sink.rows).toEqual([
    { time: at('12:01:00'), n: 1 },
    { time: at('13:00:00'), n: 1 },
  ]);
  expect(query.lastProgress?.stateOperators[0]?.numRowsTotal).toBe(1);
  await query.stop();
});

// C7
test('windows before 1970 and with a slide that does not divide them lie on the same grid', async () => {
  const { session } = quietSession();
  const rows = [-1, 0].map((ms) => ({ time: new Date(ms) }));
  const bounded = session.read(memorySource(schema({ time: timestamp() }), rows));
  const tumbling = await bounded
    .groupBy((e) => ({ w: window(e.time, '10 seconds') }))
    .agg(() => ({ n: count() }))
    .orderBy((e) => e.w)
    .collect();
  const starts = (list: readonly { w: { start: Date } }[]): readonly number[] =>
    list.map(({ w }) => w.start.getTime() / 1000);
  expect(starts(tumbling)).toEqual([-10, 0]);
  const sliding = await bounded
    .filter((e) => e.time.eq(new Date(0)))
    .groupBy((e) => ({ w: window(e.time, '12 seconds', '5 seconds', '2 seconds') }))
    .agg(() => ({ n: count() }))
    .orderBy((e) => e.w)
    .collect();
  expect(starts(sliding)).toEqual([-8, -3]);
});

// C22
test('the last small window of an hour and the hour itself come out in one batch', async () => {
  const { session } = quietSession();
  const source = eventSource();
  const sink = memorySink<Counted>();
  const small = memorySink<Counted>();
  const fives = session
    .readStream(source)
    .withWatermark('time', '0 seconds')
    .groupBy((e) => ({ window: window(e.time, '5 minutes') }))
    .agg(() => ({ n: count() }));
  const hours = fives
    .groupBy((e) => ({ window: window(windowTime(e.window), '1 hour') }))
    .agg(() => ({ n: count() }));
  const query = await session.start({ outputs: [fives.writeTo(small), hours.writeTo(sink)] });
  await feed(query, source, ...events('x', '12:01', '12:02', '12:58'));
  await feed(query, source, ...events('x', '13:00'));
  expect(sink.rows.map(text)).toEqual(['12:00=2']);
  expect(small.batches.at(-1)?.batchId).toBe(sink.batches.at(-1)?.batchId);
  await query.stop();
});

test('a column that only holds windows is left out, and its rows still come once for each window', async () => {
  const { session } = quietSession();
  const source = memorySource(schema({ time: timestamp(), kind: string() }), [
    { time: at('12:07:00'), kind: 'x' },
  ]);
  const sliding = session
    .read(source)
    .select((e) => ({ w: window(e.time, '10 minutes', '5 minutes'), kind: e.kind }));
  expect(
    await sliding
      .groupBy('kind')
      .agg(() => ({ n: count() }))
      .collect(),
  ).toEqual([{ kind: 'x', n: 2 }]);
});
