import { startTestBroker, type TestBroker } from '@tidemark/kafka-testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeRecordBatch } from '../src/log/record-batch-encoder.ts';
import { RawClient } from './raw-client.ts';

const PRODUCE = 0;
const CORRUPT_MESSAGE = 2;
const INVALID_REQUIRED_ACKS = 21;
const UNSUPPORTED_FOR_MESSAGE_FORMAT = 43;
const OUT_OF_ORDER_SEQUENCE_NUMBER = 45;
const INVALID_PRODUCER_EPOCH = 47;
const INVALID_TXN_STATE = 48;
const INVALID_RECORD = 87;

let broker: TestBroker;
let client: RawClient;
beforeEach(async () => {
  broker = await startTestBroker({ topics: { orders: { partitions: 1 } } });
  client = await RawClient.connect(broker.bootstrapServers[0]);
});
afterEach(async () => {
  client.close();
  await broker.stop();
});

async function produce(records: Buffer, options: { acks?: number; version?: number } = {}) {
  const version = options.version ?? 7;
  const reader = await client.request(PRODUCE, version, (writer) => {
    if (version >= 3) writer.writeString(null);
    writer
      .writeInt16(options.acks ?? -1)
      .writeInt32(1000)
      .writeInt32(1)
      .writeString('orders');
    writer.writeInt32(1).writeInt32(0).writeBytes(records);
  });
  if (reader === undefined) throw new Error('the broker hung up');
  reader.readInt32();
  reader.readString();
  reader.readInt32();
  reader.readInt32();
  return { errorCode: reader.readInt16(), baseOffset: reader.readInt64() };
}

function batchOf(
  values: readonly string[],
  producer: { baseSequence?: number; epoch?: number; isTransactional?: boolean } = {},
): Buffer {
  const records = values.map((value) => ({
    timestampMs: 1000,
    key: null,
    value: Buffer.from(value),
    headers: [],
  }));
  return encodeRecordBatch(records, {
    producerId: 77,
    producerEpoch: producer.epoch ?? 0,
    baseSequence: producer.baseSequence ?? 0,
    isTransactional: producer.isTransactional ?? false,
    isControl: false,
  });
}

describe('a batch', () => {
  test('with a flipped bit is refused', async () => {
    const records = batchOf(['amount=100']);
    records[records.length - 3] = 0x39;
    await expect(produce(records)).resolves.toMatchObject({ errorCode: CORRUPT_MESSAGE });
    expect(broker.endOffset('orders', 0)).toBe(0);
  });

  test('of an older format is refused', async () => {
    const records = batchOf(['a']);
    records[16] = 1;
    await expect(produce(records, { version: 2 })).resolves.toMatchObject({
      errorCode: UNSUPPORTED_FOR_MESSAGE_FORMAT,
    });
  });

  test('has to come alone', async () => {
    const records = Buffer.concat([batchOf(['a']), batchOf(['b'], { baseSequence: 1 })]);
    await expect(produce(records)).resolves.toMatchObject({ errorCode: INVALID_RECORD });
  });

  test('shorter than its header is refused', async () => {
    await expect(produce(Buffer.alloc(20))).resolves.toMatchObject({ errorCode: CORRUPT_MESSAGE });
  });

  test('that is transactional, from a producer without a transaction, is refused', async () => {
    await expect(produce(batchOf(['a'], { isTransactional: true }))).resolves.toMatchObject({
      errorCode: INVALID_TXN_STATE,
    });
  });

  test('that asks for no acknowledgement has no answer', async () => {
    client.tell(PRODUCE, 7, (writer) => {
      writer.writeString(null).writeInt16(0).writeInt32(1000).writeInt32(1).writeString('orders');
      writer
        .writeInt32(1)
        .writeInt32(0)
        .writeBytes(batchOf(['quiet']));
    });
    const loud = batchOf(['loud'], { baseSequence: 1 });
    await expect(produce(loud)).resolves.toEqual({ errorCode: 0, baseOffset: 1 });
  });

  test('for a number of acknowledgements that makes no sense is refused', async () => {
    await expect(produce(batchOf(['a']), { acks: 2 })).resolves.toMatchObject({
      errorCode: INVALID_REQUIRED_ACKS,
    });
  });
});

describe('an idempotent producer', () => {
  test('gets the first answer again for a batch that it repeats', async () => {
    await produce(batchOf(['a', 'b']));
    await produce(batchOf(['c'], { baseSequence: 2 }));
    await expect(produce(batchOf(['a', 'b']))).resolves.toEqual({ errorCode: 0, baseOffset: 0 });
    await expect(produce(batchOf(['c'], { baseSequence: 2 }))).resolves.toMatchObject({
      baseOffset: 2,
    });
    expect(broker.endOffset('orders', 0)).toBe(3);
  });

  test('may leave no gap in its sequence', async () => {
    await produce(batchOf(['a']));
    await expect(produce(batchOf(['c'], { baseSequence: 2 }))).resolves.toMatchObject({
      errorCode: OUT_OF_ORDER_SEQUENCE_NUMBER,
    });
  });

  test('starts again at 0 with a newer epoch, and the older one is fenced', async () => {
    await produce(batchOf(['a']));
    await expect(produce(batchOf(['b'], { epoch: 1, baseSequence: 1 }))).resolves.toMatchObject({
      errorCode: OUT_OF_ORDER_SEQUENCE_NUMBER,
    });
    await expect(produce(batchOf(['b'], { epoch: 1 }))).resolves.toMatchObject({ baseOffset: 1 });
    await expect(produce(batchOf(['c'], { baseSequence: 1 }))).resolves.toMatchObject({
      errorCode: INVALID_PRODUCER_EPOCH,
    });
  });

  test('goes on at 0 behind the largest sequence', async () => {
    await produce(batchOf(['a', 'b'], { baseSequence: 2 ** 31 - 2 }));
    await expect(produce(batchOf(['c']))).resolves.toEqual({ errorCode: 0, baseOffset: 2 });
  });
});
