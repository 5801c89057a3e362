import {
  memorySink,
  nullable,
  type Sink,
  type StreamingQueryProgress,
  string,
} from '@tidemark/core';
import { udf } from '@tidemark/core/functions';
import { describe, expect, test } from 'vitest';
import { ManualClock, simPorts } from '../../../testing/src/index.ts';
import { progress$ } from '../../src/rx.ts';
import {
  type Event,
  Events,
  eventSource,
  events,
  feed,
  quietSession,
} from '../semantics/streams.ts';
import { blockSource } from './block-source.ts';
import { probeSink } from './probe-sink.ts';

describe('stop', () => {
  test('lets the running batch finish and commit, and closes everything', async () => {
    const ports = simPorts({ seed: 1 });
    const { session } = quietSession({ ports });
    let release = (): void => undefined;
    let reading = (): void => undefined;
    const isReading = new Promise<void>((resolve) => (reading = resolve));
    const source = blockSource(Events, [events('a', '12:00')], {
      onRead: () => {
        reading();
        return new Promise<void>((resolve) => (release = resolve));
      },
    });
    const { sink, state } = probeSink();
    const query = await session.start({
      checkpointLocation: 'checkpoint',
      outputs: [session.readStream(source).writeTo(sink)],
    });
    await isReading;
    const stopped = query.stop();
    release();
    await stopped;
    expect(state).toMatchObject({ open: 0, batches: [0] });
    expect(source.openReaders).toBe(0);
    const names = (folder: string) =>
      ports.fs.readdir(`checkpoint/${folder}`).then((e) => e.map(({ name }) => name));
    expect(await names('commits')).toEqual(['0']);
    expect(await names('.')).not.toContain('lock');
    expect([query.isActive, query.status.message, query.exception]).toEqual([
      false,
      'Stopped',
      null,
    ]);
    await query.stop();
    expect(await query.awaitTermination()).toBe(true);
    await query.processAllAvailable();
  });

  test('of a session stops all its queries', async () => {
    const { session } = quietSession();
    const queries = await Promise.all(
      ['a', 'b'].map((name) =>
        session.start({
          name,
          outputs: [session.readStream(eventSource()).writeTo(memorySink<Event>())],
        }),
      ),
    );
    expect(session.activeQueries).toHaveLength(2);
    await session.stop();
    expect(queries.map(({ isActive }) => isActive)).toEqual([false, false]);
    expect(session.activeQueries).toHaveLength(0);
  });

  test('a sink that cannot be closed is a warning, and the lock is given up all the same', async () => {
    const ports = simPorts({ seed: 1 });
    const { session, warnings } = quietSession({ ports });
    const { sink, state } = probeSink();
    state.closeError = new Error('stuck');
    const start = () =>
      session.start({
        checkpointLocation: 'checkpoint',
        outputs: [session.readStream(eventSource()).writeTo(sink)],
      });
    await (await start()).stop();
    expect(warnings.join()).toContain('stuck');
    await (await start()).stop();
  });
});

describe('awaitTermination with a time limit', () => {
  test('is false while the query runs, and true when it has ended', async () => {
    const clock = new ManualClock(0);
    const { session } = quietSession({ ports: simPorts({ seed: 1, clock }) });
    const query = await session.start({
      outputs: [session.readStream(eventSource()).writeTo(memorySink<Event>())],
    });
    const waited = query.awaitTermination(50);
    for (let ms = 0; ms < 60; ms++) await clock.advance(1);
    expect(await waited).toBe(false);
    const ended = query.awaitTermination(10_000);
    await query.stop();
    expect(await ended).toBe(true);
  });
});

describe('a failure', () => {
  const failures: [
    string,
    () => { source: ReturnType<typeof blockSource<Event>>; write?: () => Promise<void> },
  ][] = [
    [
      'of the source',
      () => ({
        source: blockSource(Events, [events('a', '12:00')], {
          onRead: () => Promise.reject(new Error('boom')),
        }),
      }),
    ],
    [
      'of the sink',
      () => ({
        source: blockSource(Events, [events('a', '12:00')]),
        write: () => Promise.reject(new Error('boom')),
      }),
    ],
  ];
  test.each(failures)(
    '%s ends the query with its cause, and leaves nothing open',
    async (_, make) => {
      const ports = simPorts({ seed: 1 });
      const { session } = quietSession({ ports });
      const { source, write } = make();
      const { sink, state } = probeSink(write);
      const query = await session.start({
        name: 'orders',
        checkpointLocation: 'checkpoint',
        outputs: [session.readStream(source).writeTo(sink)],
      });
      const events$: unknown[] = [];
      progress$(query).subscribe({ error: (error: unknown) => events$.push(error) });
      await expect(query.processAllAvailable()).rejects.toThrow(
        /QUERY.FAILED.*'orders'.*batch 0: boom/s,
      );
      await expect(query.awaitTermination()).rejects.toMatchObject({
        condition: 'QUERY.FAILED',
        cause: { message: 'boom' },
      });
      await expect(query.awaitTermination(5)).rejects.toThrow('boom');
      expect(query.exception?.message).toContain('boom');
      expect(query.status.message).toContain('Terminated with exception');
      expect([source.openReaders, state.open, session.activeQueries.length]).toEqual([0, 0, 0]);
      expect(events$).toEqual([query.exception]);
      await expect(query.processAllAvailable()).rejects.toThrow('boom');
      expect(
        await ports.fs.readdir('checkpoint').then((e) => e.map(({ name }) => name)),
      ).not.toContain('lock');
    },
  );

  test('of one output waits for the other before anything is closed', async () => {
    const { session } = quietSession();
    const source = eventSource(...events('a', '12:00'));
    let finish = (): void => undefined;
    const slow = probeSink(() => new Promise<void>((resolve) => (finish = resolve)));
    const broken = probeSink(() => Promise.reject(new Error('boom')));
    const stream = session.readStream(source);
    const query = await session.start({
      outputs: [stream.writeTo(slow.sink), stream.writeTo(broken.sink)],
    });
    const failed = query.awaitTermination().catch(() => 'failed');
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect([slow.state.open, query.isActive]).toEqual([1, true]);
    finish();
    expect(await failed).toBe('failed');
    expect(slow.state.open).toBe(0);
  });

  test('to open a sink is told at once, and what was open is closed', async () => {
    const ports = simPorts({ seed: 1 });
    const { session } = quietSession({ ports });
    const good = probeSink();
    const bad: Sink<Event> = {
      ...probeSink().sink,
      open: () => Promise.reject(new Error('no such table')),
    };
    const source = blockSource(Events, []);
    const stream = session.readStream(source);
    const start = (sink: Sink<Event>) =>
      session.start({
        name: 'same',
        checkpointLocation: 'checkpoint',
        outputs: [stream.writeTo(good.sink), stream.writeTo(sink)],
      });
    await expect(start(bad)).rejects.toThrow('no such table');
    expect([good.state.open, source.openReaders]).toEqual([0, 0]);
    const query = await start(probeSink().sink);
    await query.stop();
  });
});

