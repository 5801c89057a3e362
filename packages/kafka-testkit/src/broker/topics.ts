import { PartitionLog } from '../log/partition-log.ts';
import { ErrorCode } from '../protocol/error-codes.ts';

export interface Partition {
  readonly topic: string;
  readonly partition: number;
  readonly log: PartitionLog;
  leaderId: number;
  /** Grows with every move of the leader. */
  leaderEpoch: number;
}

export interface Topic {
  readonly name: string;
  readonly partitions: Partition[];
  readonly configs: ReadonlyMap<string, string | null>;
  /** Largest batch a producer may send, headers included. */
  readonly maxMessageBytes: number;
}

export const MAX_MESSAGE_BYTES_CONFIG = 'max.message.bytes';

/** Kafka's rule: letters, digits, dot, underscore and dash, at most 249 of them. */
const LEGAL_NAME = /^(?!\.{1,2}$)[a-zA-Z0-9._-]{1,249}$/;

export interface NewTopicOptions {
  readonly partitions: number;
  readonly configs?: ReadonlyMap<string, string | null>;
}

/** The topics of the cluster, and which logical broker leads which partition. */
export class Topics {
  readonly #topics = new Map<string, Topic>();
  readonly #brokerCount: number;
  readonly #defaultMaxMessageBytes: number;

  constructor(brokerCount: number, defaultMaxMessageBytes: number) {
    this.#brokerCount = brokerCount;
    this.#defaultMaxMessageBytes = defaultMaxMessageBytes;
  }

  names(): string[] {
    return [...this.#topics.keys()];
  }

  topic(name: string): Topic | undefined {
    return this.#topics.get(name);
  }

  partition(topic: string, partition: number): Partition | undefined {
    return this.#topics.get(topic)?.partitions[partition];
  }

  /** Why a topic could not be created, or NONE. */
  checkNew(name: string, { partitions, configs }: NewTopicOptions): ErrorCode {
    if (!LEGAL_NAME.test(name)) return ErrorCode.INVALID_TOPIC_EXCEPTION;
    if (this.#topics.has(name)) return ErrorCode.TOPIC_ALREADY_EXISTS;
    if (!Number.isInteger(partitions) || partitions < 1) return ErrorCode.INVALID_PARTITIONS;
    const maxMessageBytes = this.#maxMessageBytes(configs);
    return Number.isInteger(maxMessageBytes) ? ErrorCode.NONE : ErrorCode.INVALID_CONFIG;
  }

  create(name: string, options: NewTopicOptions): ErrorCode {
    const errorCode = this.checkNew(name, options);
    if (errorCode !== ErrorCode.NONE) return errorCode;
    const topic: Topic = {
      name,
      partitions: [],
      configs: options.configs ?? new Map(),
      maxMessageBytes: this.#maxMessageBytes(options.configs),
    };
    this.#topics.set(name, topic);
    this.#grow(topic, options.partitions);
    return ErrorCode.NONE;
  }

  /** Why a topic cannot have `partitions` partitions, or NONE. Partitions are never taken away. */
  checkPartitionCount(name: string, partitions: number): ErrorCode {
    const topic = this.#topics.get(name);
    if (topic === undefined) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    return partitions > topic.partitions.length ? ErrorCode.NONE : ErrorCode.INVALID_PARTITIONS;
  }

  setPartitionCount(name: string, partitions: number): ErrorCode {
    const errorCode = this.checkPartitionCount(name, partitions);
    const topic = this.#topics.get(name);
    if (errorCode === ErrorCode.NONE && topic !== undefined) this.#grow(topic, partitions);
    return errorCode;
  }

  /** The log goes with the topic: a new topic of the same name starts at offset 0. */
  delete(name: string): ErrorCode {
    const topic = this.#topics.get(name);
    if (topic === undefined) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    this.#topics.delete(name);
    for (const { log } of topic.partitions) log.wakeWaiters();
    return ErrorCode.NONE;
  }

  moveLeader(partition: Partition, leaderId: number): void {
    partition.leaderId = leaderId;
    partition.leaderEpoch++;
    partition.log.wakeWaiters();
  }

  #grow(topic: Topic, partitions: number): void {
    for (let partition = topic.partitions.length; partition < partitions; partition++) {
      topic.partitions.push({
        topic: topic.name,
        partition,
        log: new PartitionLog(),
        leaderId: partition % this.#brokerCount,
        leaderEpoch: 0,
      });
    }
  }

  #maxMessageBytes(configs: ReadonlyMap<string, string | null> | undefined): number {
    return Number(configs?.get(MAX_MESSAGE_BYTES_CONFIG) ?? this.#defaultMaxMessageBytes);
  }
}
