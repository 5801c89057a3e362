import {
  availableNow,
  createSession,
  type DataFrame,
  type Dynamic,
  double,
  memorySink,
  memorySource,
  type OutputMode,
  schema,
  string,
  timestamp,
} from '@tidemark/core';
import { count, sessionWindow, sum, window } from '@tidemark/core/functions';
import { describe, expect, it } from 'vitest';
import { simPorts } from '../../../testing/src/index.ts';
import { PART_ROWS } from '../../src/state/state-store.ts';

const KEYS = 2 * PART_ROWS + 5;
const Order = schema({ user: string(), value: double(), time: timestamp() });

/** One order of each user at 12:00 and some minutes. */
const orders = (users: number, minutes: number) =>
  Array.from({ length: users }, (_, i) => ({
    user: `user-${i}`,
    value: i,
    time: new Date(Date.UTC(2024, 0, 1, 12, minutes)),
  }));

/** What runs of one query on one checkpoint read: the first many users, later runs touch some, the last ends all windows. */
const RUNS = [orders(KEYS, 1), orders(1000, 2), orders(300, 3), orders(1, 300)];

/** Runs a query to the end of its source once for each step, and counts the turns that the last run gave away. */
async function rowsAfterRestarts(by: 'window' | 'session' | 'dedupe') {
  const ports = simPorts({ seed: 1 });
  const source = memorySource(Order);
  const sink = memorySink();
  let turns = 0;
  const clock = {
    nowMs: () => ports.clock.nowMs(),
    monotonicMs: () => ports.clock.monotonicMs(),
    sleep: (delayMs: number, signal?: AbortSignal) => ports.clock.sleep(delayMs, signal),
    yield: () => {
      turns++;
      return ports.clock.yield();
    },
  };
  for (const step of RUNS) {
    source.addData(...step);
    turns = 0;
    const session = createSession({ ports: { ...ports, clock } });
    const timed = session.readStream(source).withWatermark('time', '10 minutes');
    const totals = {
      window: () =>
        timed
          .groupBy((o) => ({ at: window(o.time, '1 hour'), user: o.user }))
          .agg((o) => ({ rows: count(), total: sum(o.value) })),
      session: () =>
        timed
          .groupBy((o) => ({ at: sessionWindow(o.time, '1 hour'), user: o.user }))
          .agg((o) => ({ rows: count(), total: sum(o.value) })),
      dedupe: () => timed.dropDuplicatesWithinWatermark('user').select('user'),
    }[by]();
    const query = await session.start({
      checkpointLocation: 'checkpoints/totals',
      trigger: availableNow(),
      outputs: [(totals as unknown as DataFrame<Dynamic, string, OutputMode>).writeTo(sink)],
    });
    await query.awaitTermination();
  }
  return { rows: sink.rows, turns };
}

describe('a state of many groups', () => {
  it.each(['window', 'session'] as const)(
    'by %s comes back after every restart, and gives others turns while it goes',
    async (by) => {
      const { rows, turns } = await rowsAfterRestarts(by);
      expect(rows).toHaveLength(KEYS);
      const byUser = new Map(rows.map(({ user, rows: n, total }) => [user, { n, total }]));
      for (let i = 0; i < KEYS; i++) {
        const n = i < 300 ? 3 : i < 1000 ? 2 : 1;
        expect(byUser.get(`user-${i}`)).toEqual({ n, total: n * i });
      }
      expect(turns).toBeGreaterThan(2 * Math.floor(KEYS / PART_ROWS));
    },
    20_000,
  );

  it('that tells duplicates lets each user pass once, also after restarts', async () => {
    const { rows } = await rowsAfterRestarts('dedupe');
    const users = rows.map(({ user }) => user);
    expect(new Set(users).size).toBe(KEYS);
    expect(users).toHaveLength(KEYS);
  }, 20_000);
});
