import { availableNow, memorySink, once, processingTime } from '@tidemark/core';
import { count, window } from '@tidemark/core/functions';
import { describe, expect, test } from 'vitest';
import { ManualClock, simPorts } from '../../../testing/src/index.ts';
import { nextTriggerMs } from '../../src/runtime/trigger.ts';
import { type Event, Events, eventSource, events, quietSession } from '../semantics/streams.ts';
import { blockSource } from './block-source.ts';

describe('a processing-time trigger', () => {
  // C38
  test('runs at once, then at multiples of its interval since the epoch', async () => {
    const clock = new ManualClock(7);
    const { session } = quietSession({ ports: simPorts({ seed: 1, clock }) });
    const source = eventSource(...events('a', '12:00'));
    const query = await session.start({
      trigger: processingTime(100),
      outputs: [session.readStream(source).writeTo(memorySink<Event>())],
    });
    await clock.untilSleeping();
    for (const ms of [93, 100]) {
      source.addData(...events('a', '12:00'));
      await clock.advance(ms);
      await clock.untilSleeping();
    }
    expect(query.recentProgress.map(({ timestamp }) => new Date(timestamp).getTime())).toEqual([
      7, 100, 200,
    ]);
    await query.stop();
  });

  // C39
  test('that took longer than its interval runs again at once, and does not make up ticks', async () => {
    const clock = new ManualClock(100);
    const { session } = quietSession({ ports: simPorts({ seed: 1, clock }) });
    let takesMs = 250;
    const source = blockSource(
      Events,
      [events('a', '12:00'), events('a', '12:00'), events('a', '12:00')],
      {
        blocksPerBatch: 1,
        onRead: () => {
          const ms = takesMs;
          takesMs = 0;
          return ms === 0 ? undefined : clock.sleep(ms);
        },
      },
    );
    const query = await session.start({
      trigger: processingTime(100),
      outputs: [session.readStream(source).writeTo(memorySink<Event>())],
    });
    await clock.untilSleeping();
    await clock.advance(250);
    await clock.untilSleeping();
    await clock.advance(50);
    await clock.untilSleeping();
    expect(query.recentProgress.map(({ timestamp }) => new Date(timestamp).getTime())).toEqual([
      100, 350, 400,
    ]);
    await query.stop();
  });

  test('does not wait longer because somebody set the clock back', async () => {
    const clock = new ManualClock(7);
    const { session } = quietSession({ ports: simPorts({ seed: 1, clock }) });
    const source = eventSource(...events('a', '12:00'));
    const query = await session.start({
      trigger: processingTime(100),
      outputs: [session.readStream(source).writeTo(memorySink<Event>())],
    });
    await clock.untilSleeping();
    clock.set(-3_600_000);
    source.addData(...events('a', '12:00'));
    await clock.advance(93);
    await clock.untilSleeping();
    expect(query.recentProgress).toHaveLength(2);
    await query.stop();
  });

  test('fires next at the multiple after now, never at now', () => {
    expect([7, 99, 100, 250].map((now) => nextTriggerMs(now, 100))).toEqual([100, 100, 200, 300]);
    expect(nextTriggerMs(7, 0)).toBe(7);
  });

  test('of less than no time is refused', () => {
    expect(() => processingTime(-1)).toThrow(/OPTION.BAD_VALUE.*'-1'/s);
    expect(() => processingTime(Number.NaN)).toThrow(/OPTION.BAD_VALUE/);
  });
});

const counted = (
  source: ReturnType<typeof blockSource<Event>>,
  session: ReturnType<typeof quietSession>['session'],
) =>
  session
    .readStream(source)
    .withWatermark('time', '0 seconds')
    .groupBy((e) => ({ window: window(e.time, '10 minutes') }))
    .agg(() => ({ n: count() }));

describe('availableNow', () => {
  // C36
  test('reads what was there at the start in batches by the limit, closes windows, and ends', async () => {
    const { session } = quietSession();
    const minute = (i: number): string => `12:${String(i).padStart(2, '0')}`;
    const source = blockSource(
      Events,
      Array.from({ length: 25 }, (_, i) => events('a', minute(i))),
      {
        blocksPerBatch: 10,
        onRead: (block) => void (block === 0 && source.blocks.push(events('late', '15:00'))),
      },
    );
    const sink = memorySink<{ n: number }>();
    const query = await session.start({
      trigger: availableNow(),
      outputs: [counted(source, session).writeTo(sink)],
    });
    expect(await query.awaitTermination()).toBe(true);
    expect(
      query.recentProgress
        .filter(({ numInputRows }) => numInputRows > 0)
        .map(({ numInputRows }) => numInputRows),
    ).toEqual([10, 10, 5]);
    expect(query.lastProgress?.numInputRows).toBe(0);
    expect(sink.rows.map(({ n }) => n)).toEqual([10, 10]);
    expect(source.blocks).toHaveLength(26);
    expect(query.isActive).toBe(false);
  });

  test('with nothing to read ends without a batch', async () => {
    const { session } = quietSession();
    const query = await session.start({
      trigger: availableNow(),
      outputs: [session.readStream(blockSource(Events, [])).writeTo(memorySink<Event>())],
    });
    await query.awaitTermination();
    expect(query.lastProgress).toBeNull();
    expect(query.status.message).toBe('Stopped');
  });
});

describe('once', () => {
  test('reads all there is in one batch, whatever the limit, and runs no batch without data', async () => {
    const { session } = quietSession();
    const source = blockSource(Events, [events('a', '12:00'), events('a', '12:30')], {
      blocksPerBatch: 1,
    });
    const query = await session.start({
      trigger: once(),
      outputs: [counted(source, session).writeTo(memorySink<{ n: number }>())],
    });
    await query.awaitTermination();
    expect(query.recentProgress.map(({ numInputRows }) => numInputRows)).toEqual([2]);
  });

  // C37
  test('after a crash runs the batch that was begun, and takes nothing new', async () => {
    const ports = simPorts({ seed: 1 });
    const source = blockSource(Events, [events('a', '12:00')]);
    let isFailing = true;
    const sink = memorySink<Event>();
    const start = () => {
      const { session } = quietSession({ ports });
      return session.start({
        checkpointLocation: 'checkpoint',
        trigger: once(),
        outputs: [
          session.readStream(source).writeTo({
            ...sink,
            open: async (context) => {
              const writer = await sink.open(context);
              return {
                write: (batch, info) =>
                  isFailing ? Promise.reject(new Error('full')) : writer.write(batch, info),
              };
            },
          }),
        ],
      });
    };
    await expect((await start()).awaitTermination()).rejects.toThrow('full');
    isFailing = false;
    source.blocks.push(events('b', '12:01'));
    await (await start()).awaitTermination();
    expect(sink.rows.map(({ kind }) => kind)).toEqual(['a']);
    await (await start()).awaitTermination();
    expect(sink.rows.map(({ kind }) => kind)).toEqual(['a', 'b']);
  });
});
