import { UNKNOWN_TOPIC, UNREACHABLE } from '../conditions.ts';
import { ErrorCode, isStaleLeader } from '../protocol/error-code.ts';
import {
  type FetchedPartition,
  type FetchLimits,
  type FetchPosition,
  failedFetch,
  fetchRequest,
} from '../protocol/fetch.ts';
import type { Isolation } from '../protocol/isolation.ts';
import {
  EARLIEST_TIMESTAMP,
  LATEST_TIMESTAMP,
  listOffsetsRequest,
  type PartitionOffset,
} from '../protocol/list-offsets.ts';
import type { TopicMetadata } from '../protocol/metadata.ts';
import type { TopicCommit } from '../protocol/offset-commit.ts';
import { requestFailed } from './broker-connection.ts';
import { BrokerPool } from './broker-pool.ts';
import { ClientLog } from './client-log.ts';
import { Cluster } from './cluster.ts';
import { commitOffsets, fetchCommittedOffset } from './committed-offset.ts';
import {
  type KafkaConnectionOptions,
  type ResolvedConnectionOptions,
  resolveOptions,
} from './connection-options.ts';
import { revealedSasl, revealedTls } from './credentials.ts';
import { describeTransaction } from './describe-transaction.ts';
import type {
  CommittedOffset,
  KafkaConnection,
  OffsetSpec,
  ProducerRequests,
  TopicDescription,
  TransactionState,
} from './kafka-connection.ts';
import { asSocketFactory, loadBrokerFactory } from './kafkajs-internals.ts';
import { producerRequests } from './producer-requests.ts';
import { brokerConfig, topicConfig } from './read-config.ts';
import { type RetryContext, retry } from './retry.ts';

/** A topic made a moment ago is not known to every broker yet, so "unknown" is asked this often. */
const UNKNOWN_TOPIC_TRIES = 3;

/**
 * Connects to a Kafka cluster. Imports kafkajs at the first call; importing this package does not.
 *
 * @throws `KAFKA.INVALID_OPTION`, `KAFKA.CLIENT_VERSION`, `KAFKA.NOT_AUTHORIZED`, and {@link UNREACHABLE} when
 *   no broker answers within `retry.deadlineMs`
 */
