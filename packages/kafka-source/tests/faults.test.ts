// Brokers that restart, move leaders and lose connections while a query reads.
import { createSession, memorySink } from '@tidemark/core';
import { startTestBroker } from '@tidemark/kafka-testkit';
import { expect, test } from 'vitest';
import { type KafkaRow, kafkaSource } from '../src/index.ts';
import { FAST, numbered, openReader, process, readFrom, rowsBetween, valuesOf } from './reading.ts';

const startingOffsets = 'earliest';

test('a broker that restarts in the middle of a query is waited for, and no record is missed', async () => {
  await using broker = await startTestBroker({ topics: { orders: { partitions: 2 } } });
  const brokers = broker.bootstrapServers;
  const session = createSession({ ports: process() });
  const table = memorySink<KafkaRow>();
  const source = kafkaSource({ brokers, topic: 'orders', startingOffsets, retry: FAST });
  const query = await session.start({ outputs: [session.readStream(source).writeTo(table)] });
  for (let round = 0; round < 3; round++) {
    broker.produceRecords('orders', round % 2, numbered(round * 10, round * 10 + 10));
    if (round > 0) await broker.restart();
    await query.processAllAvailable();
  }
  await query.stop();
  const values = table.rows.map(({ value }) => Number(Buffer.from(value ?? []).toString()));
  expect(values.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i));
});

test('lost connections, moved leaders and slow answers do not change what a range gives', async () => {
  await using broker = await startTestBroker({
    brokers: 2,
    topics: { orders: { partitions: 2 } },
  });
  for (const partition of [0, 1]) {
    broker.produceRecords('orders', partition, numbered(partition * 100, partition * 100 + 50));
  }
  const brokers = broker.bootstrapServers;
  const reader = await openReader({ brokers, topic: 'orders', startingOffsets });
  for (const api of ['Metadata', 'ListOffsets', 'Fetch'] as const) {
    for (const outcome of ['drop', 'drop-after', 'NOT_LEADER_FOR_PARTITION'] as const) {
      if (api === 'Metadata' && outcome === 'NOT_LEADER_FOR_PARTITION') continue;
      broker.faults.failNext(api, { outcome });
    }
  }
  broker.moveLeader('orders', 0, 1);
  const rows = await readFrom(reader, await reader.initialOffset());
  expect(broker.faults.pending).toBe(0);
  expect(rows).toHaveLength(100);
  expect(new Set(valuesOf(rows)).size).toBe(100);
  await reader.close();
});

test('a reader joins no group and commits nothing', async () => {
  await using broker = await startTestBroker({ topics: { orders: { partitions: 1 } } });
  broker.produceRecords('orders', 0, numbered(0, 5));
  const brokers = broker.bootstrapServers;
  const reader = await openReader({ brokers, topic: 'orders', startingOffsets });
  const first = await reader.initialOffset();
  const { end } = await reader.planBatch(first, { ignoreLimits: false });
  await rowsBetween(reader, first, end);
  await reader.commit(end);
  await reader.close();
  for (const api of ['FindCoordinator', 'JoinGroup', 'OffsetCommit', 'OffsetFetch'] as const) {
    expect(broker.requests.count(api)).toBe(0);
  }
});

test('holes that compaction left are no loss', async () => {
  await using broker = await startTestBroker({ topics: { orders: { partitions: 1 } } });
  for (let i = 0; i < 4; i++) broker.produceRecords('orders', 0, numbered(i, i + 1));
  broker.emptyBatch('orders', 0, 3);
  broker.removeBatch('orders', 0, 1);
  const brokers = broker.bootstrapServers;
  const reader = await openReader({ brokers, topic: 'orders', startingOffsets });
  const rows = await readFrom(reader, await reader.initialOffset());
  expect(valuesOf(rows)).toEqual(['0', '2']);
  await reader.close();
});

test('a group that refuses offsets holds nothing up, and progress counts it', async () => {
  await using broker = await startTestBroker({ topics: { orders: { partitions: 1 } } });
  broker.produceRecords('orders', 0, numbered(0, 5));
  const count = Number.POSITIVE_INFINITY;
  broker.faults.failNext('OffsetCommit', { outcome: 'UNKNOWN_MEMBER_ID', count });
  const warnings: string[] = [];
  const logger = { warn: (text: string) => void warnings.push(text), debug: () => undefined };
  const reader = await openReader({
    brokers: broker.bootstrapServers,
    topic: 'orders',
    startingOffsets,
    commitOffsetsTo: 'lag',
    logger,
  });
  const first = await reader.initialOffset();
  const { end } = await reader.planBatch(first, { ignoreLimits: false });
  const idle = await reader.planBatch(end, { ignoreLimits: false });
  await broker.requests.reached('OffsetCommit', 2);
  await reader.close();
  expect(idle.metrics).toMatchObject({ failedGroupCommits: '2' });
  expect(warnings).toEqual([expect.stringContaining('committed to the group "lag"')]);
});
