import { UNKNOWN_PARTITION, UNKNOWN_TOPIC, UNREACHABLE } from '../conditions.ts';
import { ErrorCode } from '../protocol/error-code.ts';
import { type ClusterMetadata, metadataRequest, type TopicMetadata } from '../protocol/metadata.ts';
import { METADATA_WITH_IDS, topicMetadataRequest } from '../protocol/topic-metadata.ts';
import { type BrokerConnection, requestFailed } from './broker-connection.ts';
import type { BrokerPool } from './broker-pool.ts';

/** 0: group, 1: transaction, as in FindCoordinator. */
type CoordinatorKind = 'group' | 'transaction';

/** Who leads which partition and who coordinates which group or transaction. Every call is one attempt. */
export class Cluster {
  readonly #pool: BrokerPool;
  readonly #brokers: string;
  readonly #leaders = new Map<string, ReadonlyMap<number, number>>();
  readonly #coordinators = new Map<string, { readonly host: string; readonly port: number }>();

  constructor(pool: BrokerPool, brokers: string) {
    this.#pool = pool;
    this.#brokers = brokers;
  }

  /** Fresh metadata; null stands for all topics. */
  async metadata(topics: readonly string[] | null): Promise<ClusterMetadata> {
    const metadata = await this.#pool.onAny((broker) => broker.send(metadataRequest(topics)));
    this.#pool.adopt(metadata.brokers);
    return metadata;
  }

  /** Fresh metadata of one topic, with its id where the broker can tell it. */
  async #topicMetadata(topic: string): Promise<ClusterMetadata> {
    const metadata = await this.#pool.onAny(async (broker) =>
      broker.send(
        (await broker.offers(METADATA_WITH_IDS))
          ? topicMetadataRequest(topic)
          : metadataRequest([topic]),
      ),
    );
    this.#pool.adopt(metadata.brokers);
    return metadata;
  }

  /** Fresh metadata of one topic. @throws {@link UNKNOWN_TOPIC} */
  async describe(topic: string): Promise<TopicMetadata> {
    this.#leaders.delete(topic);
    const { topics } = await this.#topicMetadata(topic);
    const found = topics.find((candidate) => candidate.topic === topic);
    const errorCode = found?.errorCode ?? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    switch (errorCode) {
      case ErrorCode.UNKNOWN_TOPIC_OR_PARTITION:
      case ErrorCode.INVALID_TOPIC_EXCEPTION:
        throw UNKNOWN_TOPIC.error({ topic, brokers: this.#brokers });
      case ErrorCode.NONE:
        break;
      default:
        throw requestFailed('Metadata', topic, errorCode);
    }
    const partitions = found?.partitions ?? [];
    this.#leaders.set(topic, new Map(partitions.map((p) => [p.partition, p.leader])));
    const { id, isInternal = false } = found ?? {};
    return { topic, errorCode, isInternal, partitions, ...(id === undefined ? {} : { id }) };
  }

  /**
   * Groups partitions by the node that leads them; −1 collects those without a leader.
   *
   * @throws {@link UNKNOWN_TOPIC}, {@link UNKNOWN_PARTITION}
   */
  async byLeader(
    topic: string,
    partitions: readonly number[],
  ): Promise<ReadonlyMap<number, readonly number[]>> {
    const cached = this.#leaders.get(topic);
    const isKnown = partitions.every((partition) => (cached?.get(partition) ?? -1) >= 0);
    if (!isKnown) await this.describe(topic);
    const leaders = this.#leaders.get(topic) ?? new Map<number, number>();
    const groups = new Map<number, number[]>();
    for (const partition of partitions) {
      const leader = leaders.get(partition);
      if (leader === undefined) {
        throw UNKNOWN_PARTITION.error({ topic, partition, partitionCount: leaders.size });
      }
      groups.set(leader, [...(groups.get(leader) ?? []), partition]);
    }
    return groups;
  }

  /** Forgets who leads the topic, because an answer said that it is someone else now. */
  forgetLeaders(topic: string): void {
    this.#leaders.delete(topic);
  }

  /** @throws {@link UNREACHABLE} when there is no leader, or its address is not known */
  async leader(nodeId: number, topic: string): Promise<BrokerConnection> {
    const connection = nodeId < 0 ? undefined : await this.#pool.node(nodeId);
    if (connection !== undefined) return connection;
    const reason = `partitions of "${topic}" have no leader at the moment`;
    throw UNREACHABLE.error({ brokers: this.#brokers, reason });
  }

  /** Runs `use` on the coordinator of a group or transactional id. After any failure it is looked up anew. */
  async onCoordinator<T>(
    kind: CoordinatorKind,
    id: string,
    use: (broker: BrokerConnection) => Promise<T>,
  ): Promise<T> {
    const key = `${kind}:${id}`;
    try {
      return await use(await this.#pool.at(await this.#coordinator(kind, id, key)));
    } catch (error) {
      this.#coordinators.delete(key);
      throw error;
    }
  }

  async #coordinator(
    kind: CoordinatorKind,
    id: string,
    key: string,
  ): Promise<{ readonly host: string; readonly port: number }> {
    const cached = this.#coordinators.get(key);
    if (cached !== undefined) return cached;
    const coordinatorType = kind === 'group' ? 0 : 1;
    const { coordinator } = await this.#pool.onAny((broker) =>
      broker.call('FindCoordinator', id, (kafkajs) =>
        kafkajs.findGroupCoordinator({ groupId: id, coordinatorType }),
      ),
    );
    this.#coordinators.set(key, coordinator);
    return coordinator;
  }
}
