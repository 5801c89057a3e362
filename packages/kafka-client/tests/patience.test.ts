import { startTestBroker } from '@tidemark/kafka-testkit';
import { describe, expect, it } from 'vitest';
import { type Clock, openKafkaConnection, UNREACHABLE } from '../src/index.ts';

/** A clock on which time passes only while somebody waits, and then at once. */
function impatientClock(): Clock & { readonly waitedMs: readonly number[] } {
  const waitedMs: number[] = [];
  let nowMs = 0;
  return {
    waitedMs,
    nowMs: () => nowMs,
    sleep: async (delayMs, signal) => {
      // Whatever is under way in this process is done by then.
      for (let turns = 0; turns < 20; turns++) await new Promise((next) => setImmediate(next));
      if (signal?.aborted === true) return;
      waitedMs.push(delayMs);
      nowMs += delayMs;
    },
  };
}

async function connected() {
  const clock = impatientClock();
  const broker = await startTestBroker({ inProcess: true, topics: { t: { partitions: 2 } } });
  const connection = await openKafkaConnection({
    brokers: broker.bootstrapServers,
    socketFactory: (to) => broker.connect(to),
    requestTimeoutMs: 10_000,
    clock,
    random: () => 0.5,
  });
  return { broker, connection, clock };
}

describe('a connection over streams of the caller', () => {
  it('needs no port', async () => {
    const { broker, connection } = await connected();
    expect(await connection.partitions('t')).toEqual([0, 1]);
    await connection.close();
    await broker.stop();
  });

  it('fails like any other when nobody answers there', async () => {
    const { broker, connection } = await connected();
    await broker.stop();
    const error: unknown = await connection.partitions('t').catch((e: unknown) => e);
    expect(UNREACHABLE.is(error)).toBe(true);
    await connection.close();
  });
});

describe('an answer that does not come', () => {
  it('is waited for by the clock of the options, and then asked for on a new connection', async () => {
    const { broker, connection, clock } = await connected();
    broker.faults.failNext('Metadata', { outcome: 'silence' });
    expect(await connection.partitions('t')).toEqual([0, 1]);
    // On a new connection, at once.
    expect(clock.waitedMs).toEqual([10_000]);
    await connection.close();
    await broker.stop();
  });

  it('is waited for while connecting too', async () => {
    const { broker, connection, clock } = await connected();
    broker.resetConnections();
    broker.faults.failNext('ApiVersions', { outcome: 'silence' });
    expect(await connection.partitions('t')).toEqual([0, 1]);
    // To connect, 10 s, and for the answer.
    expect(clock.waitedMs).toContain(20_000);
    await connection.close();
    await broker.stop();
  });
});
