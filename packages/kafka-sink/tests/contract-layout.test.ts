// What a row becomes: key, value, partition, headers and time of its record.
import {
  array,
  binary,
  double,
  int,
  long,
  nullable,
  type Schema,
  schema,
  string,
  struct,
  timestamp,
} from '@tidemark/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  BROKER_KINDS,
  type ContractBroker,
  type SeenRecord,
} from '../../kafka-testkit/tests/contract-brokers.ts';
import { type KafkaSinkOptions, PARTITION_UNKNOWN, TOPIC_NULL } from '../src/index.ts';
import { batch, inBatch, openWriter } from './writing.ts';

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

describe.each(BROKER_KINDS)('on $name', ({ start }) => {
  let broker: ContractBroker;
  let brokers: string;
  beforeAll(async () => {
    broker = await start();
    ({ brokers } = broker);
  });
  afterAll(() => broker.close());

  /** Writes rows as a batch of a query of its own. */
  async function write<R>(
    options: Omit<KafkaSinkOptions<R>, 'brokers'>,
    of: Schema<R>,
    rows: readonly R[],
    batchId = 0,
  ): Promise<void> {
    const queryId = broker.newName('query');
    const writer = await openWriter<R>({ brokers, ...options }, of, { queryId });
    try {
      await writer.write(batch(of, rows), inBatch(batchId, queryId));
    } finally {
      await writer.close?.();
    }
  }

  async function written<R>(
    options: Omit<KafkaSinkOptions<R>, 'brokers' | 'topic'>,
    of: Schema<R>,
    rows: readonly R[],
    partitions = 1,
  ): Promise<SeenRecord[]> {
    const topic = await broker.createTopic(partitions);
    await write({ topic, ...options }, of, rows);
    return broker.records(topic);
  }

  describe('as JSON', () => {
    const Order = schema({ order_id: string(), price: double(), note: nullable(string()) });
    const rows = [
      { order_id: 'a', price: 2.5, note: null },
      { order_id: 'b"', price: 3, note: 'gift' },
    ];

    test('a whole row is the value, without its nulls', async () => {
      const records = await written({}, Order, rows);
      expect(records.map(({ key, value }) => [key, value])).toEqual([
        [null, '{"order_id":"a","price":2.5}'],
        [null, '{"order_id":"b\\"","price":3,"note":"gift"}'],
      ]);
    });

    test('the key is a column, or what a function makes of the row', async () => {
      const byColumn = await written({ key: 'order_id' }, Order, rows);
      expect(byColumn.map(({ key }) => key)).toEqual(['a', 'b"']);
      const byFunction = await written({ key: (o) => o.note }, Order, rows);
      expect(byFunction.map(({ key }) => key)).toEqual([null, 'gift']);
      const Event = schema({ id: long(), body: string() });
      const byNumber = await written({ key: 'id' }, Event, [{ id: 7, body: '' }]);
      expect(byNumber.map(({ key, value }) => [key, value])).toEqual([['7', '{"id":7,"body":""}']]);
      const inJavaScript = written({ key: (() => 7) as never }, Event, [{ id: 7, body: '' }]);
      await expect(inJavaScript).rejects.toThrow('returned a value of type number; a key is text');
    });
  });

  describe('as columns', () => {
    test('value and key are taken as they are; null is a tombstone', async () => {
      const Record = schema({ key: nullable(string()), value: nullable(binary()), rest: int() });
      const records = await written({}, Record, [
        { key: 'k', value: bytes('v'), rest: 1 },
        { key: 'deleted', value: null, rest: 2 },
        { key: null, value: bytes(''), rest: 3 },
      ]);
      expect(records.map(({ key, value }) => [key, value])).toEqual([
        ['k', 'v'],
        ['deleted', null],
        [null, ''],
      ]);
    });

    test('partition, headers and timestamp are what the row says', async () => {
      const Record = schema({
        value: string(),
        partition: nullable(int()),
        headers: nullable(array(struct({ key: string(), value: nullable(binary()) }))),
        timestamp: nullable(timestamp()),
      });
      const time = new Date(Date.UTC(2024, 0, 1, 0, 0, 0, 789));
      const headers = [
        { key: 'trace', value: bytes('1') },
        { key: 'trace', value: null },
      ];
      const before = Date.now();
      const records = await written(
        {},
        Record,
        [
          { value: 'all', partition: 2, headers, timestamp: time },
          { value: 'none', partition: 1, headers: null, timestamp: null },
        ],
        3,
      );
      expect(records).toMatchObject([
        { partition: 1, value: 'none', headers: [] },
        {
          partition: 2,
          value: 'all',
          headers: [
            ['trace', '1'],
            ['trace', null],
          ],
          timestampMs: time.getTime(),
        },
      ]);
      expect(records[0]?.timestampMs).toBeGreaterThanOrEqual(before);
    });

    test('rows go to the topics they name, and the option topic beats them', async () => {
      const Record = schema({ topic: nullable(string()), value: string() });
      const [eu, us] = [await broker.createTopic(), await broker.createTopic()];
      const rows = [
        { topic: eu, value: 'to eu' },
        { topic: us, value: 'to us' },
      ];
      await write({ markerTopic: eu }, Record, rows);
      expect((await broker.records(eu)).map(({ value }) => value)).toEqual(['to eu']);
      expect((await broker.records(us)).map(({ value }) => value)).toEqual(['to us']);
      expect((await written({}, Record, rows)).map(({ value }) => value)).toEqual([
        'to eu',
        'to us',
      ]);
      const nowhere = write({ markerTopic: eu }, Record, [{ topic: null, value: 'lost' }]);
      await expect(nowhere).rejects.toSatisfy(TOPIC_NULL.is.bind(TOPIC_NULL));
    });

    test('a partition that the topic does not have is an error', async () => {
      const Record = schema({ value: string(), partition: int() });
      const writing = written({}, Record, [{ value: 'v', partition: 3 }], 3);
      await expect(writing).rejects.toThrow('A row is meant for partition 3 of');
      await expect(writing).rejects.toSatisfy(PARTITION_UNKNOWN.is.bind(PARTITION_UNKNOWN));
    });
  });

  describe('a partition is chosen', () => {
    test('by the key, as the Java client chooses it', async () => {
      const keys = Array.from({ length: 50 }, (_, i) => `order-${i}`).concat('', 'ü', '€uro');
      const [ours, theirs] = [await broker.createTopic(7), await broker.createTopic(7)];
      await broker.produceByKey(theirs, keys);
      const Record = schema({ key: string(), value: string() });
      await write(
        { topic: ours },
        Record,
        keys.map((key) => ({ key, value: '' })),
      );
      const places = (seen: readonly SeenRecord[]): string[] =>
        seen.map(({ partition, key }) => `${partition} ${key}`).sort();
      expect(places(await broker.records(ours))).toEqual(places(await broker.records(theirs)));
    });

    test('in turn without a key, and the same one when the batch runs again', async () => {
      const Record = schema({ value: string() });
      const rows = ['a', 'b', 'c', 'd', 'e', 'f'].map((value) => ({ value }));
      const places = async (batchId: number): Promise<string[]> => {
        const topic = await broker.createTopic(3);
        await write({ topic }, Record, rows, batchId);
        return (await broker.records(topic)).map(({ partition, value }) => `${partition}${value}`);
      };
      expect(await places(0)).toEqual(['0a', '0d', '1b', '1e', '2c', '2f']);
      expect(await places(4)).toEqual(['0c', '0f', '1a', '1d', '2b', '2e']);
      expect(await places(4)).toEqual(await places(4));
    });
  });
});
