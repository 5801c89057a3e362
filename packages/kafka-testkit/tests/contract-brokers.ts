// What the contract suites of the Kafka connectors run on: the broker of this package, and a real
// Apache Kafka when TIDEMARK_KAFKA names one (`npm run test:kafka`). Written to through kafkajs, a
// client that is not ours. Topics have names of their own, so suites can share a broker.
import {
  CompressionCodecs,
  CompressionTypes,
  Kafka,
  logLevel,
  type Message,
  Partitioners,
  type Producer,
  type Sender,
} from 'kafkajs';
import { COMPRESSION_NAMES } from '../../kafka-client/src/compression/codec.ts';
import { loadCodec } from '../../kafka-client/src/compression/load-codec.ts';
import {
  type Compression,
  type DecodedBatch,
  headersAt,
  type Isolation,
  keyAt,
  openKafkaConnection,
  readRange,
  valueAt,
} from '../../kafka-client/src/index.ts';
import { type RecordToProduce, startTestBroker, type TestBroker } from '../src/index.ts';

const TRIES = 400;
const TRY_DELAY_MS = 25;

/** A record as a reader sees it, bytes as text. */
export interface SeenRecord {
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly timestampMs: number;
  readonly headers: readonly (readonly [key: string, value: string | null])[];
}

export interface ContractTransaction {
  produce(topic: string, partition: number, records: readonly RecordToProduce[]): Promise<void>;
  commit(): Promise<void>;
  abort(): Promise<void>;
}

/** One kind of broker that a contract is about. */
export interface BrokerKind {
  readonly name: string;
  readonly start: () => Promise<ContractBroker>;
}

const REAL_KAFKA = process.env['TIDEMARK_KAFKA'];

/** For tests of what only a real broker does. */
export const HAS_REAL_KAFKA: boolean = REAL_KAFKA !== undefined;

/** The broker of this package, or the real one when the environment names one. */
export const BROKER_KINDS: readonly BrokerKind[] = [
  REAL_KAFKA === undefined
    ? {
        name: 'the test broker',
        start: async () => {
          const testBroker = await startTestBroker();
          return new ContractBroker(testBroker.bootstrapServers.join(','), testBroker);
        },
      }
    : {
        name: `Apache Kafka ${process.env['TIDEMARK_KAFKA_VERSION'] ?? ''}`,
        start: () => Promise.resolve(new ContractBroker(REAL_KAFKA)),
      },
];

/** A broker and hands on it that are not ours. */
export class ContractBroker implements AsyncDisposable {
  readonly brokers: string;
  readonly #kafka: Kafka;
  readonly #testBroker: TestBroker | undefined;
  readonly #run = `${process.pid}-${Date.now().toString(36)}`;
  readonly #producers: Producer[] = [];
  #names = 0;

