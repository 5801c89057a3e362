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
  async send(topic: string, partition: number, records: readonly OutgoingRecord[]): Promise<void> {
    for (const part of splitBySize(records, this.#packing.maxRequestBytes)) {
      await this.#sendBatch(topic, partition, part);
    }
  }

  async #sendBatch(
    topic: string,
    partition: number,
    records: readonly OutgoingRecord[],
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
      await retry(retrying, async () => {
        const { errorCode } = await producing.produce(this.#id, topic, partition, batch);
        const isStored =
          errorCode === ErrorCode.NONE || errorCode === ErrorCode.DUPLICATE_SEQUENCE_NUMBER;
        if (!isStored) throw requestFailed('Produce', key, errorCode);
      });
      this.#nextSequence.set(key, advanceSequence(baseSequence, records.length));
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      if (records.length === 1) {
        const sizeBytes = batch.length;
        throw MESSAGE_TOO_LARGE.error({ topic, partition, sizeBytes }, { cause: error });
      }
      // The topic takes less than a request may hold. A refused batch used up no sequence numbers (Java does the same).
      const middle = records.length >>> 1;
      await this.#sendBatch(topic, partition, records.slice(0, middle));
      await this.#sendBatch(topic, partition, records.slice(middle));
    }
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
