import { MESSAGE_TOO_LARGE, REQUEST_FAILED } from '../conditions.ts';
import { requestFailed } from '../connection/broker-connection.ts';
import type { KafkaConnection, ProducerIdentity } from '../connection/kafka-connection.ts';
import { retry } from '../connection/retry.ts';
import { ErrorCode } from '../protocol/error-code.ts';
import {
  encodeRecordBatch,
  type OutgoingRecord,
  recordSizeBound,
} from '../record-batch/encode-record-batch.ts';
import type { Packing } from './producer-options.ts';

/** A record that the topic is too small for. */
export interface RefusedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly record: OutgoingRecord;
  /** Of the record alone in a batch, as it was sent. */
  readonly sizeBytes: number;
  /** What the topic takes; undefined where the brokers do not tell it. */
  readonly limitBytes: number | undefined;
}

/** What becomes of records while they are sent. */
export interface SendOptions {
  /** Takes a record that is too large, and the others go on. Without it such a record fails the call. */
  readonly onTooLarge?: (refused: RefusedRecord) => void;
}

/** Brokers close a connection on which a larger request comes (`socket.request.max.bytes`, its default). */
const MAX_REQUEST_BYTES = 100 * 1024 * 1024;
/** Of a request, besides the records. */
const REQUEST_OVERHEAD_BYTES = 64 * 1024;

/** Sequence numbers are 31 bits wide. */
const SEQUENCE_SPACE = 2 ** 31;

/** The sequence number after `count` records: behind the largest comes 0 (Java: `DefaultRecordBatch.incrementSequence`). */
export function advanceSequence(sequence: number, count: number): number {
  return (sequence + count) % SEQUENCE_SPACE;
}

/**
 * Writes records as one producer, batch by batch in the order of the calls. A batch that got no answer is sent
 * again as the same bytes, with the same sequence number and to the same partition, so the broker drops what it
 * has already.
 */
export class BatchSender {
  readonly #connection: KafkaConnection;
  readonly #id: ProducerIdentity;
  readonly #packing: Packing;
  readonly #nextSequence = new Map<string, number>();

  constructor(connection: KafkaConnection, id: ProducerIdentity, packing: Packing) {
    this.#connection = connection;
    this.#id = id;
    this.#packing = packing;
  }

  /** Resolves when all replicas in sync have the records. After an error the sender must not be used again. */
  async send(
    topic: string,
    partition: number,
    records: readonly OutgoingRecord[],
    options: SendOptions = {},
  ): Promise<void> {
    for (const part of splitBySize(records, this.#packing.maxRequestBytes)) {
      await this.#sendBatch(topic, partition, part, options);
    }
  }

  async #sendBatch(
    topic: string,
    partition: number,
    records: readonly OutgoingRecord[],
    options: SendOptions,
  ): Promise<void> {
    const key = `${topic}-${partition}`;
    const baseSequence = this.#nextSequence.get(key) ?? 0;
    const { producing, retrying } = this.#connection;
    const batch = encodeRecordBatch(records, {
      codecId: this.#packing.codecId,
      codec: this.#packing.codec,
      nowMs: retrying.clock.nowMs(),
      producerId: this.#id.producerId,
      producerEpoch: this.#id.producerEpoch,
      baseSequence,
      isTransactional: this.#id.transactionalId !== null,
    });
    try {
      if (batch.length > MAX_REQUEST_BYTES - REQUEST_OVERHEAD_BYTES) {
        throw requestFailed('Produce', key, ErrorCode.MESSAGE_TOO_LARGE);
      }
      await retry(retrying, async () => {
        const { errorCode } = await producing.produce(this.#id, topic, partition, batch);
        const isStored =
          errorCode === ErrorCode.NONE || errorCode === ErrorCode.DUPLICATE_SEQUENCE_NUMBER;
        if (!isStored) throw requestFailed('Produce', key, errorCode);
      });
      this.#nextSequence.set(key, advanceSequence(baseSequence, records.length));
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      const [record] = records;
      if (record !== undefined && records.length === 1) {
        const limitBytes = await this.#limitOf(topic);
        const refused = { topic, partition, sizeBytes: batch.length, limitBytes };
        if (options.onTooLarge === undefined) {
          throw MESSAGE_TOO_LARGE.error(refused, { cause: error });
        }
        options.onTooLarge({ ...refused, record });
        return;
      }
      // The topic takes less than a request may hold. A refused batch used up no sequence numbers (Java does the same).
      const middle = records.length >>> 1;
      await this.#sendBatch(topic, partition, records.slice(0, middle), options);
      await this.#sendBatch(topic, partition, records.slice(middle), options);
    }
  }

  async #limitOf(topic: string): Promise<number | undefined> {
    const limit = await this.#connection.topicConfig(topic, 'max.message.bytes');
    return limit === undefined ? undefined : Number(limit);
  }
}

function isTooLarge(error: unknown): boolean {
  if (!REQUEST_FAILED.is(error)) return false;
  const { code } = error.parameters;
  return code === ErrorCode.MESSAGE_TOO_LARGE || code === ErrorCode.RECORD_LIST_TOO_LARGE;
}

/** Cuts records into runs of at most `maxBytes`; a record larger than that stands alone. */
export function* splitBySize(
  records: readonly OutgoingRecord[],
  maxBytes: number,
): Generator<readonly OutgoingRecord[], void, undefined> {
  let start = 0;
  let bytes = 0;
  for (let i = 0; i < records.length; i++) {
    const size = recordSizeBound(records[i]!);
    if (i > start && bytes + size > maxBytes) {
      yield records.slice(start, i);
      start = i;
      bytes = 0;
    }
    bytes += size;
  }
  if (start < records.length) yield records.slice(start);
}
