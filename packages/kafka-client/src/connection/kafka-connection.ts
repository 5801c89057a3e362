import type { FetchedPartition, FetchLimits, FetchPosition } from '../protocol/fetch.ts';
import type { Isolation } from '../protocol/isolation.ts';
import type { TopicCommit } from '../protocol/offset-commit.ts';
import type { ProducedBatch } from '../protocol/produce.ts';
import type { RetryContext } from './retry.ts';

/** A place in a log, by what is there. */
export type OffsetSpec = 'earliest' | 'latest' | { readonly timestampMs: number };

/** What the brokers say of a topic. */
export interface TopicDescription {
  /** Another one when the topic is made anew; undefined where the brokers do not tell it (before Kafka 3.1). */
  readonly id: string | undefined;
  /** In rising order. */
  readonly partitions: readonly number[];
}

/** What the coordinator knows of a transactional id. */
export interface TransactionState {
  /** `Empty`, `Ongoing`, `PrepareCommit`, `PrepareAbort`, `CompleteCommit`, `CompleteAbort`, … */
  readonly state: string;
  readonly producerId: bigint;
  readonly producerEpoch: number;
}

/** An offset a group committed, and the note it left with it. */
export interface CommittedOffset {
  readonly offset: number;
  readonly metadata: string;
}

/**
 * What Tidemark needs of a Kafka cluster: the port behind which another client library could stand. Free of
 * consumer groups. One connection serves any number of readers and producers at once.
 *
 * Unless said otherwise a call repeats its request until `retry.deadlineMs` is over while brokers cannot be
 * reached or leaders move; then it fails with `KAFKA.UNREACHABLE` or `KAFKA.REQUEST_FAILED`. All fail with
 * `KAFKA.NOT_AUTHORIZED` where an ACL or a login stands in the way, and with `KAFKA.CLOSED` after `close()`.
 */
export interface KafkaConnection {
  /** The seed brokers, for messages. */
  readonly brokers: string;
  /** Policy, clock and randomness for those that retry above this port. */
  readonly retrying: RetryContext;

  /** The topic's partitions in rising order, asked anew at every call. @throws `KAFKA.UNKNOWN_TOPIC` */
  partitions(topic: string): Promise<readonly number[]>;

  /** The topic as the brokers have it now. @throws `KAFKA.UNKNOWN_TOPIC` */
  describeTopic(topic: string): Promise<TopicDescription>;

  /** A setting of a topic, such as `max.message.bytes`; undefined when the brokers do not tell it to this user. */
  topicConfig(topic: string, setting: string): Promise<string | undefined>;

  /** A setting of a broker, such as `offsets.retention.minutes`; undefined as above. */
  brokerConfig(setting: string): Promise<string | undefined>;

  /** Names of all topics this user may see, in alphabetical order, without Kafka's internal ones. */
  topics(): Promise<readonly string[]>;

  /**
   * Offsets by partition, in rising order. `latest` is where the next record will be: under `read_committed` the last stable
   * offset, otherwise the high watermark. For a timestamp it is the first record with that time or a later one;
   * partitions that have none are left out of the answer.
   *
   * @throws `KAFKA.UNKNOWN_TOPIC`, `KAFKA.UNKNOWN_PARTITION`
   */
  offsets(
    topic: string,
    partitions: readonly number[],
    at: OffsetSpec,
    isolation: Isolation,
  ): Promise<ReadonlyMap<number, number>>;

  /**
   * Asks the leaders for records, each once and all at the same time, and answers for every position. Lost
   * connections, moved leaders and offsets out of range are told by `errorCode`; the leaders are looked up
   * anew for the next call when that may help. Nothing is repeated here.
   */
  fetch(
    topic: string,
    positions: readonly FetchPosition[],
    limits: FetchLimits,
  ): Promise<readonly FetchedPartition[]>;

  /** What a group committed for a partition; undefined when nothing. */
  committedOffset(
    groupId: string,
    topic: string,
    partition: number,
  ): Promise<CommittedOffset | undefined>;

  /** Commits offsets for a group without members, for tools that show lag. */
  commitOffsets(groupId: string, topics: readonly TopicCommit[]): Promise<void>;

  /** What the coordinator knows of a transactional id; undefined where brokers do not tell it (before Kafka 3.0). */
  transactionState(transactionalId: string): Promise<TransactionState | undefined>;

  /** The requests of a producer, each sent once. */
  readonly producing: ProducerRequests;

  /** Ends all connections at once; calls under way fail. May be called again. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Who a producer is to the brokers. */
export interface ProducerIdentity {
  /** Null for an idempotent producer without transactions. */
  readonly transactionalId: string | null;
  readonly producerId: bigint;
  readonly producerEpoch: number;
}

/**
 * What a producer asks of brokers. Each call is one request and fails with `KAFKA.REQUEST_FAILED` or
 * `KAFKA.UNREACHABLE`; after that whoever leads or coordinates is looked up anew by the next call.
 */
export interface ProducerRequests {
  /** Gets an id. With a transactional id this settles the old transaction first and fences its producer. */
  initProducerId(
    transactionalId: string | null,
    transactionTimeoutMs: number,
  ): Promise<ProducerIdentity>;
  addPartition(id: ProducerIdentity, topic: string, partition: number): Promise<void>;
  produce(
    id: ProducerIdentity,
    topic: string,
    partition: number,
    recordBatch: Uint8Array,
  ): Promise<ProducedBatch>;
  addOffsets(id: ProducerIdentity, groupId: string): Promise<void>;
  commitOffset(
    id: ProducerIdentity,
    groupId: string,
    topic: string,
    partition: number,
    committed: CommittedOffset,
  ): Promise<void>;
  endTransaction(id: ProducerIdentity, outcome: 'commit' | 'abort'): Promise<void>;
}
