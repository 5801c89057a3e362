import { startTestBroker, type TestBroker } from '@tidemark/kafka-testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { crc32c } from '../src/protocol/crc32c.ts';
import { baseOffsetsIn, type FetchOptions, fetchRaw, RawClient } from './raw-client.ts';

const OFFSET_OUT_OF_RANGE = 1;
const UNKNOWN_TOPIC_OR_PARTITION = 3;
const NOT_LEADER_FOR_PARTITION = 6;
const FENCED_LEADER_EPOCH = 74;

let broker: TestBroker;
let client: RawClient;
beforeEach(async () => {
  broker = await startTestBroker({ brokers: 2, topics: { orders: { partitions: 3 } } });
  client = await RawClient.connect(broker.bootstrapServers[0]);
});
afterEach(async () => {
  client.close();
  await broker.stop();
});

const produce = (...values: string[]) =>
  broker.produceRecords(
    'orders',
    0,
    values.map((value) => ({ value })),
  );
async function fetchOne(options: FetchOptions = {}) {
  const [answer] = await fetchRaw(client, 'orders', options);
  if (answer === undefined) throw new Error('no partition in the answer');
  return answer;
}
/** Time enough for a wrong answer to get here. */
async function roundTripOfAnother(): Promise<void> {
  const other = await RawClient.connect(broker.bootstrapServers[0]);
  await other.request(18, 0);
  other.close();
}
const from = (offset: number) => ({ partitions: [{ partition: 0, offset }] });

describe('a fetch', () => {
  test('starts with the whole batch that contains the offset', async () => {
    produce('a', 'b', 'c');
    produce('d', 'e');
    const answer = await fetchOne(from(1));
    expect(baseOffsetsIn(answer.records)).toEqual([0, 3]);
    expect(answer).toMatchObject({ errorCode: 0, highWatermark: 5, aborted: null });
  });

  test('takes no more bytes than a partition may, and cuts the last batch', async () => {
    for (const value of ['a', 'b', 'c']) produce(value);
    const [size = 0] = broker.batches('orders', 0).map(({ sizeBytes }) => sizeBytes);
    const answer = await fetchOne({ partitionMaxBytes: size + 20 });
    expect(answer.records).toHaveLength(size + 20);
  });

  test('gives the first batch whole even when it is above every limit', async () => {
    produce('x'.repeat(5000));
    const answer = await fetchOne({ partitionMaxBytes: 10, maxBytes: 10 });
    expect(answer.records.length).toBeGreaterThan(5000);
  });

  test('gives nothing of a second partition that has no room left for a batch', async () => {
    produce('x'.repeat(5000));
    broker.produceRecords('orders', 2, [{ value: 'y'.repeat(5000) }]);
    const partitions = [0, 2].map((partition) => ({ partition, offset: 0 }));
    const answers = await fetchRaw(client, 'orders', { maxBytes: 6000, partitions });
    expect(answers.map(({ records }) => records.length > 0)).toEqual([true, false]);
    expect(answers.map(({ highWatermark }) => highWatermark)).toEqual([1, 1]);
  });

  test('outside of the log is out of range, and at its end it is empty', async () => {
    produce('a', 'b');
    produce('c');
    broker.deleteRecordsBefore('orders', 0, 2);
    expect(broker.batches('orders', 0)).toHaveLength(1);
    await expect(fetchOne(from(1))).resolves.toMatchObject({ errorCode: OFFSET_OUT_OF_RANGE });
    await expect(fetchOne(from(2))).resolves.toMatchObject({ errorCode: 0, logStartOffset: 2 });
    await expect(fetchOne(from(3))).resolves.toMatchObject({ records: Buffer.alloc(0) });
    await expect(fetchOne(from(4))).resolves.toMatchObject({ errorCode: OFFSET_OUT_OF_RANGE });
  });

  test('from a broker that does not lead the partition, or does not know it, is refused', async () => {
    const partitions = [1, 7].map((partition) => ({ partition, offset: 0 }));
    const answers = await fetchRaw(client, 'orders', { partitions, maxWaitMs: 60_000 });
    expect(answers.map(({ errorCode }) => errorCode)).toEqual([
      NOT_LEADER_FOR_PARTITION,
      UNKNOWN_TOPIC_OR_PARTITION,
    ]);
  });

  test('follows a leader that moves, and an old epoch is fenced', async () => {
    produce('a');
    broker.moveLeader('orders', 0, 1);
    expect((await fetchOne()).errorCode).toBe(NOT_LEADER_FOR_PARTITION);
    broker.moveLeader('orders', 0, 0);
    expect((await fetchOne({ leaderEpoch: 1 })).errorCode).toBe(FENCED_LEADER_EPOCH);
    expect((await fetchOne({ leaderEpoch: 2 })).errorCode).toBe(0);
  });
});

