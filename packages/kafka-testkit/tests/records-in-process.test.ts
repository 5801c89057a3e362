import { startTestBroker, type TestBroker } from '@tidemark/kafka-testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientOf, consume, valuesOf } from './kafka-client.ts';

let broker: TestBroker;
beforeEach(async () => {
  broker = await startTestBroker({
    topics: { orders: { partitions: 2 } },
    maxMessageBytes: 10_000,
    clock: () => 1_234_567,
  });
});
afterEach(() => broker.stop());

test('records produced in process are read by a client as they were given', async () => {
  broker.produceRecords('orders', 1, [
    {
      key: 'kéy',
      value: Buffer.from([0, 255]),
      timestampMs: 1_700_000_000_000,
      headers: [
        ['trace', 'a'],
        ['trace', Buffer.from('b')],
        ['none', null],
      ],
    },
    { value: '', timestampMs: 1_600_000_000_000 },
    {},
  ]);
  const received = await consume(clientOf(broker), 'orders', 3);
  expect(received.map(({ message }) => message)).toMatchObject([
    {
      offset: '0',
      key: Buffer.from('kéy'),
      value: Buffer.from([0, 255]),
      timestamp: '1700000000000',
      headers: { trace: [Buffer.from('a'), Buffer.from('b')] },
    },
    { offset: '1', key: null, value: Buffer.alloc(0), timestamp: '1600000000000' },
    { offset: '2', value: null, timestamp: '1234567' },
  ]);
  expect(broker.records('orders', 1)[0]?.headers).toEqual([
    { key: 'trace', value: Buffer.from('a') },
    { key: 'trace', value: Buffer.from('b') },
    { key: 'none', value: null },
  ]);
});

test('records that fit into no single batch are split, and one that fits into none is refused', () => {
  const records = Array.from({ length: 30 }, (_, i) => ({ value: `${i}`.padEnd(1000) }));
  expect(broker.produceRecords('orders', 0, records)).toBe(0);
  const batches = broker.batches('orders', 0);
  expect(batches.length).toBeGreaterThan(2);
  expect(Math.max(...batches.map(({ sizeBytes }) => sizeBytes))).toBeLessThanOrEqual(10_000);
  expect(valuesOf(broker.records('orders', 0))).toEqual(records.map(({ value }) => value));
  expect(broker.produceRecords('orders', 0, [])).toBe(30);
  expect(() => broker.produceRecords('orders', 0, [{ value: 'x'.repeat(10_000) }])).toThrow(
    'The test broker refused to produce to partition 0 of "orders": MESSAGE_TOO_LARGE.',
  );
});

test('all partitions of a topic are listed one after the other', () => {
  broker.produceRecords('orders', 1, [{ value: 'b' }]);
  broker.produceRecords('orders', 0, [{ value: 'a' }]);
  expect(valuesOf(broker.records('orders'))).toEqual(['a', 'b']);
  expect(broker.records('orders', 1).map(({ partition }) => partition)).toEqual([1]);
});
