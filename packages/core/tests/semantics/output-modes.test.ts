import { createSession, memorySink, memorySource, schema, string, timestamp } from '@tidemark/core';
import { count, desc, max, window } from '@tidemark/core/functions';
import { describe, expect, test } from 'vitest';
import { at, clock, eventSource, events, feed, quietSession } from './streams.ts';

interface KindCount {
  readonly kind: string | null;
  readonly n: number;
}

describe('update mode', () => {
  // C48
  test('gives each key once per batch, however many rows it had', async () => {
    const { session } = quietSession();
    const source = eventSource();
    const sink = memorySink<KindCount>();
    const counts = session
      .readStream(source)
      .groupBy('kind')
      .agg(() => ({ n: count() }));
    const query = await session.start({
      outputs: [counts.writeTo(sink, { outputMode: 'update' })],
    });
    await feed(query, source, ...events('a', '12:00', '12:01'), ...events('b', '12:02'));
    expect(sink.rows).toEqual([
      { kind: 'a', n: 2 },
      { kind: 'b', n: 1 },
    ]);
    await query.stop();
  });

  // C13
  test('gives a key that is changed and evicted in one batch once; after that its rows are late', async () => {
    const { session } = quietSession({ noDataBatches: false });
    const source = eventSource();
    const sink = memorySink<{ window: { start: Date }; n: number }>();
    const counts = session
      .readStream(source)
      .withWatermark('time', '0 seconds')
      .groupBy((e) => ({ window: window(e.time, '10 minutes') }))
      .agg(() => ({ n: count() }));
    const query = await session.start({
      outputs: [counts.writeTo(sink, { outputMode: 'update' })],
    });
    await feed(query, source, ...events('x', '12:30'));
    // Late by the watermark of the batch before, which is 1970; final by that of this one.
    await feed(query, source, ...events('x', '12:01'));
    expect(sink.rows.map(({ window: w, n }) => `${clock(w.start)}=${n}`)).toEqual([
      '12:30=1',
      '12:00=1',
    ]);
    expect(query.lastProgress?.stateOperators[0]).toMatchObject({
      numRowsTotal: 1,
      numRowsRemoved: 1,
      numRowsDroppedByWatermark: 0,
    });
    await feed(query, source, ...events('x', '12:01'));
    expect(query.lastProgress?.numLateRows).toBe(1);
    expect(sink.rows).toHaveLength(2);
    await query.stop();
  });
});

describe('complete mode', () => {
  // C14
  test('drops and forgets nothing, whatever the watermark', async () => {
    const { session } = quietSession();
    const source = eventSource();
    const sink = memorySink<{ window: { start: Date }; n: number }>();
    const counts = session
      .readStream(source)
      .withWatermark('time', '0 seconds')
      .groupBy((e) => ({ window: window(e.time, '10 minutes') }))
      .agg(() => ({ n: count() }));
    const query = await session.start({
      outputs: [counts.writeTo(sink, { outputMode: 'complete' })],
    });
    await feed(query, source, ...events('x', '12:01', '18:00'));
    await feed(query, source, ...events('x', '12:02'));
    expect(sink.rows.map(({ window: w, n }) => `${clock(w.start)}=${n}`).sort()).toEqual([
      '12:00=2',
      '18:00=1',
    ]);
    expect(query.lastProgress?.numLateRows).toBe(0);
    // Nothing to close, so no batches without data.
    expect(query.recentProgress.map(({ numInputRows }) => numInputRows)).toEqual([2, 1]);
    await query.stop();
  });

  // C45
  test('of an aggregation without keys gives a row for an empty batch, and then goes on counting', async () => {
    const { session } = quietSession();
    const source = eventSource();
    const sink = memorySink<{ n: number; last: Date | null }>();
    const counts = session.readStream(source).agg((e) => ({ n: count(), last: max(e.time) }));
    const query = await session.start({
      outputs: [counts.writeTo(sink, { outputMode: 'complete' })],
    });
    await feed(query, source);
    expect(sink.rows).toEqual([{ n: 0, last: null }]);
    await feed(query, source, ...events('x', '12:00', '12:01'));
    await feed(query, source);
    expect(sink.rows).toEqual([{ n: 2, last: at('12:01:00') }]);
    await query.stop();
  });

  test('sorts every result, and limits every result anew', async () => {
    const { session } = quietSession();
    const source = eventSource();
    const sink = memorySink<KindCount>();
    const top = session
      .readStream(source)
      .groupBy('kind')
      .agg(() => ({ n: count() }))
      .orderBy((k) => [desc(k.n), k.kind])
      .limit(2);
    const query = await session.start({ outputs: [top.writeTo(sink, { outputMode: 'complete' })] });
    await feed(query, source, ...['c', 'b', 'b', 'a'].flatMap((kind) => events(kind, '12:00')));
    expect(sink.rows.map(({ kind, n }) => `${kind}${n}`)).toEqual(['b2', 'a1']);
    await feed(query, source, ...['c', 'c'].flatMap((kind) => events(kind, '12:00')));
    expect(sink.rows.map(({ kind, n }) => `${kind}${n}`)).toEqual(['c3', 'b2']);
    await query.stop();
  });
});

// C49
test('an aggregation in append mode without a watermark is refused before anything is opened', async () => {
  const { session } = quietSession();
  const counts = session
    .readStream(eventSource())
    .groupBy('kind')
    .agg(() => ({ n: count() }));
  await expect(session.start({ outputs: [counts.writeTo(memorySink() as never)] })).rejects.toThrow(
    /OUTPUT_MODE.NEEDS_WATERMARK.*withWatermark/s,
  );
});

test('a filter that is never true leaves the row of an aggregation without keys alone', async () => {
  const session = createSession();
  const source = memorySource(schema({ kind: string(), time: timestamp() }), [
    { kind: 'a', time: at('12:00:00') },
  ]);
  const total = session.read(source).agg(() => ({ n: count() }));
  expect(await total.filter((t) => t.n.gt(1)).collect()).toEqual([]);
  expect(
    await session
      .read(source)
      .filter((e) => e.kind.eq('none'))
      .agg((e) => ({ n: count(), last: max(e.time) }))
      .collect(),
  ).toEqual([{ n: 0, last: null }]);
});

test('a bounded frame can be sorted and limited', async () => {
  const session = createSession();
  const rows = Array.from({ length: 10_000 }, (_, i) => ({
    kind: `k${i % 3}`,
    time: new Date(i * 1000),
  }));
  const frame = session.read(memorySource(schema({ kind: string(), time: timestamp() }), rows));
  expect(await frame.limit(5000).count()).toBe(5000);
  const newest = await frame
    .orderBy((e) => desc(e.time))
    .limit(2)
    .collect();
  expect(newest.map(({ time }) => time.getTime())).toEqual([9_999_000, 9_998_000]);
});
