import { CLOSED, PRODUCER_UNUSABLE } from '../conditions.ts';
import type { KafkaConnection } from '../connection/kafka-connection.ts';
import { retry } from '../connection/retry.ts';
import type { OutgoingRecord } from '../record-batch/encode-record-batch.ts';
import { BatchSender, type SendOptions } from './batch-sender.ts';
import { type ProducerOptions, resolvePacking } from './producer-options.ts';
import { SerialQueue } from './serial-queue.ts';

/**
 * An idempotent producer without transactions, acknowledged by all replicas in sync.
 *
 * **Delivery guarantee:** within one producer every record is stored once and in order. A caller that repeats
 * records after an error, or in another process, stores them again: at least once.
 */
export interface Producer {
  /**
   * Writes records to one partition, in their order and behind those of earlier calls. Durable when it resolves.
   *
   * @throws `KAFKA.MESSAGE_TOO_LARGE`, `KAFKA.REQUEST_FAILED`, `KAFKA.UNREACHABLE`, `KAFKA.UNKNOWN_TOPIC`;
   *   afterwards every call fails with {@link PRODUCER_UNUSABLE}, because what was stored is not known
   */
  send(
    topic: string,
    partition: number,
    records: readonly OutgoingRecord[],
    options?: SendOptions,
  ): Promise<void>;
  /** Waits for calls under way. The connection stays open: it belongs to its opener. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens a producer for {@link Producer | at least once}. */
export async function openProducer(
  connection: KafkaConnection,
  options: ProducerOptions = {},
): Promise<Producer> {
  const packing = await resolvePacking(options);
  const id = await retry(connection.retrying, () => connection.producing.initProducerId(null, 0));
  return new IdempotentProducer(new BatchSender(connection, id, packing));
}

class IdempotentProducer implements Producer {
  readonly #sender: BatchSender;
  readonly #queue = new SerialQueue();
  #state: 'ready' | 'failed' | 'closed' = 'ready';

  constructor(sender: BatchSender) {
    this.#sender = sender;
  }

  send(
    topic: string,
    partition: number,
    records: readonly OutgoingRecord[],
    options?: SendOptions,
  ): Promise<void> {
    return this.#queue.run(async () => {
      if (this.#state === 'closed') throw CLOSED.error({ what: 'producer' });
      if (this.#state === 'failed') throw PRODUCER_UNUSABLE.error({ producer: 'producer' });
      try {
        await this.#sender.send(topic, partition, records, options);
      } catch (error) {
        this.#state = 'failed';
        throw error;
      }
    });
  }

  close(): Promise<void> {
    return this.#queue.run(() => {
      this.#state = 'closed';
      return Promise.resolve();
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