  constructor(brokers: string, testBroker?: TestBroker) {
    this.brokers = brokers;
    this.#testBroker = testBroker;
    this.#kafka = new Kafka({
      brokers: brokers.split(','),
      logLevel: logLevel.NOTHING,
      retry: { initialRetryTime: 20, retries: 20 },
    });
  }

  /** What a group without members was told about a topic: by partition the next offset. */
  async groupOffsets(groupId: string, topic: string): Promise<Readonly<Record<number, number>>> {
    return this.#admin(async (admin) => {
      const [found] = await admin.fetchOffsets({ groupId, topics: [topic] });
      const told = (found?.partitions ?? []).filter(({ offset }) => Number(offset) >= 0);
      return Object.fromEntries(told.map(({ partition, offset }) => [partition, Number(offset)]));
    });
  }

  /** A name that no other test has. */
  newName(kind = 'orders'): string {
    return `${kind}-${this.#run}-${this.#names++}`;
  }

  /** Makes an empty topic and resolves with its name. */
  async createTopic(
    numPartitions = 1,
    configs: Readonly<Record<string, string>> = {},
    topic: string = this.newName(),
  ): Promise<string> {
    const configEntries = Object.entries(configs).map(([name, value]) => ({ name, value }));
    await this.#admin(async (admin) => {
      // The name of a topic that was just deleted is taken for a moment longer.
      await eventually(async () => {
        const topics = [{ topic, numPartitions, replicationFactor: 1, configEntries }];
        return admin.createTopics({ topics, waitForLeaders: false });
      });
      await eventually(() => hasLeaders(admin, topic, numPartitions));
    });
    return topic;
  }

  async deleteTopic(topic: string): Promise<void> {
    await this.#admin(async (admin) => {
      await admin.deleteTopics({ topics: [topic] });
      await eventually(async () => !(await admin.listTopics()).includes(topic));
    });
  }

  async setPartitionCount(topic: string, count: number): Promise<void> {
    await this.#admin(async (admin) => {
      await admin.createPartitions({ topicPartitions: [{ topic, count }] });
      await eventually(() => hasLeaders(admin, topic, count));
    });
  }

  /** Moves the start of a log, as retention does. */
  async deleteRecordsBefore(topic: string, partition: number, offset: number): Promise<void> {
    await this.#admin(async (admin) => {
      await admin.fetchTopicOffsets(topic); // kafkajs finds leaders of topics it was asked about only
      const partitions = [{ partition, offset: String(offset) }];
      await admin.deleteTopicRecords({ topic, partitions });
    });
  }

  async produce(
    topic: string,
    partition: number,
    records: readonly RecordToProduce[],
    compression: Compression = 'none',
  ): Promise<void> {
    // A producer of its own: an old one drops records for partitions it has not heard of, and fails
    // on all topics when one of them was deleted.
    const producer = this.#kafka.producer();
    await producer.connect();
    try {
      await send(producer, topic, partition, records, await registered(compression));
    } finally {
      await producer.disconnect();
    }
  }

  /** In one batch of a producer that the broker remembers by its sequence numbers. */
  async produceIdempotent(
    topic: string,
    partition: number,
    records: readonly RecordToProduce[],
  ): Promise<void> {
    const producer = this.#kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    try {
      await send(producer, topic, partition, records, CompressionTypes.None);
    } finally {
      await producer.disconnect();
    }
  }

  /** Lets kafkajs choose the partitions of keys, which it does as the Java client. */
  async produceByKey(topic: string, keys: readonly string[]): Promise<void> {
    const createPartitioner = Partitioners.DefaultPartitioner;
    // Idempotent: kafkajs sends all partitions again when one of a new topic is not ready.
    const options = { createPartitioner, idempotent: true, maxInFlightRequests: 1 };
    const producer = this.#kafka.producer(options);
    await producer.connect();
    await producer.send({ topic, messages: keys.map((key) => ({ key, value: null })) });
    await producer.disconnect();
  }

  /** Opens a transaction of a producer of its own; several may be open at a time. */
  async beginTransaction(): Promise<ContractTransaction> {
    const transactionalId = this.newName('transaction');
    const producer = this.#kafka.producer({
      transactionalId,
      idempotent: true,
      maxInFlightRequests: 1,
    });
    this.#producers.push(producer);
    await producer.connect();
    const transaction = await producer.transaction();
    return {
      produce: (topic, partition, records) =>
        send(transaction, topic, partition, records, CompressionTypes.None),
      commit: () => transaction.commit(),
      abort: () => transaction.abort(),
    };
  }

  /** Resolves when no transaction is open on the topic: markers are written a moment after the commit. */
  async settled(topic: string): Promise<void> {
    await using connection = await openKafkaConnection({ brokers: this.brokers });
    const partitions = await connection.partitions(topic);
    await eventually(async () => {
      const stable = await connection.offsets(topic, partitions, 'latest', 'read_committed');
      const end = await connection.offsets(topic, partitions, 'latest', 'read_uncommitted');
      return partitions.every((partition) => stable.get(partition) === end.get(partition));
    });
  }

  /** The records of a settled topic, by partition and offset. */
  async records(topic: string, isolation: Isolation = 'read_committed'): Promise<SeenRecord[]> {
    await this.settled(topic);
    await using connection = await openKafkaConnection({ brokers: this.brokers });
    const partitions = await connection.partitions(topic);
    const starts = await connection.offsets(topic, partitions, 'earliest', isolation);
    const ends = await connection.offsets(topic, partitions, 'latest', isolation);
    const ranges = partitions.map((partition) => ({
      partition,
      start: starts.get(partition) ?? 0,
      end: ends.get(partition) ?? 0,
    }));
    const seen: SeenRecord[] = [];
    for await (const batch of readRange({ connection, topic, ranges, isolation })) {
      for (let row = 0; row < batch.rowCount; row++) seen.push(seenRecord(batch, row));
    }
    return seen.sort((a, b) => a.partition - b.partition || a.offset - b.offset);
  }

  async close(): Promise<void> {
    await Promise.all(this.#producers.map((producer) => producer.disconnect()));
    await this.#testBroker?.stop();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #admin<T>(use: (admin: ReturnType<Kafka['admin']>) => Promise<T>): Promise<T> {
    const admin = this.#kafka.admin();
    await admin.connect();
    try {
      return await use(admin);
    } finally {
      await admin.disconnect();
    }
  }
}

