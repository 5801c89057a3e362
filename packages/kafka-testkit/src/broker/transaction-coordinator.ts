import { ErrorCode } from '../protocol/error-codes.ts';
import type { OffsetToCommit } from '../protocol/messages/group-offsets.ts';
import type {
  InitProducerIdResponse,
  ProducerClaim,
} from '../protocol/messages/producer-transactions.ts';
import type { GroupCoordinator } from './group-coordinator.ts';
import type { Timing } from './timing.ts';
import type { Topics } from './topics.ts';

const FIRST_PRODUCER_ID = 1000;
/** Epochs are int16; Kafka takes a new producer id before the last one. */
const LAST_EPOCH = 32_766;
/** Kafka's default of `transaction.max.timeout.ms`. */
const MAX_TRANSACTION_TIMEOUT_MS = 900_000;

interface PendingOffset extends OffsetToCommit {
  readonly topic: string;
}

/** What the coordinator knows of one transactional id. */
interface TransactionalProducer {
  producerId: number;
  producerEpoch: number;
  timeoutMs: number;
  /** Partition numbers by topic that the open transaction has touched. */
  readonly partitions: Map<string, Set<number>>;
  /** Offsets to commit with the open transaction, by group. */
  readonly offsets: Map<string, PendingOffset[]>;
  isOpen: boolean;
  /** How the transaction before ended, so that a repeated EndTxn finds its answer. */
  lastOutcome: 'commit' | 'abort' | undefined;
  /** Ends the wait for the timeout of the open transaction. */
  stopWaiting: (() => void) | undefined;
}

/** Transactions across partitions and groups, with one producer a transactional id. */
export class TransactionCoordinator {
  readonly #producers = new Map<string, TransactionalProducer>();
  readonly #topics: Topics;
  readonly #groups: GroupCoordinator;
  readonly #timing: Timing;
  #nextProducerId = FIRST_PRODUCER_ID;

  constructor(topics: Topics, groups: GroupCoordinator, timing: Timing) {
    this.#topics = topics;
    this.#groups = groups;
    this.#timing = timing;
  }

  /**
   * Gives a producer its identity. For a known transactional id this fences: the epoch grows, and
   * what the former producer has left open is aborted, so the outcome of the past is fixed.
   */
  initProducerId(transactionalId: string | null, timeoutMs: number): InitProducerIdResponse {
    const refuse = (errorCode: ErrorCode) => ({ errorCode, producerId: -1, producerEpoch: -1 });
    if (transactionalId === null) {
      return {
        errorCode: ErrorCode.NONE,
        producerId: this.#nextProducerId++,
        producerEpoch: 0,
      };
    }
    if (transactionalId === '') return refuse(ErrorCode.INVALID_REQUEST);
    if (timeoutMs <= 0 || timeoutMs > MAX_TRANSACTION_TIMEOUT_MS) {
      return refuse(ErrorCode.INVALID_TRANSACTION_TIMEOUT);
    }
    const known = this.#producers.get(transactionalId);
    const producer = known ?? this.#register(transactionalId, timeoutMs);
    if (known !== undefined) {
      known.producerEpoch++;
      if (known.isOpen) this.#finish(known, false);
      if (known.producerEpoch >= LAST_EPOCH) {
        known.producerId = this.#nextProducerId++;
        known.producerEpoch = 0;
      }
      known.lastOutcome = undefined;
      known.timeoutMs = timeoutMs;
    }
    return {
      errorCode: ErrorCode.NONE,
      producerId: producer.producerId,
      producerEpoch: producer.producerEpoch,
    };
  }

  /** Whether a claim is the living producer of its transactional id. */
  check({ transactionalId, producerId, producerEpoch }: ProducerClaim): ErrorCode {
    const producer = this.#producers.get(transactionalId);
    if (producer?.producerId !== producerId) return ErrorCode.INVALID_PRODUCER_ID_MAPPING;
    return producer.producerEpoch === producerEpoch
      ? ErrorCode.NONE
      : ErrorCode.INVALID_PRODUCER_EPOCH;
  }

  addPartition(claim: ProducerClaim, topic: string, partition: number): ErrorCode {
    const errorCode = this.check(claim);
    if (errorCode !== ErrorCode.NONE) return errorCode;
    if (this.#topics.partition(topic, partition) === undefined) {
      return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    }
    const { partitions } = this.#open(claim.transactionalId);
    partitions.set(topic, (partitions.get(topic) ?? new Set()).add(partition));
    return ErrorCode.NONE;
  }

