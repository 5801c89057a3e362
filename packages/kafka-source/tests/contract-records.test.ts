// What a record becomes: Kafka's columns, decoded values, bad records, and what transactions hide.
import { double, json, long, schema, string } from '@tidemark/core';
import { type Row, rowsOf } from '@tidemark/core/connector';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BROKER_KINDS, type ContractBroker } from '../../kafka-testkit/tests/contract-brokers.ts';
import {
  batchesBetween,
  numbered,
  openReader,
  readFrom,
  records,
  sortedValuesOf,
  valuesOf,
} from './reading.ts';

const Order = schema({ order_id: string(), price: double(), quantity: long() });
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
/** The same value with its bytes on their own, as no test cares which buffer they are a view of. */
const plain = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, v]) => [name, v instanceof Uint8Array ? v.slice() : v]),
  );

describe.each(BROKER_KINDS)('on $name', ({ start }) => {
  let broker: ContractBroker;
  let brokers: string;
  beforeAll(async () => {
    broker = await start();
    ({ brokers } = broker);
  });
  afterAll(() => broker.close());

  /** All rows of a topic from its beginning. */
  async function read(
    options: Omit<Parameters<typeof openReader>[0], 'brokers'>,
    context: Parameters<typeof openReader>[1] = {},
  ): Promise<readonly Row[]> {
    const reader = await openReader({ brokers, startingOffsets: 'earliest', ...options }, context);
    try {
      return await readFrom(reader, await reader.initialOffset());
    } finally {
      await reader.close();
    }
  }

  describe("Kafka's own columns", () => {
    test('say key, value, topic, partition, offset, timestamp and who set it', async () => {
      const topic = await broker.createTopic(2);
      const timestampMs = Date.UTC(2024, 0, 1, 12, 0, 0, 123);
      await broker.produce(topic, 1, [{ key: 'k', value: 'v', timestampMs }]);
      expect((await read({ topic })).map(plain)).toEqual([
        {
          key: bytes('k'),
          value: bytes('v'),
          topic,
          partition: 1,
          offset: 0,
          timestamp: new Date(timestampMs),
          timestampType: 0,
        },
      ]);
    });

    test('keep null, empty and tombstone apart', async () => {
      const topic = await broker.createTopic();
      await broker.produce(topic, 0, [
        { key: null, value: 'no key' },
        { key: '', value: '' },
        { key: 'deleted', value: null },
      ]);
      const rows = (await read({ topic })).map(plain);
      expect(rows.map(({ key, value }) => [key, value])).toEqual([
        [null, bytes('no key')],
        [bytes(''), bytes('')],
        [bytes('deleted'), null],
      ]);
    });

    test('have the headers when asked, in order, and null without any', async () => {
      const topic = await broker.createTopic();
      await broker.produce(topic, 0, [
        { value: 'a', headers: { trace: '1', empty: '' } },
        { value: 'b' },
      ]);
      const rows = await read({ topic, includeHeaders: true });
      const headers = rows.map((row) =>
        (row['headers'] as readonly Row[] | null)?.map((header) => plain(header)),
      );
      expect(headers).toEqual([
        [
          { key: 'trace', value: bytes('1') },
          { key: 'empty', value: bytes('') },
        ],
        undefined,
      ]);
      expect(await read({ topic })).not.toContainEqual(expect.objectContaining({ headers: null }));
    });

    test('are the same however the producer cut and packed its batches', async () => {
      const topic = await broker.createTopic(3);
      const expected: string[] = [];
      let next = 0;
      for (const compression of ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const) {
        for (const size of [1, 700, 3]) {
          const batch = numbered(next, next + size);
          await broker.produce(topic, next % 3, batch, compression);
          expected.push(...batch.map(({ value }) => value));
          next += size;
        }
      }
      const rows = await read({ topic });
      expect(rows).toHaveLength(next);
      expect(sortedValuesOf(rows)).toEqual(expected.sort());
      for (const partition of [0, 1, 2]) {
        const offsets = rows.filter((r) => r['partition'] === partition).map((r) => r['offset']);
        expect(offsets).toEqual(offsets.map((_, i) => i));
      }
    });
  });

  describe('of transactions', () => {
    /** Committed and aborted records side by side, then one that is still open. */
    async function interleaved(topic: string): Promise<() => Promise<void>> {
      const [kept, dropped, open] = [
        await broker.beginTransaction(),
        await broker.beginTransaction(),
        await broker.beginTransaction(),
      ];
      await broker.produce(topic, 0, records('plain'));
      await dropped.produce(topic, 0, records('dropped'));
      await kept.produce(topic, 0, records('kept'));
      await dropped.produce(topic, 0, records('dropped'));
      await dropped.abort();
      await kept.commit();
      await broker.settled(topic);
      await broker.produce(topic, 0, records('between'));
      await open.produce(topic, 0, records('open'));
      await broker.produce(topic, 0, records('behind'));
      return () => open.commit();
    }

    test('read_committed shows what was committed, up to the first that is open', async () => {
      const topic = await broker.createTopic();
      const commit = await interleaved(topic);
      const isolationLevel = 'read_committed';
      const reader = await openReader({
        brokers,
        topic,
        isolationLevel,
        startingOffsets: 'earliest',
      });
      const first = await reader.initialOffset();
      const { end } = await reader.planBatch(first, { ignoreLimits: false });
      expect(valuesOf(await readFrom(reader, first))).toEqual(['plain', 'kept', 'between']);
      await commit();
      await broker.settled(topic);
      expect(valuesOf(await readFrom(reader, end))).toEqual(['open', 'behind']);
      await reader.close();
    });

    test('a query that goes over to read_committed beyond an open transaction waits for its end', async () => {
      const topic = await broker.createTopic();
      const transaction = await broker.beginTransaction();
      await transaction.produce(topic, 0, records('open'));
      const reader = await openReader({ brokers, topic, isolationLevel: 'read_committed' });
      const readBefore = { [topic]: { 0: 1 } };
      const planned = await reader.planBatch(readBefore, { ignoreLimits: false });
      expect(planned.end).toEqual(readBefore);
      await transaction.commit();
      await broker.settled(topic);
      await broker.produce(topic, 0, records('later'));
      expect(valuesOf(await readFrom(reader, readBefore))).toEqual(['later']);
      await reader.close();
    });

    test('read_uncommitted, the default, shows all but the markers', async () => {
      const topic = await broker.createTopic();
      const commit = await interleaved(topic);
      expect(valuesOf(await read({ topic }))).toEqual([
        'plain',
        'dropped',
        'kept',
        'dropped',
        'between',
        'open',
        'behind',
      ]);
      await commit();
    });
  });

  describe('values in a format', () => {
    test('become the columns of its schema; a record without a value is a row of nulls', async () => {
      const topic = await broker.createTopic();
      await broker.produce(topic, 0, [
        { value: '{"order_id":"a","price":2.5,"quantity":3}' },
        { value: null },
      ]);
      expect(await read({ topic, value: json(Order) })).toEqual([
        { order_id: 'a', price: 2.5, quantity: 3 },
        { order_id: null, price: null, quantity: null },
      ]);
    });

    test('are decoded as far as the query needs: these columns and no others', async () => {
      const topic = await broker.createTopic();
      await broker.produce(topic, 0, [{ value: '{"order_id":"a","price":2.5,"quantity":3}' }]);
      const only = { columns: ['price'] };
      expect(await read({ topic, value: json(Order) }, only)).toEqual([{ price: 2.5 }]);
      expect(await read({ topic }, { columns: ['offset'] })).toEqual([{ offset: 0 }]);
      expect(await read({ topic }, { columns: [] })).toEqual([{}]);
    });

    /** Two good orders around one whose price is no number. */
    async function withOneBad(): Promise<string> {
      const topic = await broker.createTopic(2);
      await broker.produce(topic, 1, [
        { value: '{"order_id":"a","price":1,"quantity":1}' },
        { value: BAD, timestampMs: 1_700_000_000_000 },
        { value: '{"order_id":"c","price":3,"quantity":3}' },
      ]);
      return topic;
    }
    const BAD = '{"order_id":"b","price":"cheap","quantity":2}';

    test('that do not fit have nulls in mode PERMISSIVE and are counted', async () => {
      const topic = await withOneBad();
      const reader = await openReader({ brokers, topic, value: json(Order) });
      const batches = await batchesBetween(reader, { [topic]: { 1: 0 } }, { [topic]: { 1: 3 } });
      expect(batches.flatMap(({ rows }) => [...rowsOf(rows)])[1]).toEqual({
        order_id: 'b',
        price: null,
        quantity: 2,
      });
      expect(batches.map(({ badRecordCount }) => badRecordCount)).toEqual([1]);
      expect(batches[0]?.badRecords).toBeUndefined();
      await reader.close();
    });

    test('that do not fit leave in mode DROPMALFORMED, and are to be had with their bytes and place', async () => {
      const topic = await withOneBad();
      const value = json(Order, { mode: 'DROPMALFORMED' });
      const reader = await openReader({ brokers, topic, value }, { wantsBadRecords: true });
      const batches = await batchesBetween(reader, { [topic]: { 1: 0 } }, { [topic]: { 1: 3 } });
      const ids = batches.flatMap(({ rows }) => [...rowsOf(rows)].map((row) => row['order_id']));
      expect(ids).toEqual(['a', 'c']);
      const bad = batches.flatMap(({ badRecords }) =>
        badRecords === undefined ? [] : [...rowsOf(badRecords)].map(plain),
      );
      expect(bad).toEqual([
        {
          value: bytes(BAD),
          reason: expect.stringContaining("'price'") as string,
          topic,
          partition: 1,
          offset: 1,
          timestamp: new Date(1_700_000_000_000),
        },
      ]);
      await reader.close();
    });

    test('that do not fit end the query in mode FAILFAST, and it names their place', async () => {
      const topic = await withOneBad();
      const value = json(Order, { mode: 'FAILFAST' });
      await expect(read({ topic, value })).rejects.toThrow(
        `[KAFKA.MALFORMED_RECORD] The record at offset 1 of ${topic}-1 does not fit the format: `,
      );
    });
  });
});
