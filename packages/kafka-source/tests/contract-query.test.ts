// The source inside a query: restarts, bounded reads, what the plan asks of it, what progress tells.
import {
  availableNow,
  createSession,
  double,
  type Format,
  json,
  memorySink,
  type RowOf,
  type Sink,
  type StreamingQuery,
  schema,
  string,
} from '@tidemark/core';
import { defineSink } from '@tidemark/core/connector';
import { sum } from '@tidemark/core/functions';
import { SimFs } from '@tidemark/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BROKER_KINDS, type ContractBroker } from '../../kafka-testkit/tests/contract-brokers.ts';
import { type KafkaRow, type KafkaSourceOptions, kafkaSource } from '../src/index.ts';
import { FAST, numbered, process } from './reading.ts';

const Order = schema({ order_id: string(), price: double() });
type Order = RowOf<typeof Order>;
const orders = (...ids: string[]): { readonly value: string }[] =>
  ids.map((order_id) => ({ value: JSON.stringify({ order_id, price: 1 }) }));

describe.each(BROKER_KINDS)('on $name', ({ start }) => {
  let broker: ContractBroker;
  let brokers: string;
  beforeAll(async () => {
    broker = await start();
    ({ brokers } = broker);
  });
  afterAll(() => broker.close());

  /** Copies a topic into a sink, as far as it goes now, in a process of its own. */
  async function copy(
    options: Omit<KafkaSourceOptions, 'brokers'>,
    sink: Sink<KafkaRow>,
    fs: SimFs = new SimFs(),
  ): Promise<StreamingQuery> {
    const session = createSession({ ports: process(fs) });
    const query = await session.start({
      checkpointLocation: 'checkpoints/copy',
      trigger: availableNow(),
      outputs: [
        session.readStream(kafkaSource({ brokers, retry: FAST, ...options })).writeTo(sink),
      ],
    });
    await query.awaitTermination();
    return query;
  }

  /** Keeps rows by batch; fails at first when told. */
  function byBatch(failures = 0): Sink<KafkaRow> & { offsets(): unknown } {
    const batches = new Map<number, readonly number[]>();
    let left = failures;
    const sink = defineSink<KafkaRow>({
      name: 'by-batch',
      outputModes: ['append'],
      deliveryGuarantee: 'exactly-once',
      write(batch, { batchId }) {
        if (left-- > 0) return Promise.reject(new Error('the process died'));
        batches.set(
          batchId,
          [...batch.rows()].map(({ offset }) => offset),
        );
        return Promise.resolve();
      },
    });
    return { ...sink, offsets: () => Object.fromEntries(batches) };
  }

  test('a batch that was cut off reads the same range again, whatever arrived since', async () => {
    const topic = await broker.createTopic();
    await broker.produce(topic, 0, numbered(0, 3));
    const [sink, fs] = [byBatch(1), new SimFs()];
    const options = { topic, startingOffsets: 'earliest' } as const;
    await expect(copy(options, sink, fs)).rejects.toThrow('the process died');
    await broker.produce(topic, 0, numbered(3, 5));
    await copy(options, sink, fs);
    expect(sink.offsets()).toEqual({ 0: [0, 1, 2], 1: [3, 4] });
  });

  test('the checkpoint beats startingOffsets', async () => {
    const topic = await broker.createTopic();
    await broker.produce(topic, 0, numbered(0, 2));
    const [sink, fs] = [byBatch(), new SimFs()];
    await copy({ topic, startingOffsets: 'earliest' }, sink, fs);
    await broker.produce(topic, 0, numbered(2, 4));
    await copy({ topic, startingOffsets: 'latest' }, sink, fs);
    expect(sink.offsets()).toEqual({ 0: [0, 1], 1: [2, 3] });
  });

  test('a query that goes on sees records as they come', async () => {
    const topic = await broker.createTopic();
    const table = memorySink<Order>();
    const session = createSession({ ports: process() });
    const value = json(Order, { mode: 'FAILFAST' });
    const query = await session.start({
      outputs: [session.readStream(kafkaSource({ brokers, topic, value })).writeTo(table)],
    });
    for (const id of ['a', 'b']) {
      await broker.produce(topic, 0, orders(id));
      await query.processAllAvailable();
    }
    expect(table.rows.map(({ order_id }) => order_id)).toEqual(['a', 'b']);
    await query.stop();
    expect(query.exception).toBeNull();
  });

  test('a bounded read takes all that is there, and refuses to begin at the end', async () => {
    const topic = await broker.createTopic(2);
    await broker.produce(topic, 0, orders('a', 'b'));
    await broker.produce(topic, 1, orders('c'));
    const session = createSession({ ports: process() });
    const frame = session.read(kafkaSource({ brokers, topic, value: json(Order) }));
    expect(await frame.count()).toBe(3);
    expect(await frame.orderBy('order_id').collect()).toEqual(
      ['a', 'b', 'c'].map((order_id) => ({ order_id, price: 1 })),
    );
    const atEnd = session.read(kafkaSource({ brokers, topic, startingOffsets: 'latest' }));
    await expect(atEnd.count()).rejects.toThrow('a bounded read from there would find nothing');
  });

  test('only the columns that outputs need are decoded', async () => {
    const topic = await broker.createTopic();
    await broker.produce(topic, 0, orders('a', 'b'));
    const asked: unknown[] = [];
    const format = json(Order);
    const watched: Format<{ [K in keyof Order]: Order[K] | null }> = {
      ...format,
      createDecoder(request) {
        asked.push(request);
        return format.createDecoder(request);
      },
    };
    const session = createSession({ ports: process() });
    const frame = session.read(kafkaSource({ brokers, topic, value: watched }));
    expect(await frame.agg((o) => ({ total: sum(o.price) })).collect()).toEqual([{ total: 2 }]);
    expect(await frame.count()).toBe(2);
    expect(asked).toEqual([
      { columns: ['price'], checkAll: false },
      { columns: [], checkAll: false },
    ]);
  });

  test('bad records are an output of the same read', async () => {
    const topic = await broker.createTopic();
    await broker.produce(topic, 0, [...orders('a'), { value: 'no order' }, ...orders('c')]);
    const [good, bad] = [memorySink<Order>(), memorySink()];
    const session = createSession({ ports: process() });
    const value = json(Order, { mode: 'DROPMALFORMED' });
    const frame = session.readStream(
      kafkaSource({ brokers, topic, value, startingOffsets: 'earliest' }),
    );
    const query = await session.start({
      trigger: availableNow(),
      outputs: [
        frame.writeTo(good),
        frame.badRecords().select('topic', 'partition', 'offset').writeTo(bad),
      ],
    });
    await query.awaitTermination();
    expect(good.rows.map(({ order_id }) => order_id)).toEqual(['a', 'c']);
    expect(bad.rows).toEqual([{ topic, partition: 0, offset: 1 }]);
    expect(query.lastProgress).toMatchObject({ numInputRows: 3, numBadRecords: 1 });
  });

  test('progress tells offsets and how far behind a batch is', async () => {
    const topic = await broker.createTopic();
    await broker.produce(topic, 0, numbered(0, 5));
    const options = { topic, startingOffsets: 'earliest', maxOffsetsPerTrigger: 2 } as const;
    const query = await copy(options, byBatch());
    expect(query.recentProgress.map(({ sources }) => sources[0])).toMatchObject(
      [
        [0, 2, 3],
        [2, 4, 1],
        [4, 5, 0],
      ].map(([from, to, behind]) => ({
        description: `kafka(${topic})`,
        startOffset: { [topic]: { 0: from } },
        endOffset: { [topic]: { 0: to } },
        latestOffset: { [topic]: { 0: 5 } },
        metrics: { maxOffsetsBehindLatest: String(behind) },
      })),
    );
  });

  test('progress tells what retention took, of the batch that missed it', async () => {
    const topic = await broker.createTopic();
    await broker.produce(topic, 0, numbered(0, 8));
    await broker.deleteRecordsBefore(topic, 0, 6);
    const startingOffsets = { [topic]: { 0: 2 } };
    const strict = copy({ topic, startingOffsets }, byBatch());
    await expect(strict).rejects.toThrow(`etention removed 4 records of ${topic}-0`);
    const sink = byBatch();
    const query = await copy({ topic, startingOffsets, failOnDataLoss: false }, sink);
    expect(sink.offsets()).toEqual({ 0: [6, 7] });
    expect(query.lastProgress?.sources[0]?.metrics).toMatchObject({ lostRecords: '4' });
  });

  test('a group is told how far the query is, after every batch, and is never read', async () => {
    const topic = await broker.createTopic(2);
    const commitOffsetsTo = broker.newName('lag');
    const options = { topic, startingOffsets: 'earliest', commitOffsetsTo } as const;
    const [sink, fs] = [byBatch(), new SimFs()];
    await broker.produce(topic, 0, numbered(0, 5));
    await copy({ ...options, maxOffsetsPerTrigger: 2 }, sink, fs);
    expect(await broker.groupOffsets(commitOffsetsTo, topic)).toEqual({ 0: 5, 1: 0 });
    await broker.produce(topic, 1, numbered(0, 1));
    await copy(options, sink, fs);
    expect(await broker.groupOffsets(commitOffsetsTo, topic)).toEqual({ 0: 5, 1: 1 });
    const anew = byBatch();
    await copy(options, anew);
    expect(Object.values(anew.offsets() as object).flat()).toHaveLength(6);
  });

  test('a topic that does not exist is an error of start()', async () => {
    const topic = broker.newName('missing');
    await expect(copy({ topic }, byBatch())).rejects.toThrow(`know no topic "${topic}"`);
  });
});
