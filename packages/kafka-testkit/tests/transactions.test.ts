import { startTestBroker, type TestBroker } from '@tidemark/kafka-testkit';
import type { Producer } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clientOf, consume, valuesOf } from './kafka-client.ts';

/** What kafkajs says, depending on where the reset hits it. */
const CONNECTION_LOST = /ECONNRESET|Closed connection/;

let broker: TestBroker;
let producers: Producer[];
beforeEach(async () => {
  broker = await startTestBroker({ brokers: 2, topics: { orders: { partitions: 2 } } });
  producers = [];
});
afterEach(async () => {
  await Promise.all(producers.map((producer) => producer.disconnect()));
  await broker.stop();
});

async function connectProducer(transactionalId = 'sink', transactionTimeout = 60_000) {
  const producer = clientOf(broker).producer({
    transactionalId,
    transactionTimeout,
    idempotent: true,
    maxInFlightRequests: 1,
  });
  await producer.connect();
  producers.push(producer);
  return producer;
}

const order = (value: string, partition = 0) => ({
  topic: 'orders',
  messages: [{ partition, value }],
});
const committed = (partition?: number) =>
  valuesOf(broker.records('orders', partition, { isolation: 'read_committed' }));
const marker = (offset: number) => ({
  consumerGroupId: 'sink-marker',
  topics: [{ topic: 'orders', partitions: [{ partition: 0, offset: String(offset) }] }],
});

describe('a transaction', () => {
  test('is seen by read committed only when it is committed, in all partitions at once', async () => {
    const transaction = await (await connectProducer()).transaction();
    await transaction.send(order('a', 0));
    await transaction.send(order('b', 1));
    expect(committed()).toEqual([]);
    expect(broker.lastStableOffset('orders', 0)).toBe(0);
    await transaction.commit();
    expect(committed()).toEqual(['a', 'b']);
    expect(broker.batches('orders', 0).map(({ isControl }) => isControl)).toEqual([false, true]);
    expect(broker.endOffset('orders', 0)).toBe(2);
  });

  test('that is aborted is never seen by read committed, and still lies in the log', async () => {
    const producer = await connectProducer();
    const aborted = await producer.transaction();
    await aborted.send(order('wrong'));
    await aborted.abort();
    const next = await producer.transaction();
    await next.send(order('right'));
    await next.commit();
    expect(committed()).toEqual(['right']);
    expect(valuesOf(broker.records('orders'))).toEqual(['wrong', 'right']);
    const received = await consume(clientOf(broker), 'orders', 1);
    expect(valuesOf(received.map(({ message }) => message))).toEqual(['right']);
  });

  test('commits the offsets of a group with its records, and drops them when aborted', async () => {
    const producer = await connectProducer();
    const first = await producer.transaction();
    await first.send(order('batch 7'));
    await first.sendOffsets(marker(7));
    expect(broker.committedOffset('sink-marker', 'orders', 0)).toBeUndefined();
    await first.commit();
    const second = await producer.transaction();
    await second.sendOffsets(marker(8));
    await second.abort();
    expect(broker.committedOffset('sink-marker', 'orders', 0)).toMatchObject({ offset: 7 });
    const admin = clientOf(broker).admin();
    await admin.connect();
    const [offsets] = await admin.fetchOffsets({ groupId: 'sink-marker', topics: ['orders'] });
    await admin.disconnect();
    expect(offsets?.partitions.find(({ partition }) => partition === 0)?.offset).toBe('7');
  });

  test('that stays open too long is aborted, and its producer is fenced', async () => {
    const transaction = await (await connectProducer('sink', 250)).transaction();
    await transaction.send(order('slow'));
    await expect.poll(() => broker.batches('orders', 0).length, { interval: 5 }).toBe(2);
    expect(committed()).toEqual([]);
    await expect(transaction.commit()).rejects.toMatchObject({ type: 'INVALID_PRODUCER_EPOCH' });
  });

  test('expires when the test says so', async () => {
    const transaction = await (await connectProducer()).transaction();
    await transaction.send(order('forgotten'));
    broker.expireTransaction('sink');
    expect(broker.lastStableOffset('orders', 0)).toBe(2);
    await expect(transaction.send(order('late'))).rejects.toMatchObject({
      type: 'INVALID_PRODUCER_EPOCH',
    });
    expect(() => broker.expireTransaction('sink')).toThrow(
      'The test broker refused to expire transaction "sink": INVALID_TXN_STATE.',
    );
  });
});

describe('a producer with the transactional id of another', () => {
  test('fences the zombie and aborts what it has left open', async () => {
    const zombie = await (await connectProducer()).transaction();
    await zombie.send(order('from the zombie'));
    const successor = await (await connectProducer()).transaction();
    expect(broker.lastStableOffset('orders', 0)).toBe(broker.endOffset('orders', 0));
    await successor.send(order('from the successor'));
    await expect(zombie.send(order('again'))).rejects.toMatchObject({
      type: 'INVALID_PRODUCER_EPOCH',
    });
    await expect(zombie.send(order('elsewhere', 1))).rejects.toMatchObject({
      type: 'INVALID_PRODUCER_EPOCH',
    });
    await expect(zombie.commit()).rejects.toMatchObject({ type: 'INVALID_PRODUCER_EPOCH' });
    await successor.commit();
    expect(committed()).toEqual(['from the successor']);
  });

  test('finds the marker of a commit whose answer was lost', async () => {
    const transaction = await (await connectProducer()).transaction();
    await transaction.send(order('batch 3'));
    await transaction.sendOffsets(marker(3));
    broker.faults.failNext('EndTxn', { outcome: 'drop-after' });
    await expect(transaction.commit()).rejects.toThrow(CONNECTION_LOST);
    await (await (await connectProducer()).transaction()).abort();
    expect(committed()).toEqual(['batch 3']);
    expect(broker.committedOffset('sink-marker', 'orders', 0)).toMatchObject({ offset: 3 });
  });

  test('finds no marker of a commit that never arrived', async () => {
    const transaction = await (await connectProducer()).transaction();
    await transaction.send(order('batch 3'));
    await transaction.sendOffsets(marker(3));
    broker.faults.failNext('EndTxn', { outcome: 'drop' });
    await expect(transaction.commit()).rejects.toThrow(CONNECTION_LOST);
    await (await (await connectProducer()).transaction()).abort();
    expect(committed()).toEqual([]);
    expect(broker.committedOffset('sink-marker', 'orders', 0)).toBeUndefined();
  });
});

describe('a transaction in process', () => {
  test('interleaves with others, and each has its own outcome', () => {
    const [kept, dropped] = [broker.beginTransaction(), broker.beginTransaction()];
    kept.produceRecords('orders', 0, [{ value: 'k0' }]);
    dropped.produceRecords('orders', 0, [{ value: 'd0' }, { value: 'd1' }]);
    kept.produceRecords('orders', 0, [{ value: 'k1' }]);
    dropped.abort();
    expect(committed(0)).toEqual([]);
    kept.commit();
    expect(committed(0)).toEqual(['k0', 'k1']);
    expect(() => kept.commit()).toThrow('has been committed or aborted');
  });

  test('is fenced by a producer with its transactional id', async () => {
    const mine = broker.beginTransaction('sink');
    mine.produceRecords('orders', 0, [{ value: 'mine' }]);
    await (await (await connectProducer('sink')).transaction()).abort();
    expect(() => mine.commit()).toThrow('INVALID_PRODUCER_EPOCH');
    expect(committed()).toEqual([]);
  });
});