async function hasLeaders(
  admin: ReturnType<Kafka['admin']>,
  topic: string,
  count: number,
): Promise<boolean> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  const partitions = topics[0]?.partitions ?? [];
  return partitions.length === count && partitions.every(({ leader }) => leader >= 0);
}

/** Asks until the answer is yes; the brokers of a cluster learn of changes one after the other. */
export async function eventually(ask: () => Promise<boolean>): Promise<void> {
  let failure: unknown;
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      if (await ask()) return;
    } catch (error) {
      failure = error;
    }
    await new Promise((resolve) => setTimeout(resolve, TRY_DELAY_MS));
  }
  throw new Error('it did not come about in time', { cause: failure });
}

async function send(
  sender: Sender,
  topic: string,
  partition: number,
  records: readonly RecordToProduce[],
  compression: CompressionTypes,
): Promise<void> {
  const messages = records.map((record) => toMessage(record, partition));
  await sender.send({ topic, messages, compression });
}

function toMessage(record: RecordToProduce, partition: number): Message {
  const headers = record.headers as Readonly<Record<string, string>> | undefined;
  return {
    partition,
    key: bytesOf(record.key),
    value: bytesOf(record.value),
    ...(record.timestampMs === undefined ? {} : { timestamp: String(record.timestampMs) }),
    ...(headers === undefined ? {} : { headers: { ...headers } }),
  };
}

function bytesOf(text: string | Uint8Array | null | undefined): Buffer | null {
  if (text === null || text === undefined) return null;
  return Buffer.from(text as Uint8Array);
}

const TYPES: Readonly<Record<Compression, CompressionTypes>> = {
  none: CompressionTypes.None,
  gzip: CompressionTypes.GZIP,
  snappy: CompressionTypes.Snappy,
  lz4: CompressionTypes.LZ4,
  zstd: CompressionTypes.ZSTD,
};

/** kafkajs knows gzip only; it is lent our codecs. */
async function registered(compression: Compression): Promise<CompressionTypes> {
  const type = TYPES[compression];
  if (compression === 'none' || compression === 'gzip') return type;
  const codec = await loadCodec(COMPRESSION_NAMES.indexOf(compression));
  const kafkajsCodec = {
    compress: ({ buffer }: { readonly buffer: Buffer }) =>
      Promise.resolve(Buffer.from(codec.compress(buffer))),
    decompress: (bytes: Buffer) => Promise.resolve(codec.decompress(bytes, 1 << 26)),
  };
  Object.assign(CompressionCodecs, { [type]: () => kafkajsCodec });
  return type;
}

const text = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : Buffer.from(bytes).toString();

function seenRecord(batch: DecodedBatch, row: number): SeenRecord {
  return {
    partition: batch.partition,
    offset: batch.offsets[row] as number,
    key: text(keyAt(batch, row)),
    value: text(valueAt(batch, row)),
    timestampMs: batch.timestampsMs[row] as number,
    headers: headersAt(batch, row).map(({ key, value }) => [key, text(value)]),
  };
}
