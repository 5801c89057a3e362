import { availableNow, memorySink, memorySource, schema, string, timestamp } from '@tidemark/core';
import { count, window } from '@tidemark/core/functions';
import { describe, expect, test } from 'vitest';
import {
  addData,
  checkAnswer,
  checkNewAnswer,
  checkState,
  checkWatermark,
  restart,
  simPorts,
  testSession,
  testStream,
} from '../../../testing/src/index.ts';
import { at, type Event, eventSource, events, quietSession } from './streams.ts';

// Options whose default is Spark's behaviour.

const counted = (from: string, to: string, n: number) => ({
  window: { start: at(`${from}:00`), end: at(`${to}:00`) },
  n,
});

describe('pendingClose', () => {
  /** One run to the end of what the source holds, without the batch that would close windows. */
  async function windowsAfterRestart(pendingClose: boolean) {
    const ports = simPorts({ seed: 1 });
    const source = eventSource();
    const sink = memorySink();
    const run = async (noDataBatches: boolean): Promise<void> => {
      const { session } = quietSession({ ports, noDataBatches, pendingClose });
      const counts = session
        .readStream(source)
        .withWatermark('time', '0 seconds')
        .groupBy((e) => ({ window: window(e.time, '10 minutes') }))
        .agg(() => ({ n: count() }));
      const query = await session.start({
        checkpointLocation: 'checkpoints/counts',
        trigger: availableNow(),
        outputs: [counts.writeTo(sink)],
      });
      await query.awaitTermination();
    };
    source.addData(...events('x', '12:05'));
    source.addData(...events('x', '12:30'));
    await run(false);
    await run(true);
    return sink.rows;
  }

  test('closes after a restart what the run before left open', async () => {
    expect(await windowsAfterRestart(true)).toEqual([counted('12:00', '12:10', 1)]);
  });

  test('is off unless asked for: as in Spark the next data closes it', async () => {
    expect(await windowsAfterRestart(false)).toEqual([]);
  });
});

describe('maxFutureSkew', () => {
  const Reading = schema({ sensor: string(), time: timestamp() });
  // The clock of the test stands still at the time that it starts with.
  const NOW_MS = Date.UTC(2024, 0, 1);
  const reading = (sensor: string, ms: number) => ({ sensor, time: new Date(NOW_MS + ms) });
  const DAY_MS = 86_400_000;

  test('keeps one wrong clock from moving the watermark for good', async () => {
    const source = memorySource(Reading);
    const distinct = testSession()
      .readStream(source)
      .withWatermark('time', '0 seconds', { maxFutureSkew: '1 hour' })
      .dropDuplicates('sensor', 'time');
    await testStream(distinct)(
      addData(source, reading('a', 1000), reading('wrong', DAY_MS)),
      checkWatermark(new Date(NOW_MS + 1000)),
      addData(source, reading('b', 2000)),
      checkAnswer(reading('a', 1000), reading('wrong', DAY_MS), reading('b', 2000)),
    );
  });

  test('is no limit unless asked for', async () => {
    const source = memorySource(Reading);
    const distinct = testSession()
      .readStream(source)
      .withWatermark('time', '0 seconds')
      .dropDuplicates('sensor', 'time');
    await testStream(distinct)(
      addData(source, reading('wrong', DAY_MS)),
      checkWatermark(new Date(NOW_MS + DAY_MS)),
      addData(source, reading('b', 2000)),
      checkAnswer(reading('wrong', DAY_MS)),
    );
  });
});

describe('a named step', () => {
  test('finds its state after a restart, where another step was put before it', async () => {
    const ports = simPorts({ seed: 1 });
    const source = eventSource();
    const sink = memorySink<{ kind: string | null; n: number }>();
    const run = async (isDistinct: boolean): Promise<void> => {
      const { session } = quietSession({ ports });
      const read = session.readStream(source).withWatermark('time', '1 hour');
      const rows = isDistinct ? read.dropDuplicates('time', 'kind').named('distinct') : read;
      const counts = rows
        .groupBy('kind')
        .agg(() => ({ n: count() }))
        .named('counts');
      const query = await session.start({
        checkpointLocation: 'checkpoints/counts',
        trigger: availableNow(),
        outputs: [counts.writeTo(sink, { outputMode: 'update' })],
      });
      await query.awaitTermination();
    };
    source.addData(...events('x', '12:00', '12:01'));
    await run(false);
    source.addData(...events('x', '12:02', '12:02'));
    await run(true);
    expect(sink.rows.at(-1)).toEqual({ kind: 'x', n: 3 });
  });

  test('has a name that is no other one, and keeps something', () => {
    const frame = testSession().readStream(
      memorySource<Event>(schema({ kind: string() }) as never),
    );
    expect(() => frame.named('counts')).toThrow('PLAN.NO_STATE_TO_NAME');
    expect(() => frame.dropDuplicates().named('../up')).toThrow('PLAN.BAD_OPERATOR_NAME');
  });
});

test('a restart in testStream keeps named state too', async () => {
  const source = eventSource();
  const counts = testSession()
    .readStream(source)
    .groupBy('kind')
    .agg(() => ({ n: count() }))
    .named('counts');
  await testStream(counts, { outputMode: 'update' })(
    addData(source, ...events('x', '12:00')),
    checkNewAnswer({ kind: 'x', n: 1 }),
    restart(),
    addData(source, ...events('x', '12:01')),
    checkNewAnswer({ kind: 'x', n: 2 }),
    checkState({ numRowsTotal: 1 }),
  );
});
