import { ErrorCode } from '../protocol/error-codes.ts';
import type { BrokerAddress } from '../protocol/messages/metadata.ts';
import { GroupCoordinator } from './group-coordinator.ts';
import type { Timing } from './timing.ts';
import { type Partition, Topics } from './topics.ts';
import { TransactionCoordinator } from './transaction-coordinator.ts';

export interface ClusterOptions {
  readonly brokerCount: number;
  readonly autoCreateTopics: boolean;
  readonly defaultPartitions: number;
  readonly maxMessageBytes: number;
  readonly groupInitialRebalanceDelayMs: number;
  readonly timing: Timing;
}

/** The state of the whole cluster. Its logical brokers are doors to the same memory. */
export class Cluster {
  readonly options: ClusterOptions;
  readonly topics: Topics;
  readonly groups: GroupCoordinator;
  readonly transactions: TransactionCoordinator;
  /** Where the logical brokers listen; set once they do. */
  addresses: readonly BrokerAddress[] = [];

  constructor(options: ClusterOptions) {
    this.options = options;
    this.topics = new Topics(options.brokerCount, options.maxMessageBytes);
    this.groups = new GroupCoordinator(options.groupInitialRebalanceDelayMs);
    this.transactions = new TransactionCoordinator(this.topics, this.groups, options.timing);
  }

  /** The broker that coordinates a group id or a transactional id. */
  coordinatorOf(key: string): number {
    let hash = 0;
    for (const byte of Buffer.from(key)) hash = (Math.imul(hash, 31) + byte) >>> 0;
    return hash % this.options.brokerCount;
  }

  checkCoordinator(key: string, brokerId: number): ErrorCode {
    return this.coordinatorOf(key) === brokerId ? ErrorCode.NONE : ErrorCode.NOT_COORDINATOR;
  }

  /** The partition, when this broker leads it; otherwise the code that says why not. */
  ledBy(brokerId: number, topic: string, partition: number): Partition | ErrorCode {
    const found = this.topics.partition(topic, partition);
    if (found === undefined) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    return found.leaderId === brokerId ? found : ErrorCode.NOT_LEADER_FOR_PARTITION;
  }

  deleteTopic(name: string): ErrorCode {
    const errorCode = this.topics.delete(name);
    if (errorCode === ErrorCode.NONE) this.groups.forgetTopic(name);
    return errorCode;
  }
}
