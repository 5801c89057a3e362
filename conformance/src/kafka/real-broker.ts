import { createSession } from '@tidemark/core';
import { kafkaSource } from '@tidemark/kafka-source';
import type { RecordToProduce } from '@tidemark/kafka-testkit';
import { Kafka, logLevel, type Message, type Producer, type Transaction } from 'kafkajs';
import { Difference } from '../outcome.ts';
import type { FoundRecord, ScenarioBroker } from './scenario-broker.ts';

/** How long a broker takes to tell all of its parts of a new partition. */
const SETTLE_TRIES = 100;
const SETTLE_DELAY_MS = 50;

/** Topics of one scenario on a broker of somebody's, written by a client that is not ours. */
export class RealBroker implements ScenarioBroker {
  readonly addresses: readonly string[];
  readonly #kafka: Kafka;
  readonly #partitions: Map<string, number>;
  #transaction: { readonly producer: Producer; readonly transaction: Transaction } | undefined;
  /** The topics that the open transaction wrote. */
  readonly #written = new Set<string>();
  /** Which partition takes the next record that names none. */
  #next = 0;

  private constructor(addresses: readonly string[], partitions: Map<string, number>) {
    this.addresses = addresses;
    this.#partitions = partitions;
    this.#kafka = new Kafka({
      clientId: 'tidemark-conformance',
      brokers: [...addresses],
      logLevel: logLevel.NOTHING,
    });
  }

  static async open(
    addresses: readonly string[],
    topics: ReadonlyMap<string, number>,
  ): Promise<RealBroker> {
    const broker = new RealBroker(addresses, new Map(topics));
    const wanted = [...topics].map(([topic, numPartitions]) => ({ topic, numPartitions }));
    if (wanted.length > 0) {
      await broker.#admin((admin) => admin.createTopics({ topics: wanted, waitForLeaders: true }));
    }
    return broker;
  }

  async produce(
    topic: string,
    partition: number | undefined,
    records: readonly RecordToProduce[],
  ): Promise<void> {
    // A producer of its own knows of partitions that were added.
    const producer = this.#kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    try {
      for (const record of records) {
        const chosen = partition ?? this.#next++ % (this.#partitions.get(topic) ?? 1);
        // One by one: when one of several partitions is not ready yet, kafkajs sends to all of them again.
        await producer.send({ topic, messages: [{ ...messageOf(record), partition: chosen }] });
      }
    } finally {
      await producer.disconnect();
    }
  }

  async produceInTransaction(
    topic: string,
    partition: number,
    records: readonly RecordToProduce[],
    end: string | undefined,
  ): Promise<void> {
    this.#transaction ??= await this.#begin(`${topic}-transaction`);
    const messages = records.map((record) => ({ ...messageOf(record), partition }));
    await this.#transaction.transaction.send({ topic, messages });
    this.#written.add(topic);
    if (end !== undefined) await this.endTransaction(end);
  }

  async endTransaction(end: string): Promise<void> {
    if (this.#transaction === undefined) throw new TypeError('no transaction is open');
    const { producer, transaction } = this.#transaction;
    this.#transaction = undefined;
    const topics = [...this.#written];
    this.#written.clear();
    const ends = await Promise.all(topics.map((topic) => this.#endOf(topic)));
    await (end === 'commit' ? transaction.commit() : transaction.abort());
    await producer.disconnect();
    // The end of a transaction takes offsets too, a moment after the broker said that it is over.
    await settled(async () => {
      const now = await Promise.all(topics.map((topic) => this.#endOf(topic)));
      return now.every((offset, i) => offset > (ends[i] ?? 0));
    });
  }

  async setPartitions(topic: string, count: number): Promise<void> {
    this.#partitions.set(topic, count);
    await this.#admin(async (admin) => {
      await admin.createPartitions({ topicPartitions: [{ topic, count }] });
      await settled(async () => {
        const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
        const found = topics[0]?.partitions ?? [];
        return found.length === count && found.every(({ leader }) => leader >= 0);
      });
    });
  }

  async records(topic: string): Promise<readonly FoundRecord[]> {
    const source = kafkaSource({
      brokers: this.addresses,
      topic,
      includeHeaders: true,
      isolationLevel: 'read_committed',
    });
    try {
      const rows = await createSession().read(source).collect();
      return rows.map(({ partition, value, headers }) => ({
        partition,
        value,
        headers: headers ?? [],
      }));
    } catch (error) {
      throw new Difference(`topic '${topic}' cannot be read: ${String(error)}`);
    }
  }

  async stop(): Promise<void> {
    if (this.#transaction !== undefined) await this.endTransaction('abort');
    const topics = [...this.#partitions.keys()];
    if (topics.length > 0) await this.#admin((admin) => admin.deleteTopics({ topics }));
  }

  /** How many offsets a topic has given away, in all partitions. */
  async #endOf(topic: string): Promise<number> {
    let sum = 0;
    await this.#admin(async (admin) => {
      for (const { high } of await admin.fetchTopicOffsets(topic)) sum += Number(high);
    });
    return sum;
  }

  async #begin(
    transactionalId: string,
  ): Promise<{ readonly producer: Producer; readonly transaction: Transaction }> {
    const producer = this.#kafka.producer({
      transactionalId,
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await producer.connect();
    return { producer, transaction: await producer.transaction() };
  }

  async #admin(use: (admin: ReturnType<Kafka['admin']>) => Promise<unknown>): Promise<void> {
    const admin = this.#kafka.admin();
    await admin.connect();
    try {
      await use(admin);
    } finally {
      await admin.disconnect();
    }
  }
}

async function settled(isSettled: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < SETTLE_TRIES; tries++) {
    if (await isSettled()) return;
    await new Promise((resolve) => setTimeout(resolve, SETTLE_DELAY_MS));
  }
  throw new TypeError('the broker takes too long');
}

function messageOf({ key, value, headers = [], timestampMs }: RecordToProduce): Message {
  const byName: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const [name, content] of Array.isArray(headers) ? headers : Object.entries(headers)) {
    (byName[name] ??= []).push(String(content ?? ''));
  }
  return {
    key: bufferOf(key),
    value: bufferOf(value),
    headers: byName,
    ...(timestampMs === undefined ? {} : { timestamp: String(timestampMs) }),
  };
}

function bufferOf(content: RecordToProduce['value']): Buffer | null {
  return content === null || content === undefined ? null : Buffer.from(content as string);
}
