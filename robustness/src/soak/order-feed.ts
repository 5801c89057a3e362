import { setTimeout as sleep } from 'node:timers/promises';
import { type Admin, Kafka, logLevel, type Producer } from 'kafkajs';
import { closingRecord, type OrderRecord, orderRecord } from '../shop/generate-orders.ts';
import type { Ledger } from '../shop/ledger.ts';
import { TOPICS } from './topics.ts';

const TOPIC = 'orders';
const PARTITIONS = TOPICS.orders;
const PAUSE_MS = 100;
/** The partitions of the topic are never further apart than a chunk. */
const MAX_CHUNK = 400;
/** On a slow machine the end of a soak would be a long wait. */
const MAX_BACKLOG = 20_000;
const RETRY_MS = 200;
/** So long a broker may be away. */
const MAX_RETRIES = 600;

/** The records of one partition in one request: all of them get in, or none. */
interface Part {
  readonly partition: number;
  readonly records: readonly OrderRecord[];
}

/**
 * Sends the orders and keeps the ledger. It is the only producer of its topic, so the end of a partition
 * tells what became of a request whose answer got lost: each record is in the topic exactly once.
 */
export class OrderFeed {
  readonly #brokers: string;
  readonly #seed: number;
  readonly #ledger: Ledger;
  readonly #ends: number[] = new Array<number>(PARTITIONS).fill(0);
  #producer: Producer | undefined;
  #admin: Admin | undefined;
  #sent = 0;

  constructor(brokers: string, seed: number, ledger: Ledger) {
    this.#brokers = brokers;
    this.#seed = seed;
    this.#ledger = ledger;
  }

  get sent(): number {
    return this.#sent;
  }

  async open(): Promise<void> {
    const { admin } = await this.#connect();
    const topics = Object.entries(TOPICS).map(([topic, numPartitions]) => ({
      topic,
      numPartitions,
    }));
    await admin.createTopics({ topics, waitForLeaders: true });
  }

  /** Sends so many orders, as fast as it goes. */
  async send(count: number): Promise<void> {
    for (let left = count; left > 0; left -= MAX_CHUNK) {
      await this.#sendChunk(Math.min(left, MAX_CHUNK));
    }
  }

  /** Sends orders until told to stop, as long as the reader keeps up: `read` says how far it is. */
  async sendPaced(
    recordsPerSecond: number,
    read: () => number,
    signal: AbortSignal,
  ): Promise<void> {
    const chunk = Math.min(
      MAX_CHUNK,
      Math.max(1, Math.round((recordsPerSecond * PAUSE_MS) / 1000)),
    );
    while (!signal.aborted) {
      if (this.#sent - read() < MAX_BACKLOG) await this.#sendChunk(chunk);
      await sleep(PAUSE_MS);
    }
  }

  /** Sends to each partition the order that closes all windows. */
  async sendClosing(): Promise<void> {
    const record = closingRecord(this.#sent);
    await this.#sendParts(this.#ends.map((_, partition) => ({ partition, records: [record] })));
  }

  async #sendChunk(count: number): Promise<void> {
    const parts = this.#ends.map((_, partition) => ({ partition, records: [] as OrderRecord[] }));
    for (let i = 0; i < count; i++) {
      const seq = this.#sent + i;
      parts[seq % PARTITIONS]?.records.push(orderRecord(this.#seed, seq));
    }
    await this.#sendParts(parts.filter(({ records }) => records.length > 0));
    this.#sent += count;
  }

  async #sendParts(parts: readonly Part[]): Promise<void> {
    let left = parts;
    for (let attempt = 0; left.length > 0; attempt++) {
      try {
        const { producer } = await this.#connect();
        const messages = left.flatMap(({ partition, records }) =>
          records.map(({ text }) => ({ partition, value: text })),
        );
        await producer.send({ topic: TOPIC, acks: -1, messages });
        for (const part of left) this.#note(part);
        left = [];
      } catch (error) {
        if (attempt === MAX_RETRIES) throw error;
        await this.#disconnect();
        await sleep(RETRY_MS);
        left = await this.#settle(left);
      }
    }
  }

  /** Of parts whose fate is unknown, those that did not get in. */
  async #settle(parts: readonly Part[]): Promise<readonly Part[]> {
    try {
      const { admin } = await this.#connect();
      const ends = new Map(
        (await admin.fetchTopicOffsets(TOPIC)).map(({ partition, high }) => [
          partition,
          Number(high),
        ]),
      );
      return parts.filter((part) => {
        const grown = (ends.get(part.partition) as number) - (this.#ends[part.partition] as number);
        if (grown === part.records.length) this.#note(part);
        else if (grown !== 0)
          throw new TypeError(`${grown} records got in instead of ${part.records.length}`);
        return grown === 0;
      });
    } catch (error) {
      if (error instanceof TypeError) throw error;
      await this.#disconnect();
      await sleep(RETRY_MS);
      return this.#settle(parts);
    }
  }

  #note({ partition, records }: Part): void {
    for (const record of records) {
      const offset = this.#ends[partition] as number;
      this.#ledger.add(record, `${partition}:${offset}`);
      this.#ends[partition] = offset + 1;
    }
  }

  async #connect(): Promise<{ readonly producer: Producer; readonly admin: Admin }> {
    if (this.#producer !== undefined && this.#admin !== undefined) {
      return { producer: this.#producer, admin: this.#admin };
    }
    const kafka = new Kafka({
      brokers: this.#brokers.split(','),
      clientId: 'order-feed',
      logLevel: logLevel.NOTHING,
      connectionTimeout: 3000,
      requestTimeout: 10_000,
      // What became of a request is found out from the log.
      retry: { retries: 0 },
    });
    const [producer, admin] = [kafka.producer(), kafka.admin()];
    await Promise.all([producer.connect(), admin.connect()]);
    this.#producer = producer;
    this.#admin = admin;
    return { producer, admin };
  }

  async #disconnect(): Promise<void> {
    const clients = [this.#producer, this.#admin];
    this.#producer = undefined;
    this.#admin = undefined;
    await Promise.allSettled(clients.map(async (client) => client?.disconnect()));
  }

  async close(): Promise<void> {
    await this.#disconnect();
  }
}
