import type { Cluster } from './broker/cluster.ts';
import { produceInProcess, requireAccepted } from './broker/in-process-producer.ts';
import { TestBrokerError } from './errors.ts';
import type { BatchProducer } from './log/record-batch-encoder.ts';
import type { ProducerClaim } from './protocol/messages/producer-transactions.ts';
import type { RecordToProduce } from './records.ts';

const TIMEOUT_MS = 900_000;

/**
 * A transaction without a socket, to lay out a log in a test. Several may be open at a time.
 *
 * @example
 * const transaction = broker.beginTransaction();
 * transaction.produceRecords('orders', 0, [{ value: 'never seen by read committed' }]);
 * transaction.abort();
 */
export class TestTransaction {
  readonly #cluster: Cluster;
  readonly #claim: ProducerClaim;
  readonly #nextSequence = new Map<string, number>();
  #isOpen = true;

  /** @internal */
  constructor(cluster: Cluster, transactionalId: string) {
    this.#cluster = cluster;
    const { errorCode, producerId, producerEpoch } = cluster.transactions.initProducerId(
      transactionalId,
      TIMEOUT_MS,
    );
    requireAccepted(errorCode, `begin transaction "${transactionalId}"`);
    this.#claim = { transactionalId, producerId, producerEpoch };
  }

  /** The producer id in the log, as fetches list it when the transaction is aborted. */
  get producerId(): number {
    return this.#claim.producerId;
  }

  /**
   * Appends records to a partition. Returns the offset of the first.
   *
   * @throws TestBrokerError when the transaction has ended or was fenced, or the partition does not exist.
   */
  produceRecords(topic: string, partition: number, records: readonly RecordToProduce[]): number {
    this.#requireOpen();
    requireAccepted(
      this.#cluster.transactions.addPartition(this.#claim, topic, partition),
      `add partition ${partition} of "${topic}" to a transaction`,
    );
    return produceInProcess(this.#cluster, topic, partition, records, (recordCount) =>
      this.#nextBatch(`${topic}/${partition}`, recordCount),
    );
  }

  /** Appends a commit marker to each partition it has written to. */
  commit(): void {
    this.#end(true);
  }

  /** Appends an abort marker to each partition it has written to. */
  abort(): void {
    this.#end(false);
  }

  #end(isCommit: boolean): void {
    this.#requireOpen();
    this.#isOpen = false;
    requireAccepted(
      this.#cluster.transactions.end(this.#claim, isCommit),
      isCommit ? 'commit a transaction' : 'abort a transaction',
    );
  }

  #requireOpen(): void {
    if (this.#isOpen) return;
    throw new TestBrokerError(
      'TEST_BROKER.TRANSACTION_ENDED',
      `The transaction "${this.#claim.transactionalId}" has been committed or aborted.`,
    );
  }

  #nextBatch(partition: string, recordCount: number): BatchProducer {
    const baseSequence = this.#nextSequence.get(partition) ?? 0;
    this.#nextSequence.set(partition, baseSequence + recordCount);
    return {
      producerId: this.#claim.producerId,
      producerEpoch: this.#claim.producerEpoch,
      baseSequence,
      isTransactional: true,
      isControl: false,
    };
  }
}
