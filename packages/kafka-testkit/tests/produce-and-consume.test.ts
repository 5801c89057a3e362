import { startTestBroker, type TestBroker } from '@tidemark/kafka-testkit';
import { CompressionTypes } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clientOf, consume, valuesOf } from './kafka-client.ts';

let broker: TestBroker;
beforeEach(async () => {
  broker = await startTestBroker({ brokers: 2, topics: { orders: { partitions: 3 } } });
});
afterEach(() => broker.stop());

describe('a kafkajs producer', () => {
  test('writes records with keys, headers, tombstones and its own timestamps', async () => {
    const producer = clientOf(broker).producer();
    await producer.connect();
    await producer.send({
      topic: 'orders',
      messages: [
        {
          partition: 1,
          key: 'a',
          value: 'one',
          timestamp: '1700000000123',
          headers: { lang: 'nl' },
        },
        { partition: 1, key: 'a', value: null, timestamp: '1700000000100' },
      ],
    });
    await producer.disconnect();
    expect(broker.records('orders')).toEqual([
      {
        partition: 1,
        offset: 0,
        timestampMs: 1_700_000_000_123,
        key: Buffer.from('a'),
        value: Buffer.from('one'),
        headers: [{ key: 'lang', value: Buffer.from('nl') }],
      },
      {
        partition: 1,
        offset: 1,
        timestampMs: 1_700_000_000_100,
        key: Buffer.from('a'),
        value: null,
        headers: [],
      },
    ]);
  });

  test('spreads records over partitions led by two brokers', async () => {
    const producer = clientOf(broker).producer();
    await producer.connect();
    const messages = Array.from({ length: 12 }, (_, i) => ({ partition: i % 3, value: `${i}` }));
    await producer.send({ topic: 'orders', messages });
    await producer.disconnect();
    expect([0, 1, 2].map((partition) => broker.endOffset('orders', partition))).toEqual([4, 4, 4]);
    expect(broker.requests.count('Produce')).toBe(2);
  });

  test('is told that a batch above the limit is too large, and nothing is stored', async () => {
    broker.createTopic('small', { partitions: 1, configs: { 'max.message.bytes': '200' } });
    const producer = clientOf(broker).producer();
    await producer.connect();
    const send = (value: string) => producer.send({ topic: 'small', messages: [{ value }] });
    await expect(send('x'.repeat(200))).rejects.toMatchObject({ type: 'MESSAGE_TOO_LARGE' });
    await send('fits');
    await producer.disconnect();
    expect(valuesOf(broker.records('small'))).toEqual(['fits']);
  });

  test('meets the limit of Kafka when no other is set', async () => {
    const producer = clientOf(broker).producer();
    await producer.connect();
    const send = (sizeBytes: number) =>
      producer.send({
        topic: 'orders',
        messages: [{ partition: 0, value: Buffer.alloc(sizeBytes) }],
      });
    await send(1_048_500);
    await expect(send(1_048_588)).rejects.toMatchObject({ type: 'MESSAGE_TOO_LARGE' });
    await producer.disconnect();
  });

  test('that asks for no acknowledgement is not answered, and its records are stored', async () => {
    const producer = clientOf(broker).producer();
    await producer.connect();
    await producer.send({ topic: 'orders', acks: 0, messages: [{ partition: 0, value: 'quiet' }] });
    await producer.send({ topic: 'orders', messages: [{ partition: 0, value: 'loud' }] });
    await producer.disconnect();
    expect(valuesOf(broker.records('orders', 0))).toEqual(['quiet', 'loud']);
  });

  test('with idempotence stores a repeated batch once', async () => {
    const producer = clientOf(broker).producer({ idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    const send = (value: string) =>
      producer.send({ topic: 'orders', messages: [{ partition: 0, value }] });
    await send('first');
    broker.faults.failNext('Produce', { outcome: 'drop-after' });
    await send('second');
    await send('third');
    await producer.disconnect();
    expect(broker.requests.count('Produce')).toBe(4);
    expect(valuesOf(broker.records('orders', 0))).toEqual(['first', 'second', 'third']);
  });

  test('without idempotence stores a repeated batch twice', async () => {
    const producer = clientOf(broker).producer();
    await producer.connect();
    broker.faults.failNext('Produce', { outcome: 'drop-after' });
    await producer.send({ topic: 'orders', messages: [{ partition: 0, value: 'again' }] });
    await producer.disconnect();
    expect(valuesOf(broker.records('orders', 0))).toEqual(['again', 'again']);
  });

  test('creates a topic by asking for it, where that is allowed', async () => {
    await using open = await startTestBroker({ autoCreateTopics: true, defaultPartitions: 2 });
    await sendToNewTopic(open);
    expect(valuesOf(open.records('new'))).toEqual(['x']);
    expect(open.endOffset('new', 1) + open.endOffset('new', 0)).toBe(1);
    await expect(sendToNewTopic(broker)).rejects.toMatchObject({
      cause: { type: 'UNKNOWN_TOPIC_OR_PARTITION' },
    });
  });
});

async function sendToNewTopic(to: TestBroker): Promise<void> {
  const kafka = clientOf(to, { retry: { retries: 0 } });
  const producer = kafka.producer({ allowAutoTopicCreation: true });
  await producer.connect();
  try {
    await producer.send({ topic: 'new', messages: [{ value: 'x' }] });
  } finally {
    await producer.disconnect();
  }
}

describe('a kafkajs consumer group', () => {
  test('reads what was produced, in the order of each partition', async () => {
    broker.produceRecords('orders', 0, [{ value: 'a0' }, { value: 'a1' }]);
    broker.produceRecords('orders', 1, [{ key: 'k', value: 'b0', headers: { n: '1' } }]);
    const received = await consume(clientOf(broker), 'orders', 3);
    const fromA = received.filter(({ partition }) => partition === 0);
    expect(valuesOf(fromA.map(({ message }) => message))).toEqual(['a0', 'a1']);
    const fromB = received.find(({ partition }) => partition === 1)?.message;
    expect(fromB).toMatchObject({ key: Buffer.from('k'), headers: { n: Buffer.from('1') } });
  });

  test('reads a gzip batch exactly as the producer compressed it', async () => {
    const producer = clientOf(broker).producer();
    await producer.connect();
    const messages = Array.from({ length: 500 }, (_, i) => ({ partition: 0, value: `order ${i}` }));
    await producer.send({ topic: 'orders', compression: CompressionTypes.GZIP, messages });
    await producer.disconnect();
    expect(broker.batches('orders', 0)).toMatchObject([{ recordCount: 500 }]);
    expect(broker.batches('orders', 0)[0]?.sizeBytes).toBeLessThan(5000);
    expect(valuesOf(broker.records('orders', 0)).at(-1)).toBe('order 499');
    const received = await consume(clientOf(broker), 'orders', 500);
    expect(received.at(-1)?.message.value?.toString()).toBe('order 499');
  });

  test('goes on behind the offset it has committed', async () => {
    broker.produceRecords('orders', 0, [{ value: 'seen' }]);
    await consume(clientOf(broker), 'orders', 1, { groupId: 'billing' });
    expect(broker.committedOffset('billing', 'orders', 0)).toMatchObject({ offset: 1 });
    broker.produceRecords('orders', 0, [{ value: 'new' }]);
    const received = await consume(clientOf(broker), 'orders', 1, { groupId: 'billing' });
    expect(valuesOf(received.map(({ message }) => message))).toEqual(['new']);
  });

  test('shares the partitions when a second consumer joins, and takes them back when it leaves', async () => {
    const consumers = [0, 1].map(() =>
      clientOf(broker).consumer({ groupId: 'g', maxWaitTimeInMs: 10, heartbeatInterval: 10 }),
    );
    const [first, second] = consumers;
    if (first === undefined || second === undefined) throw new Error('two consumers');
    const partitionsOf = new Map<unknown, number[]>();
    let check = (): void => undefined;
    for (const consumer of consumers) {
      consumer.on('consumer.group_join', ({ payload }) => {
        partitionsOf.set(consumer, payload.memberAssignment['orders'] ?? []);
        check();
      });
      await consumer.connect();
      await consumer.subscribe({ topic: 'orders' });
    }
    const assigned = (isReached: () => boolean) =>
      new Promise<void>((resolve) => {
        check = () => {
          if (isReached()) resolve();
        };
        check();
      });
    const all = () => [...partitionsOf.values()].flat().toSorted((a, b) => a - b);
    await first.run({ eachMessage: () => Promise.resolve() });
    await assigned(() => partitionsOf.get(first)?.length === 3);
    await second.run({ eachMessage: () => Promise.resolve() });
    await assigned(() => partitionsOf.size === 2 && all().join() === '0,1,2');
    expect(partitionsOf.get(second)).not.toHaveLength(0);
    await second.disconnect();
    await assigned(() => partitionsOf.get(first)?.length === 3);
    await first.disconnect();
  });
});