describe('a listener', () => {
  test('that throws, at once or later, is warned about and harms nobody', async () => {
    const { session, warnings } = quietSession();
    const source = eventSource();
    const query = await session.start({
      outputs: [session.readStream(source).writeTo(memorySink<Event>())],
    });
    const heard: number[] = [];
    query.addListener({
      onQueryProgress: () => {
        throw new Error('at once');
      },
    });
    query.addListener({
      // oxlint-disable-next-line require-await, no-misused-promises -- fails later, as an async function does
      onQueryProgress: async () => {
        throw new Error('later');
      },
    });
    const remove = query.addListener({
      onQueryProgress: ({ batchId }) => void heard.push(batchId),
    });
    await feed(query, source, ...events('a', '12:00'));
    remove();
    await feed(query, source, ...events('a', '12:00'));
    await query.stop();
    expect(heard).toEqual([0]);
    expect(warnings.filter((text) => text.includes('at once'))).toHaveLength(2);
    expect(warnings.filter((text) => text.includes('later'))).toHaveLength(2);
  });

  // C47
  test('hears of an idle query at most every ten seconds, and no batch is made', async () => {
    const clock = new ManualClock(0);
    const ports = simPorts({ seed: 1, clock });
    const { session } = quietSession({ ports });
    const source = eventSource();
    const query = await session.start({
      checkpointLocation: 'checkpoint',
      outputs: [session.readStream(source).writeTo(memorySink<Event>())],
    });
    const idle: number[] = [];
    query.addListener({
      onQueryIdle: ({ timestamp }) => void idle.push(new Date(timestamp).getTime()),
    });
    source.addData(...events('a', '12:00'));
    await clock.untilSleeping();
    for (let ms = 0; ms < 25_000; ms += 10) {
      await clock.advance(10);
      await clock.untilSleeping();
    }
    expect(idle).toHaveLength(2);
    expect((idle[1] as number) - (idle[0] as number)).toBeGreaterThanOrEqual(10_000);
    expect(query.recentProgress).toHaveLength(1);
    expect(await ports.fs.readdir('checkpoint/offsets')).toHaveLength(1);
    await query.stop();
  });

  test('progress$ gives every batch and the end, and unsubscribing leaves the query alone', async () => {
    const { session } = quietSession();
    const source = eventSource();
    const query = await session.start({
      outputs: [session.readStream(source).writeTo(memorySink<Event>())],
    });
    const seen: (number | string)[] = [];
    progress$(query).subscribe({
      next: ({ batchId }: StreamingQueryProgress) => seen.push(batchId),
      complete: () => seen.push('end'),
    });
    const other = progress$(query).subscribe(() => seen.push('never'));
    other.unsubscribe();
    await feed(query, source, ...events('a', '12:00'));
    await feed(query, source, ...events('a', '12:00'));
    await query.stop();
    expect(seen).toEqual([0, 1, 'end']);
    progress$(query).subscribe({ complete: () => seen.push('over') });
    expect(seen.at(-1)).toBe('over');
  });
});

test('a user function that fails ends the query with its own error at the bottom, and sees only rows that filters let through', async () => {
  const { session } = quietSession();
  const source = eventSource(...events('a', '12:00'), ...events('b', '12:01'));
  const strict = udf([nullable(string())], nullable(string()), (kind) => {
    if (kind === 'b') throw new Error('no b here');
    return kind?.toUpperCase() ?? null;
  });
  const start = (kind: string) =>
    session.start({
      outputs: [
        session
          .readStream(source)
          .filter((e) => e.kind.eq(kind))
          .select((e) => ({ kind: strict(e.kind) }))
          .writeTo(memorySink<{ kind: string | null }>()),
      ],
    });
  const fine = await start('a');
  await fine.processAllAvailable();
  await fine.stop();
  const failing = await start('b');
  await expect(failing.awaitTermination()).rejects.toMatchObject({
    condition: 'QUERY.FAILED',
    cause: { condition: 'EXPRESSION.USER_FUNCTION_FAILED', cause: { message: 'no b here' } },
  });
});
