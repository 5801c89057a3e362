import { describe, expect, it } from 'vitest';
import { READ_STALLED, readRange, UNREACHABLE } from '../src/index.ts';
import { readAll, readValues, valuesOf } from './reading.ts';
import { startTestCluster } from './test-cluster.ts';

const one = { topics: { t: { partitions: 1 } } };
const small = { maxBytes: 1, partitionMaxBytes: 1 };
const numbered = (count: number): { value: string }[] =>
  Array.from({ length: count }, (_, i) => ({ value: `v${i}` }));
const expected = (count: number): string =>
  Array.from({ length: count }, (_, i) => `v${i}`).join(' ');

describe('a range read', () => {
  it('goes on where it was when the broker restarts', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    for (const record of numbered(6)) broker.produceRecords('t', 0, [record]);
    const seen: (string | null)[] = [];
    for await (const batch of readRange({
      connection,
      topic: 't',
      ranges: [{ partition: 0, start: 0, end: 6 }],
      isolation: 'read_committed',
      limits: small,
    })) {
      seen.push(...valuesOf(batch));
      if (seen.length === 2) await broker.restart();
    }
    expect(seen.join(' ')).toBe(expected(6));
  });

  it('waits while the broker is away', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    broker.produceRecords('t', 0, numbered(3));
    await broker.stop();
    const reading = readValues(connection, 't', 0, 3);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await broker.restart();
    expect(await reading).toBe(expected(3));
  });

  it('follows its partition to another leader', async () => {
    await using cluster = await startTestCluster({ ...one, brokers: 2 });
    const { broker, connection } = cluster;
    for (const record of numbered(4)) broker.produceRecords('t', 0, [record]);
    const seen: (string | null)[] = [];
    for await (const batch of readRange({
      connection,
      topic: 't',
      ranges: [{ partition: 0, start: 0, end: 4 }],
      isolation: 'read_committed',
      limits: small,
    })) {
      seen.push(...valuesOf(batch));
      if (seen.length === 1) broker.moveLeader('t', 0, 1);
    }
    expect(seen.join(' ')).toBe(expected(4));
  });

  it.each([
    'UNKNOWN_TOPIC_OR_PARTITION',
    'LEADER_NOT_AVAILABLE',
    'NOT_LEADER_FOR_PARTITION',
    'drop',
    'drop-after',
  ] as const)('repeats a fetch that meets %s', async (outcome) => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    broker.produceRecords('t', 0, numbered(3));
    broker.faults.failNext('Fetch', { outcome, count: 2 });
    expect(await readValues(connection, 't', 0, 3)).toBe(expected(3));
    expect(broker.faults.pending).toBe(0);
  });

  it('goes on with the other brokers’ partitions when one cuts its connections', async () => {
    await using cluster = await startTestCluster({ brokers: 2, topics: { t: { partitions: 2 } } });
    const { broker, connection } = cluster;
    for (const p of [0, 1]) broker.produceRecords('t', p, numbered(2));
    broker.faults.failNext('Fetch', {
      outcome: 'drop',
      count: 2,
      when: ({ brokerId }) => brokerId === 1,
    });
    const ranges = [0, 1].map((partition) => ({ partition, start: 0, end: 2 }));
    const rows = await readAll({ connection, topic: 't', ranges });
    expect(rows).toEqual(['0:0=v0', '0:1=v1', '1:0=v0', '1:1=v1']);
  });

  it('gives up by name, with the cause, when the broker stays away', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    broker.produceRecords('t', 0, numbered(3));
    await connection.partitions('t');
    await broker.stop();
    const error: unknown = await readValues(connection, 't', 0, 3, { deadlineMs: 20 }).catch(
      (e: unknown) => e,
    );
    expect(READ_STALLED.is(error) && UNREACHABLE.is(error.cause)).toBe(true);
  });

  it('refuses at once what retrying cannot cure', async () => {
    await using cluster = await startTestCluster(one);
    const { broker, connection } = cluster;
    broker.produceRecords('t', 0, numbered(3));
    broker.faults.failNext('Fetch', { outcome: 'TOPIC_AUTHORIZATION_FAILED' });
    await expect(readValues(connection, 't', 0, 3)).rejects.toThrow(
      'The brokers refuse Fetch for "t-0": TOPIC_AUTHORIZATION_FAILED.',
    );
  });
});