describe('a long poll', () => {
  test('waits for the first record, and is answered as soon as it is there', async () => {
    const polled = fetchOne({ maxWaitMs: 60_000 });
    await broker.requests.reached('Fetch', 1);
    produce('a');
    expect(baseOffsetsIn((await polled).records)).toEqual([0]);
  });

  test('waits until there are as many bytes as the client wants', async () => {
    let isAnswered = false;
    const polled = fetchOne({ maxWaitMs: 60_000, minBytes: 3000 }).finally(() => {
      isAnswered = true;
    });
    await broker.requests.reached('Fetch', 1);
    produce('x'.repeat(1000));
    await roundTripOfAnother();
    expect(isAnswered).toBe(false);
    produce('x'.repeat(2000));
    expect((await polled).records.length).toBeGreaterThan(3000);
  });

  test('comes back empty when the time is up', async () => {
    const startMs = performance.now();
    const answer = await fetchOne({ maxWaitMs: 40 });
    expect(answer.records).toHaveLength(0);
    expect(performance.now() - startMs).toBeGreaterThan(30);
  });

  test('under read committed waits for the commit, not for the record', async () => {
    const transaction = broker.beginTransaction();
    const polled = fetchOne({ maxWaitMs: 60_000, isolationLevel: 1 });
    await broker.requests.reached('Fetch', 1);
    transaction.produceRecords('orders', 0, [{ value: 'a' }]);
    transaction.commit();
    expect(baseOffsetsIn((await polled).records)).toEqual([0, 1]);
  });

  test('holds back what the client has sent behind it', async () => {
    const polled = fetchOne({ maxWaitMs: 60_000 });
    await broker.requests.reached('Fetch', 1);
    const behind = client.request(18, 0);
    await roundTripOfAnother();
    produce('a');
    expect((await polled).records.length).toBeGreaterThan(0);
    await expect(behind).resolves.toBeDefined();
  });

  test('ends with an error when its topic is deleted', async () => {
    const polled = fetchOne({ maxWaitMs: 60_000 });
    await broker.requests.reached('Fetch', 1);
    broker.deleteTopic('orders');
    expect((await polled).errorCode).toBe(UNKNOWN_TOPIC_OR_PARTITION);
  });
});

describe('a fetch under read committed', () => {
  test('lists aborted transactions in the order in which they ended', async () => {
    const [early, late] = [broker.beginTransaction(), broker.beginTransaction()];
    early.produceRecords('orders', 0, [{ value: 'e' }]);
    late.produceRecords('orders', 0, [{ value: 'l' }]);
    late.abort();
    early.abort();
    const answer = await fetchOne({ isolationLevel: 1 });
    expect(answer.aborted).toEqual([
      { producerId: late.producerId, firstOffset: 1 },
      { producerId: early.producerId, firstOffset: 0 },
    ]);
    expect(baseOffsetsIn(answer.records)).toEqual([0, 1, 2, 3]);
  });

  test('lists only those that overlap what it returns', async () => {
    const first = broker.beginTransaction();
    first.produceRecords('orders', 0, [{ value: 'x'.repeat(2000) }]);
    first.abort();
    const second = broker.beginTransaction();
    second.produceRecords('orders', 0, [{ value: 'y' }]);
    second.abort();
    const producersIn = async (options: FetchOptions) =>
      (await fetchOne({ ...options, isolationLevel: 1 })).aborted?.map((entry) => entry.producerId);
    await expect(producersIn({ partitionMaxBytes: 100 })).resolves.toEqual([first.producerId]);
    await expect(producersIn(from(2))).resolves.toEqual([second.producerId]);
    await expect(producersIn({})).resolves.toHaveLength(2);
  });

  test('stops in front of the oldest open transaction', async () => {
    produce('before');
    const open = broker.beginTransaction();
    open.produceRecords('orders', 0, [{ value: 'open' }]);
    produce('behind');
    const answer = await fetchOne({ isolationLevel: 1 });
    expect(answer).toMatchObject({ highWatermark: 3, lastStableOffset: 1 });
    expect(baseOffsetsIn(answer.records)).toEqual([0]);
    expect(baseOffsetsIn((await fetchOne()).records)).toEqual([0, 1, 2]);
  });
});

describe('a compacted log', () => {
  test('keeps the header of an emptied batch, with its last offset and a right checksum', async () => {
    produce('a', 'b');
    produce('c');
    broker.emptyBatch('orders', 0, 0);
    const { records } = await fetchOne();
    expect(baseOffsetsIn(records)).toEqual([0, 2]);
    expect(records.readInt32BE(8)).toBe(61 - 12);
    expect(records.readInt32BE(23)).toBe(1);
    expect(records.readUInt32BE(17)).toBe(crc32c(records, 21, 61));
    expect(broker.records('orders', 0).map(({ offset }) => offset)).toEqual([2]);
  });

  test('has a hole where a batch was removed, and is empty behind the last one', async () => {
    produce('a');
    produce('b');
    produce('c');
    broker.removeBatch('orders', 0, 1);
    expect(baseOffsetsIn((await fetchOne(from(1))).records)).toEqual([2]);
    broker.removeBatch('orders', 0, 1);
    await expect(fetchOne(from(1))).resolves.toMatchObject({
      errorCode: 0,
      highWatermark: 3,
      records: Buffer.alloc(0),
    });
    expect(() => broker.removeBatch('orders', 0, 1)).toThrow('The log has 1 batches');
  });
});
