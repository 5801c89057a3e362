import { availableNow, memorySink, memorySource } from '@tidemark/core';
import { count, window } from '@tidemark/core/functions';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { simPorts } from '../../../testing/src/index.ts';
import { type Event, Events, quietSession } from './streams.ts';

// Law: rows that come at most the delay out of order within their partition are never late, however
// far apart the partitions are, however their rows are cut into batches, and wherever the query stops
// and starts again; and the windows that close have all their rows.

const START_MS = Date.UTC(2024, 0, 1);
const MINUTE_MS = 60_000;
const DELAY_MINUTES = 10;

const partitions = fc.array(
  fc.record({
    offsetHours: fc.integer({ min: 0, max: 48 }),
    // Steps of time between rows, and how much each row is late.
    rows: fc.array(
      fc.record({
        gap: fc.integer({ min: 0, max: 90 }),
        late: fc.integer({ min: 0, max: DELAY_MINUTES - 1 }),
      }),
      { minLength: 1, maxLength: 8 },
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

test('no row of a partition in order is late, and windows close with all their rows', async () => {
  await fc.assert(
    fc.asyncProperty(
      partitions,
      fc.array(fc.nat(), { minLength: 32, maxLength: 32 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 32 }),
      async (streams, picks, maxStepsPerTrigger, restartEvery) => {
        const names = streams.map((_, i) => `p${i}`);
        const options = { partitions: names, maxStepsPerTrigger };
        const source = memorySource<Event>(Events, [], options);
        const expected = new Map<number, number>();
        const queues = streams.map(({ offsetHours, rows }) => {
          let nowMs = START_MS + offsetHours * 60 * MINUTE_MS;
          return rows.map(({ gap, late }) => {
            nowMs += gap * MINUTE_MS;
            return nowMs - late * MINUTE_MS;
          });
        });
        const ports = simPorts({ seed: 1 });
        const sink = memorySink<{ window: { start: Date; end: Date }; n: number }>();
        let numLateRows = 0;
        const run = async (): Promise<void> => {
          const { session } = quietSession({ ports, pendingClose: true });
          const counts = session
            .readStream(source)
            .withWatermark('time', `${DELAY_MINUTES} minutes`, { perPartition: true })
            .groupBy((e) => ({ window: window(e.time, '30 minutes') }))
            .agg(() => ({ n: count() }));
          const query = await session.start({
            checkpointLocation: 'checkpoints/counts',
            trigger: availableNow(),
            outputs: [counts.writeTo(sink)],
          });
          await query.awaitTermination();
          for (const progress of query.recentProgress) numLateRows += progress.numLateRows;
        };
        for (const [i, pick] of picks.entries()) {
          const open = queues.flatMap((queue, p) => (queue.length === 0 ? [] : [p]));
          const partition = open[pick % Math.max(1, open.length)];
          if (partition === undefined) break;
          const timeMs = queues[partition]?.shift() as number;
          const start = Math.floor(timeMs / (30 * MINUTE_MS)) * 30 * MINUTE_MS;
          expected.set(start, (expected.get(start) ?? 0) + 1);
          source.addDataTo(`p${partition}`, { time: new Date(timeMs), kind: null });
          if ((i + 1) % restartEvery === 0) await run();
        }
        // What comes last closes all windows before it.
        for (const name of names) {
          source.addDataTo(name, { time: new Date(START_MS + 1e9), kind: null });
        }
        await run();
        expect(numLateRows).toBe(0);
        const closed = sink.rows.map((row) => [row.window.start.getTime(), row.n] as const);
        expect(new Map(closed)).toEqual(expected);
        expect(closed.length).toBe(expected.size);
      },
    ),
    { numRuns: 40 },
  );
});
