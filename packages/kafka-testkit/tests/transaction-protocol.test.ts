import { startTestBroker, type TestBroker } from '@tidemark/kafka-testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeRecordBatch } from '../src/log/record-batch-encoder.ts';
import type { ByteReader } from '../src/protocol/byte-reader.ts';
import { RawClient } from './raw-client.ts';

const PRODUCE = 0;
const INIT_PRODUCER_ID = 22;
const ADD_PARTITIONS_TO_TXN = 24;
const END_TXN = 26;
const TXN_OFFSET_COMMIT = 28;

const UNKNOWN_TOPIC_OR_PARTITION = 3;
const INVALID_PRODUCER_EPOCH = 47;
const INVALID_TXN_STATE = 48;
const INVALID_PRODUCER_ID_MAPPING = 49;
const INVALID_TRANSACTION_TIMEOUT = 50;

let broker: TestBroker;
let client: RawClient;
let producerId: number;
beforeEach(async () => {
  broker = await startTestBroker({ topics: { orders: { partitions: 2 } } });
  client = await RawClient.connect(broker.bootstrapServers[0]);
  ({ producerId } = await init());
});
afterEach(async () => {
  client.close();
  await broker.stop();
});

async function init(timeoutMs = 60_000) {
  const reader = await client.request(INIT_PRODUCER_ID, 1, (writer) => {
    writer.writeString('sink').writeInt32(timeoutMs);
  });
  reader?.readInt32();
  const errorCode = reader?.readInt16();
  return { errorCode, producerId: reader?.readInt64() ?? -1, epoch: reader?.readInt16() };
}

/** The code of the one partition in `[topic [partition int32, error_code int16 …]]`. */
function onlyCodeIn(reader: ByteReader | undefined): number | undefined {
  reader?.readInt32();
  reader?.readString();
  reader?.readInt32();
  reader?.readInt32();
  return reader?.readInt16();
}

async function addPartition(partition: number, id = producerId) {
  const reader = await client.request(ADD_PARTITIONS_TO_TXN, 1, (writer) => {
    writer.writeString('sink').writeInt64(id).writeInt16(0);
    writer.writeInt32(1).writeString('orders').writeInt32(1).writeInt32(partition);
  });
  reader?.readInt32();
  return onlyCodeIn(reader);
}

async function produce(partition: number, options: { isTransactional: boolean }) {
  const records = encodeRecordBatch([{ timestampMs: 1, key: null, value: null, headers: [] }], {
    producerId,
    producerEpoch: 0,
    baseSequence: 0,
    isTransactional: options.isTransactional,
    isControl: false,
  });
  const reader = await client.request(PRODUCE, 7, (writer) => {
    writer
      .writeString(options.isTransactional ? 'sink' : null)
      .writeInt16(-1)
      .writeInt32(1000);
    writer.writeInt32(1).writeString('orders').writeInt32(1).writeInt32(partition);
    writer.writeBytes(records);
  });
  return onlyCodeIn(reader);
}

async function endTransaction(isCommit: boolean) {
  const reader = await client.request(END_TXN, 1, (writer) => {
    writer.writeString('sink').writeInt64(producerId).writeInt16(0).writeBoolean(isCommit);
  });
  reader?.readInt32();
  return reader?.readInt16();
}

test('a partition has to be in the transaction before records are', async () => {
  await expect(addPartition(1)).resolves.toBe(0);
  await expect(produce(0, { isTransactional: true })).resolves.toBe(INVALID_TXN_STATE);
  await expect(produce(1, { isTransactional: true })).resolves.toBe(0);
  await expect(addPartition(7)).resolves.toBe(UNKNOWN_TOPIC_OR_PARTITION);
  await expect(addPartition(1, 4)).resolves.toBe(INVALID_PRODUCER_ID_MAPPING);
});

test('a commit that is repeated is answered as the first time, and never turns into an abort', async () => {
  await expect(endTransaction(true)).resolves.toBe(INVALID_TXN_STATE);
  await addPartition(0);
  await produce(0, { isTransactional: true });
  await expect(endTransaction(true)).resolves.toBe(0);
  await expect(endTransaction(true)).resolves.toBe(0);
  await expect(endTransaction(false)).resolves.toBe(INVALID_TXN_STATE);
  expect(broker.batches('orders', 0)).toHaveLength(2);
});

test('a group has to be in the transaction before its offsets are', async () => {
  await addPartition(0);
  const reader = await client.request(TXN_OFFSET_COMMIT, 1, (writer) => {
    writer.writeString('sink').writeString('marker').writeInt64(producerId).writeInt16(0);
    writer.writeInt32(1).writeString('orders').writeInt32(1);
    writer.writeInt32(0).writeInt64(7).writeString(null);
  });
  reader?.readInt32();
  expect(onlyCodeIn(reader)).toBe(INVALID_TXN_STATE);
  await endTransaction(true);
  expect(broker.committedOffset('marker', 'orders', 0)).toBeUndefined();
});

test('a fenced producer cannot write outside of transactions either', async () => {
  await addPartition(0);
  await produce(0, { isTransactional: true });
  await expect(init()).resolves.toEqual({ errorCode: 0, producerId, epoch: 1 });
  await expect(produce(0, { isTransactional: false })).resolves.toBe(INVALID_PRODUCER_EPOCH);
});

test('a transaction timeout above that of Kafka is refused', async () => {
  await expect(init(900_001)).resolves.toMatchObject({ errorCode: INVALID_TRANSACTION_TIMEOUT });
});