export async function openKafkaConnection(
  options: KafkaConnectionOptions,
): Promise<KafkaConnection> {
  const resolved = resolveOptions(options);
  const { brokers, clientId, connectionTimeoutMs, requestTimeoutMs, sasl, ssl, socketFactory } =
    resolved;
  const log = new ClientLog(resolved.logger);
  const createBroker = await loadBrokerFactory(
    {
      brokers: brokers.split(','),
      clientId,
      ssl: revealedTls(ssl),
      ...(sasl === undefined ? {} : { sasl: revealedSasl(sasl) }),
      connectionTimeout: connectionTimeoutMs,
      authenticationTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs,
      // Ours is by the clock of the options.
      enforceRequestTimeout: false,
      ...(socketFactory === undefined ? {} : { socketFactory: asSocketFactory(socketFactory) }),
    },
    log,
  );
  const connection = new KafkajsConnection(resolved, new BrokerPool(resolved, createBroker), log);
  try {
    await connection.connect();
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

class KafkajsConnection implements KafkaConnection {
  readonly brokers: string;
  readonly retrying: RetryContext;
  readonly producing: ProducerRequests;
  readonly #pool: BrokerPool;
  readonly #cluster: Cluster;
  readonly #log: ClientLog;

  constructor(options: ResolvedConnectionOptions, pool: BrokerPool, log: ClientLog) {
    const { brokers, clock, logger, random, requestTimeoutMs } = options;
    this.brokers = brokers;
    this.retrying = {
      policy: options.retry,
      clock,
      random,
      onRetry: (error, delayMs) => {
        const [firstLine] = String(error).split('\n', 1);
        logger?.warn(`trying again in ${delayMs} ms: ${firstLine}`);
      },
    };
    this.#pool = pool;
    this.#log = log;
    this.#cluster = new Cluster(pool, brokers);
    this.producing = producerRequests(this.#cluster, pool, requestTimeoutMs);
  }

  /** Reaches one broker and learns the others. */
  async connect(): Promise<void> {
    await this.#retry(() => this.#cluster.metadata([]));
  }

  async partitions(topic: string): Promise<readonly number[]> {
    return (await this.describeTopic(topic)).partitions;
  }

  async describeTopic(topic: string): Promise<TopicDescription> {
    const { id, partitions } = await this.#describe(topic);
    return { id, partitions: partitions.map((p) => p.partition).toSorted((a, b) => a - b) };
  }

  topicConfig(topic: string, setting: string): Promise<string | undefined> {
    return this.#retry(() => topicConfig(this.#pool, topic, setting));
  }

  brokerConfig(setting: string): Promise<string | undefined> {
    return this.#retry(() => brokerConfig(this.#cluster, setting));
  }

  async topics(): Promise<readonly string[]> {
    const { topics } = await this.#retry(() => this.#cluster.metadata(null));
    return topics
      .filter(({ errorCode, isInternal }) => errorCode === ErrorCode.NONE && !isInternal)
      .map(({ topic }) => topic)
      .toSorted();
  }

  async offsets(
    topic: string,
    partitions: readonly number[],
    at: OffsetSpec,
    isolation: Isolation,
  ): Promise<ReadonlyMap<number, number>> {
    const timestampMs =
      at === 'earliest' ? EARLIEST_TIMESTAMP : at === 'latest' ? LATEST_TIMESTAMP : at.timestampMs;
    const found = await this.#retry(() =>
      this.#listOffsets(topic, partitions, timestampMs, isolation),
    );
    // Brokers answer in an order of their own; Kafka 4 not even in that of the question.
    const present = found.filter(({ offset }) => offset >= 0);
    const inOrder = present.toSorted((a, b) => a.partition - b.partition);
    return new Map(inOrder.map(({ partition, offset }) => [partition, offset]));
  }

  async fetch(
    topic: string,
    positions: readonly FetchPosition[],
    limits: FetchLimits,
  ): Promise<readonly FetchedPartition[]> {
    let byLeader: ReadonlyMap<number, readonly number[]>;
    try {
      const partitions = positions.map(({ partition }) => partition);
      byLeader = await this.#cluster.byLeader(topic, partitions);
    } catch (error) {
      const unreached = unreachedPartitions(positions, error);
      if (unreached !== undefined) return unreached;
      throw error;
    }
    const answers = await Promise.all(
      [...byLeader].map(([leader, partitions]) =>
        // The order of the positions is the order in which a broker fills its answer.
        this.#fetchFrom(
          leader,
          topic,
          positions.filter(({ partition }) => partitions.includes(partition)),
          limits,
        ),
      ),
    );
    const fetched = answers.flat();
    if (fetched.some(({ errorCode }) => isStaleLeader(errorCode))) {
      this.#cluster.forgetLeaders(topic);
    }
    return fetched;
  }

  async committedOffset(
    groupId: string,
    topic: string,
    partition: number,
  ): Promise<CommittedOffset | undefined> {
    return this.#retry(() =>
      this.#cluster.onCoordinator('group', groupId, (broker) =>
        fetchCommittedOffset(broker, groupId, topic, partition),
      ),
    );
  }

  async commitOffsets(groupId: string, topics: readonly TopicCommit[]): Promise<void> {
    await this.#retry(() =>
      this.#cluster.onCoordinator('group', groupId, (broker) =>
        commitOffsets(broker, groupId, topics),
      ),
    );
  }

  async transactionState(transactionalId: string): Promise<TransactionState | undefined> {
    return this.#retry(() =>
      this.#cluster.onCoordinator('transaction', transactionalId, (broker) =>
        describeTransaction(broker, transactionalId),
      ),
    );
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #fetchFrom(
    leader: number,
    topic: string,
    positions: readonly FetchPosition[],
    limits: FetchLimits,
  ): Promise<readonly FetchedPartition[]> {
    try {
      const broker = await this.#cluster.leader(leader, topic);
      return await broker.send(fetchRequest(topic, positions, limits));
    } catch (error) {
      const unreached = unreachedPartitions(positions, error);
      if (unreached !== undefined) return unreached;
      throw error;
    }
  }

  async #listOffsets(
    topic: string,
    partitions: readonly number[],
    timestampMs: number,
    isolation: Isolation,
  ): Promise<readonly PartitionOffset[]> {
    const byLeader = await this.#cluster.byLeader(topic, partitions);
    try {
      const answers = await Promise.all(
        [...byLeader].map(async ([leader, group]) => {
          const broker = await this.#cluster.leader(leader, topic);
          return broker.send(listOffsetsRequest(topic, group, timestampMs, isolation));
        }),
      );
      const found = answers.flat();
      const failed = found.find(({ errorCode }) => errorCode !== ErrorCode.NONE);
      if (failed !== undefined) {
        throw requestFailed('ListOffsets', `${topic}-${failed.partition}`, failed.errorCode);
      }
      return found;
    } catch (error) {
      this.#cluster.forgetLeaders(topic);
      throw error;
    }
  }

  async #describe(topic: string): Promise<TopicMetadata> {
    const { clock, policy } = this.retrying;
    for (let tries = 1; ; tries++) {
      try {
        return await this.#retry(() => this.#cluster.describe(topic));
      } catch (error) {
        if (!UNKNOWN_TOPIC.is(error) || tries >= UNKNOWN_TOPIC_TRIES) throw error;
        await clock.sleep(policy.initialDelayMs * tries);
      }
    }
  }

  /** Retries, and tells what kafkajs logged with the error when no broker is reached. */
  async #retry<T>(attempt: () => Promise<T>): Promise<T> {
    try {
      return await retry(this.retrying, attempt);
    } catch (error) {
      const lines = this.#log.lines;
      if (!UNREACHABLE.is(error) || lines.length === 0) throw error;
      const cause = new AggregateError([error.cause ?? error], lines.join('\n'));
      throw UNREACHABLE.error(error.parameters, { cause });
    }
  }
}

/** What a fetch answers when a leader cannot be reached; undefined for other errors. */
function unreachedPartitions(
  positions: readonly FetchPosition[],
  error: unknown,
): readonly FetchedPartition[] | undefined {
  if (!UNREACHABLE.is(error)) return undefined;
  return positions.map(({ partition }) =>
    failedFetch(partition, ErrorCode.NETWORK_EXCEPTION, error),
  );
}