  addGroup(claim: ProducerClaim, groupId: string): ErrorCode {
    const errorCode = this.check(claim);
    if (errorCode !== ErrorCode.NONE) return errorCode;
    const { offsets } = this.#open(claim.transactionalId);
    if (!offsets.has(groupId)) offsets.set(groupId, []);
    return ErrorCode.NONE;
  }

  addOffset(
    claim: ProducerClaim,
    groupId: string,
    topic: string,
    offset: OffsetToCommit,
  ): ErrorCode {
    const errorCode = this.check(claim);
    if (errorCode !== ErrorCode.NONE) return errorCode;
    if (this.#topics.partition(topic, offset.partition) === undefined) {
      return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    }
    const pending = this.#producers.get(claim.transactionalId)?.offsets.get(groupId);
    if (pending === undefined) return ErrorCode.INVALID_TXN_STATE;
    pending.push({ topic, ...offset });
    return ErrorCode.NONE;
  }

  /** Whether a transactional batch may be appended: its partition has to be in the transaction. */
  checkProduce(claim: ProducerClaim, topic: string, partition: number): ErrorCode {
    const errorCode = this.check(claim);
    if (errorCode !== ErrorCode.NONE) return errorCode;
    const producer = this.#producers.get(claim.transactionalId);
    const isEnlisted = producer?.partitions.get(topic)?.has(partition) ?? false;
    return isEnlisted ? ErrorCode.NONE : ErrorCode.INVALID_TXN_STATE;
  }

  /** Ends the open transaction. Asking again for the same outcome is answered as the first time. */
  end(claim: ProducerClaim, isCommit: boolean): ErrorCode {
    const errorCode = this.check(claim);
    const producer = this.#producers.get(claim.transactionalId);
    if (errorCode !== ErrorCode.NONE || producer === undefined) return errorCode;
    if (producer.isOpen) {
      this.#finish(producer, isCommit);
      return ErrorCode.NONE;
    }
    return producer.lastOutcome === (isCommit ? 'commit' : 'abort')
      ? ErrorCode.NONE
      : ErrorCode.INVALID_TXN_STATE;
  }

  /** What the transaction timeout does: abort, and fence the producer. False when none is open. */
  expire(transactionalId: string): boolean {
    const producer = this.#producers.get(transactionalId);
    if (!producer?.isOpen) return false;
    producer.producerEpoch++;
    this.#finish(producer, false);
    return true;
  }

  #register(transactionalId: string, timeoutMs: number): TransactionalProducer {
    const producer: TransactionalProducer = {
      producerId: this.#nextProducerId++,
      producerEpoch: 0,
      timeoutMs,
      partitions: new Map(),
      offsets: new Map(),
      isOpen: false,
      lastOutcome: undefined,
      stopWaiting: undefined,
    };
    this.#producers.set(transactionalId, producer);
    return producer;
  }

  #open(transactionalId: string): TransactionalProducer {
    const producer = this.#producers.get(transactionalId);
    if (producer === undefined) throw new Error(`unchecked transactional id "${transactionalId}"`);
    if (!producer.isOpen) {
      producer.isOpen = true;
      const waiting = new AbortController();
      const { signal } = waiting;
      producer.stopWaiting = () => waiting.abort(null);
      void this.#expireAfter(producer.timeoutMs, transactionalId, signal);
    }
    return producer;
  }

  async #expireAfter(delayMs: number, id: string, signal: AbortSignal): Promise<void> {
    await this.#timing.sleep(delayMs, signal);
    if (!signal.aborted) this.expire(id);
  }

  /** Markers first, then the offsets: all of it before the next request is looked at. */
  #finish(producer: TransactionalProducer, isCommit: boolean): void {
    producer.stopWaiting?.();
    producer.stopWaiting = undefined;
    for (const [topic, partitions] of producer.partitions) {
      for (const number of partitions) {
        const partition = this.#topics.partition(topic, number);
        partition?.log.appendMarker(
          {
            producerId: producer.producerId,
            producerEpoch: producer.producerEpoch,
            isCommit,
            timestampMs: this.#timing.now(),
          },
          partition.leaderEpoch,
        );
      }
    }
    if (isCommit) {
      for (const [groupId, offsets] of producer.offsets) {
        for (const { topic, partition, offset, metadata } of offsets) {
          this.#groups.commit(groupId, topic, partition, { offset, metadata });
        }
      }
    }
    producer.partitions.clear();
    producer.offsets.clear();
    producer.isOpen = false;
    producer.lastOutcome = isCommit ? 'commit' : 'abort';
  }
}
