import { memorySink, type Sink } from '@tidemark/core';
import { describe, expect, test } from 'vitest';
import { SimFs, simPorts } from '../../../testing/src/index.ts';
import {
  type Event,
  Events,
  eventSource,
  events,
  passingTime,
  quietSession,
} from '../semantics/streams.ts';
import { blockSource } from './block-source.ts';
import { probeSink } from './probe-sink.ts';

describe('a session', () => {
  test('refuses a time zone that does not exist', () => {
    expect(() => quietSession({ timeZone: 'Mars/Olympus' })).toThrow(
      /EXPRESSION.BAD_TIME_ZONE.*Mars/s,
    );
  });

  test('refuses a name that is in use, also while the first query still opens', async () => {
    const { session } = quietSession();
    const start = () =>
      session.start({
        name: 'orders',
        outputs: [session.readStream(eventSource()).writeTo(memorySink<Event>())],
      });
    const results = await Promise.allSettled([start(), start()]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(start()).rejects.toThrow(/QUERY.NAME_TAKEN.*'orders'/s);
    await session.stop();
    await (await start()).stop();
  });

  test('refuses a checkpoint that another of its queries uses, and a sink that needs one without', async () => {
    const { session } = quietSession({ ports: simPorts({ seed: 1 }) });
    const start = (checkpointLocation: string) =>
      session.start({
        checkpointLocation,
        outputs: [session.readStream(eventSource()).writeTo(memorySink<Event>())],
      });
    const query = await start('checkpoint');
    await expect(start('checkpoint')).rejects.toThrow(/QUERY.CHECKPOINT_IN_USE.*'checkpoint'/s);
    await expect(start('./checkpoint/')).rejects.toThrow(/CHECKPOINT/);
    await query.stop();
    // What a sink is called does not matter: only what it says of itself.
    const lasting = { name: 'memory', description: 'table(orders)', isEphemeral: false };
    const table: Sink<Event> = { ...probeSink().sink, ...lasting };
    await expect(
      session.start({ outputs: [session.readStream(eventSource()).writeTo(table)] }),
    ).rejects.toThrow(/QUERY.CHECKPOINT_REQUIRED.*table\(orders\)/s);
    await expect(session.start({ outputs: [] })).rejects.toThrow(/QUERY.NO_OUTPUTS/);
  });

  test('of a second process gets a friendly error for a checkpoint in use, until the first is gone', async () => {
    const fs = new SimFs();
    const start = (seed: number) => {
      const { session } = quietSession({ ports: simPorts({ seed, fs }) });
      return session.start({
        checkpointLocation: 'checkpoint',
        outputs: [session.readStream(eventSource()).writeTo(memorySink<Event>())],
      });
    };
    const first = await start(1);
    await expect(start(2)).rejects.toThrow(/CHECKPOINT.LOCKED.*process 1 on simulated/s);
    await first.stop();
    await (await start(3)).stop();
  });

  test('runs queries without a checkpoint anew each time, and leaves nothing on disk', async () => {
    const ports = simPorts({ seed: 1 });
    const { session } = quietSession({ ports });
    const source = blockSource(Events, [events('a', '12:00')]);
    for (let run = 0; run < 2; run++) {
      const query = await session.start({
        outputs: [session.readStream(source).writeTo(memorySink<Event>())],
      });
      await passingTime(ports.clock, query.processAllAvailable());
      await query.stop();
    }
    expect(source.reads).toEqual(['0-1', '0-1']);
    expect(ports.fs.operations).toBe(0);
  });

  test('explains a query with its outputs and what they share', async () => {
    const { session } = quietSession();
    const stream = session.readStream(eventSource()).filter((e) => e.kind.eq('a'));
    const query = await session.start({
      outputs: [
        stream.writeTo(memorySink<Event>(), { name: 'first' }),
        stream.writeTo(memorySink<Event>()),
      ],
    });
    expect(query.explain()).toMatch(
      /^Output first: memory, append, exactly-once\nOutput memory-1: memory, append, exactly-once\n#1 Filter .*\n\+- StreamingRelation memory.*\n#1\n$/,
    );
    await query.stop();
  });
});
