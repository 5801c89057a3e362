import { CLOSED, INVALID_OPTION, PRODUCER_STATE, PRODUCER_UNUSABLE } from '../conditions.ts';
import type {
  CommittedOffset,
  KafkaConnection,
  ProducerIdentity,
} from '../connection/kafka-connection.ts';
import { retry } from '../connection/retry.ts';
import type { OutgoingRecord } from '../record-batch/encode-record-batch.ts';
import { BatchSender, type SendOptions } from './batch-sender.ts';
import { explainRefusal, type TransactionSettings } from './explain-refusal.ts';
import { type Packing, type ProducerOptions, resolvePacking } from './producer-options.ts';
import { SerialQueue } from './serial-queue.ts';

/** How a transactional producer is opened. */
export interface TransactionalProducerOptions extends ProducerOptions {
  /** The same at every start: with it the broker finds and settles what the last producer left open. */
  readonly transactionalId: string;
  /**
   * The broker aborts a transaction that is open for longer, ms; default 60,000. Until then an abandoned one
   * holds up every `read_committed` reader of its partitions. Brokers refuse more than their
   * `transaction.max.timeout.ms`, 15 minutes by default.
   */
  readonly transactionTimeoutMs?: number;
}

/**
 * Writes batches that readers under `read_committed` see as a whole or not at all.
 *
 * Call `begin`, any number of `send` and `commitMarker`, then `commit` or `abort`; then again. After **any** error
 * the producer is spent and every call fails with {@link PRODUCER_UNUSABLE}: close it, open a new one with the
 * same id, which settles the old transaction, and let {@link readMarker} say whether it was committed.
 *
 * **Delivery guarantee:** exactly once, for a caller that writes a marker in each transaction and skips what the
 * marker says is committed.
 */
export interface TransactionalProducer {
  /** Begins a transaction. Nothing is sent. */
  begin(): void;
  /**
   * Writes records to one partition as part of the transaction, in their order and behind earlier ones.
   *
   * @throws `KAFKA.MESSAGE_TOO_LARGE`, `KAFKA.FENCED`, `KAFKA.TRANSACTION_TIMED_OUT`, `KAFKA.UNKNOWN_TOPIC`, `KAFKA.REQUEST_FAILED`, `KAFKA.UNREACHABLE`
   */
  send(
    topic: string,
    partition: number,
    records: readonly OutgoingRecord[],
    options?: SendOptions,
  ): Promise<void>;
  /**
   * Commits `marker` for the group and partition 0 of an existing topic, in the same transaction: with it the
   * records and the marker become visible together or not at all.
   */
  commitMarker(groupId: string, topic: string, marker: CommittedOffset): Promise<void>;
  /** Resolves when the transaction is committed for good. If it throws, the outcome is open: see above. */
  commit(): Promise<void>;
  abort(): Promise<void>;
  /** Aborts a transaction that is open. The connection stays open: it belongs to its opener. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const DEFAULT_TRANSACTION_TIMEOUT_MS = 60_000;
const MARKER_PARTITION = 0;

/**
 * Opens a producer and fences every older one with the same id. When it resolves, the outcome of the last
 * transaction under this id is fixed, so a marker read afterwards is final.
 *
 * @throws {@link INVALID_OPTION}, `KAFKA.NOT_AUTHORIZED`, `KAFKA.REQUEST_FAILED`, `KAFKA.UNREACHABLE`
 */
export async function openTransactionalProducer(
  connection: KafkaConnection,
  options: TransactionalProducerOptions,
): Promise<TransactionalProducer> {
  const { transactionalId, transactionTimeoutMs = DEFAULT_TRANSACTION_TIMEOUT_MS } = options;
  if (transactionalId === '') {
    throw INVALID_OPTION.error({ option: 'transactionalId', problem: 'is empty' });
  }
  const packing = await resolvePacking(options);
  const id = await retry(connection.retrying, () =>
    connection.producing.initProducerId(transactionalId, transactionTimeoutMs),
  );
  return new KafkaTransactionalProducer(connection, id, packing, {
    transactionalId,
    transactionTimeoutMs,
  });
}

/**
 * The marker a group committed for partition 0 of the topic, undefined when there is none. Open the producer
 * first: before that, a transaction of the old one may still be decided either way.
 *
 * Brokers forget the offsets of an idle group after `offsets.retention.minutes`, 7 days by default.
 */
export function readMarker(
  connection: KafkaConnection,
  groupId: string,
  topic: string,
): Promise<CommittedOffset | undefined> {
  return connection.committedOffset(groupId, topic, MARKER_PARTITION);
}

class KafkaTransactionalProducer implements TransactionalProducer {
  readonly #connection: KafkaConnection;
  readonly #id: ProducerIdentity;
  readonly #settings: TransactionSettings;
  readonly #sender: BatchSender;
  readonly #queue = new SerialQueue();
  #state: 'ready' | 'in a transaction' | 'failed' | 'closed' = 'ready';
  /** Partitions the coordinator knows to be part of the transaction. */
  readonly #partitions = new Set<string>();
  #hasMarker = false;
  #beganAtMs = 0;

