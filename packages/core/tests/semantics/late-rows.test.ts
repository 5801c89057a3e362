import { memorySink } from '@tidemark/core';
import { count, window } from '@tidemark/core/functions';
import { describe, expect, test } from 'vitest';
import { clock, type Event, eventSource, events, feed, quietSession } from './streams.ts';

// Late is a row that counts nowhere: all the windows that hold its time were closed. Spark counts
// groups, which is kept as `numRowsDroppedByWatermark`.

async function start(
  slide: '10 minutes' | '5 minutes',
  modes: readonly ('append' | 'update' | 'complete')[],
) {
  const { session } = quietSession();
  const source = eventSource();
  const late = memorySink<Event>();
  const counts = session
    .readStream(source)
    .withWatermark('time', '0 seconds')
    .groupBy((e) => ({ window: window(e.time, '10 minutes', slide) }))
    .agg(() => ({ n: count() }));
  const query = await session.start({
    outputs: [
      counts.lateRows().writeTo(late),
      ...modes.map((outputMode) => counts.writeTo(memorySink(), { outputMode })),
    ],
  });
  return {
    query,
    batch: (...times: readonly string[]) => feed(query, source, ...events('x', ...times)),
    get late() {
      return late.rows.map(({ time }) => clock(time as Date));
    },
  };
}

describe('late rows', () => {
  test('come out as they reached the aggregation, each once', async () => {
    const run = await start('10 minutes', ['append']);
    await run.batch('12:30');
    await run.batch('12:01', '12:02', '12:31');
    expect(run.late).toEqual(['12:01', '12:02']);
    const report = run.query.recentProgress.find(({ numLateRows }) => numLateRows > 0);
    expect(report?.numLateRows).toBe(2);
    expect(report?.stateOperators[0]?.numRowsDroppedByWatermark).toBe(1);
    expect(report?.lateRowSample).toEqual([
      '{"time":"2024-01-01T12:01:00.000Z","kind":"x"}',
      '{"time":"2024-01-01T12:02:00.000Z","kind":"x"}',
    ]);
    await run.query.stop();
  });

  test('of sliding windows come once, and a row with an open window is not late', async () => {
    const run = await start('5 minutes', ['append']);
    await run.batch('12:30');
    // 12:07 is in 12:00-12:10 and 12:05-12:15, both closed; 12:26 in 12:20-12:30, closed, and 12:25-12:35, open.
    await run.batch('12:07', '12:26');
    expect(run.late).toEqual(['12:07']);
    const report = run.query.recentProgress.find(({ numLateRows }) => numLateRows > 0);
    expect(report?.numLateRows).toBe(1);
    expect(report?.stateOperators[0]?.numRowsDroppedByWatermark).toBe(3);
    await run.query.stop();
  });

  test.each([
    ['update', ['update']],
    ['append beside complete', ['append', 'complete']],
    ['complete before append', ['complete', 'append']],
  ] as const)('come out in mode %s', async (_, modes) => {
    const run = await start('10 minutes', modes);
    await run.batch('12:30');
    await run.batch('12:01');
    expect(run.late).toEqual(['12:01']);
    await run.query.stop();
  });

  test('with numbers that JavaScript cannot hold do not end the query', async () => {
    const { long, memorySource, schema, timestamp } = await import('@tidemark/core');
    const { session } = quietSession();
    const source = memorySource(schema({ time: timestamp(), size: long() }));
    const { sum } = await import('@tidemark/core/functions');
    const sizes = session
      .readStream(source)
      .withWatermark('time', '0 seconds')
      .groupBy((e) => ({ window: window(e.time, '10 minutes') }))
      .agg((e) => ({ n: count(), size: sum(e.size) }));
    const query = await session.start({ outputs: [sizes.select('n').writeTo(memorySink())] });
    const [first, second] = events('x', '12:30', '12:01').map(({ time }) => time as Date);
    await feed(query, source, { time: first as Date, size: 1 });
    await feed(query, source, { time: second as Date, size: (2n ** 60n) as never });
    const report = query.recentProgress.find(({ numLateRows }) => numLateRows > 0);
    expect(report?.lateRowSample[0]).toContain('"size":1152921504606846976');
    await query.stop();
  });
});