  constructor(
    connection: KafkaConnection,
    id: ProducerIdentity,
    packing: Packing,
    settings: TransactionSettings,
  ) {
    this.#connection = connection;
    this.#settings = settings;
    this.#id = id;
    this.#sender = new BatchSender(connection, id, packing);
  }

  begin(): void {
    this.#demand('begin', 'ready');
    this.#state = 'in a transaction';
    this.#beganAtMs = this.#connection.retrying.clock.nowMs();
  }

  send(
    topic: string,
    partition: number,
    records: readonly OutgoingRecord[],
    options?: SendOptions,
  ): Promise<void> {
    return this.#inTransaction('send', async () => {
      if (records.length === 0) return;
      const key = `${topic}-${partition}`;
      if (!this.#partitions.has(key)) {
        await this.#retry((requests) => requests.addPartition(this.#id, topic, partition));
        this.#partitions.add(key);
      }
      await this.#sender.send(topic, partition, records, options);
    });
  }

  commitMarker(groupId: string, topic: string, marker: CommittedOffset): Promise<void> {
    return this.#inTransaction('commitMarker', async () => {
      // From here on the coordinator may know of the transaction, whatever becomes of the answer.
      this.#hasMarker = true;
      await this.#retry((requests) => requests.addOffsets(this.#id, groupId));
      await this.#retry((requests) =>
        requests.commitOffset(this.#id, groupId, topic, MARKER_PARTITION, marker),
      );
    });
  }

  commit(): Promise<void> {
    return this.#inTransaction('commit', () => this.#end('commit'));
  }

  abort(): Promise<void> {
    return this.#inTransaction('abort', () => this.#end('abort'));
  }

  close(): Promise<void> {
    return this.#queue.run(async () => {
      const wasOpen = this.#state === 'in a transaction';
      this.#state = 'closed';
      if (!wasOpen || this.#isEmpty) return;
      try {
        await this.#connection.producing.endTransaction(this.#id, 'abort');
      } catch {
        // The next producer with this id aborts it, or the broker after the timeout; closing must not hide
        // the error that led here.
      }
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get #name(): string {
    return `producer with the transactional id "${this.#settings.transactionalId}"`;
  }

  /** Whether the coordinator has never heard of the transaction: then there is nothing to end. */
  get #isEmpty(): boolean {
    return this.#partitions.size === 0 && !this.#hasMarker;
  }

  async #end(outcome: 'commit' | 'abort'): Promise<void> {
    if (!this.#isEmpty) {
      // Said twice, because the first answer was lost, it is answered the same way again.
      await this.#retry((requests) => requests.endTransaction(this.#id, outcome));
    }
    this.#partitions.clear();
    this.#hasMarker = false;
    this.#state = 'ready';
  }

  #retry(attempt: (requests: KafkaConnection['producing']) => Promise<void>): Promise<void> {
    return retry(this.#connection.retrying, () => attempt(this.#connection.producing));
  }

  #inTransaction(call: string, task: () => Promise<void>): Promise<void> {
    return this.#queue.run(async () => {
      this.#demand(call, 'in a transaction');
      try {
        await task();
      } catch (error) {
        this.#state = 'failed';
        const { clock } = this.#connection.retrying;
        const openForMs = clock.nowMs() - this.#beganAtMs;
        throw await explainRefusal(this.#connection, this.#id, this.#settings, openForMs, error);
      }
    });
  }

  #demand(call: string, state: 'ready' | 'in a transaction'): void {
    if (this.#state === state) return;
    const producer = this.#name;
    if (this.#state === 'failed') throw PRODUCER_UNUSABLE.error({ producer });
    if (this.#state === 'closed') throw CLOSED.error({ what: producer });
    throw PRODUCER_STATE.error({ producer, call, state: this.#state });
  }
}
