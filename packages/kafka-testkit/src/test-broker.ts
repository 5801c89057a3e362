import type { Duplex } from 'node:stream';
import { Cluster } from './broker/cluster.ts';
import type { CommittedOffset } from './broker/group-coordinator.ts';
import {
  produceInProcess,
  requireAccepted,
  requirePartition,
} from './broker/in-process-producer.ts';
import { InProcessSocket } from './broker/in-process-socket.ts';
import { HOST, Listener } from './broker/listener.ts';
import { RequestDispatch } from './broker/request-dispatch.ts';
import { routesOf } from './broker/routes.ts';
import { sleepForReal, type Timing } from './broker/timing.ts';
import type { Partition } from './broker/topics.ts';
import { TestBrokerError } from './errors.ts';
import { type FaultableRequest, Faults } from './faults.ts';
import { decodeRecordBatch } from './log/record-batch-decoder.ts';
import { ErrorCode } from './protocol/error-codes.ts';
import type { RecordToProduce, StoredRecord } from './records.ts';
import { RequestCounts } from './request-counts.ts';
import type { TestBrokerOptions, TopicOptions } from './test-broker-options.ts';
import { TestTransaction } from './test-transaction.ts';

/** Kafka's default of `message.max.bytes`: 1 MiB and the length prefix of a batch. */
const DEFAULT_MAX_MESSAGE_BYTES = 1024 * 1024 + 12;

export type IsolationLevel = 'read_uncommitted' | 'read_committed';

/** One batch in a log, as its header describes it. */
export interface BatchSummary {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly recordCount: number;
  readonly sizeBytes: number;
  /** -1 for a producer without idempotence. */
  readonly producerId: number;
  readonly isTransactional: boolean;
  /** A commit or abort marker. */
  readonly isControl: boolean;
}

/**
 * A broker that speaks the Kafka protocol, inside this process: **for tests and demos only**.
 * Everything is in memory and gone with the process, there is no replication, and nothing is
 * secured. It listens on 127.0.0.1 only.
 *
 * Made by {@link startTestBroker}. Its methods look at and change the log past all clients, at once.
 */
export class TestBroker implements AsyncDisposable {
  /** Faults for requests to come. */
  readonly faults: Faults = new Faults();
  /** How many requests of which kind have arrived. */
  readonly requests: RequestCounts = new RequestCounts();
  readonly #cluster: Cluster;
  readonly #dispatch: RequestDispatch;
  readonly #listeners: readonly Listener[];
  #inProcessTransactions = 0;

  /** @internal */
  constructor(options: TestBrokerOptions) {
    const brokerCount = options.brokers ?? 1;
    const { clock: now = Date.now, sleep = sleepForReal, inProcess = false } = options;
    const timing: Timing = { now, sleep };
    this.#cluster = new Cluster({
      brokerCount,
      autoCreateTopics: options.autoCreateTopics ?? false,
      defaultPartitions: options.defaultPartitions ?? 1,
      maxMessageBytes: options.maxMessageBytes ?? DEFAULT_MAX_MESSAGE_BYTES,
      groupInitialRebalanceDelayMs: options.groupInitialRebalanceDelayMs ?? 0,
      timing,
    });
    const dispatch = new RequestDispatch(
      routesOf(this.#cluster),
      this.faults,
      this.requests,
      timing,
    );
    this.#dispatch = dispatch;
    const firstPort = options.port ?? 0;
    this.#listeners = Array.from(
      { length: brokerCount },
      (_, brokerId) =>
        new Listener(brokerId, firstPort && firstPort + brokerId, dispatch, inProcess),
    );
    for (const [name, topic] of Object.entries(options.topics ?? {})) this.createTopic(name, topic);
  }

  /** One `host:port` for each logical broker. They stay the same over {@link restart}. */
  get bootstrapServers(): string[] {
    return this.#listeners.map(({ port }) => `${HOST}:${port}`);
  }

  /**
   * Called before each request is served, and before any fault strikes; it is served when the promise
   * resolves. For tests that decide who goes first.
   */
  get gate(): ((request: FaultableRequest) => Promise<void> | void) | undefined {
    return this.#dispatch.gate;
  }

  set gate(gate: ((request: FaultableRequest) => Promise<void> | void) | undefined) {
    this.#dispatch.gate = gate;
  }

  /**
   * Connects to a logical broker without a port, as the `socketFactory` of a client: give it as
   * `(to) => broker.connect(to)`. The stream can be reset, and knows the calls of a socket that clients
   * make (`ref`, `unref`, `setKeepAlive`, `setNoDelay`). A broker that is stopped refuses.
   */
  connect(to: {
    readonly host: string;
    readonly port: number;
    readonly onConnect?: () => void;
  }): Duplex & { resetAndDestroy(): void } {
    const listener = this.#listeners.find(({ port, isOpen }) => isOpen && port === to.port);
    if (listener === undefined) return InProcessSocket.refused(to.host, to.port);
    const socket = listener.connectInProcess();
    process.nextTick(() => to.onConnect?.());
    return socket;
  }

  /** A line for logs, which says what this is and is not. */
  get description(): string {
    return `Tidemark test broker on ${this.bootstrapServers.join(', ')} (for tests and demos only: memory only, single process)`;
  }

  /** @throws TestBrokerError with `TEST_BROKER.REFUSED` when the name is taken or illegal. */
  createTopic(name: string, options: TopicOptions = { partitions: 1 }): void {
    const { partitions, configs } = options;
    requireAccepted(
      this.#cluster.topics.create(name, {
        partitions,
        configs: new Map(Object.entries(configs ?? {})),
      }),
      `create topic "${name}" with ${partitions} partitions`,
    );
  }

  /** Deletes a topic with its log. Created again it starts at offset 0. */
  deleteTopic(name: string): void {
    requireAccepted(this.#cluster.deleteTopic(name), `delete topic "${name}"`);
  }

  /** Adds `count` empty partitions. */
  addPartitions(topic: string, count: number): void {
    const present = this.#cluster.topics.topic(topic)?.partitions.length ?? 0;
    requireAccepted(
      this.#cluster.topics.setPartitionCount(topic, present + count),
      `add ${count} partitions to "${topic}"`,
    );
  }

  /** @throws TestBrokerError with `TEST_BROKER.NO_SUCH_PARTITION` when there is no such topic. */
  partitionCount(topic: string): number {
    return (
      this.#cluster.topics.topic(topic)?.partitions.length ?? this.#partition(topic, 0).partition
    );
  }

  /** Makes another logical broker the leader. The former one answers NOT_LEADER_FOR_PARTITION. */
  moveLeader(topic: string, partition: number, brokerId: number): void {
    if (this.#listeners[brokerId] === undefined) {
      throw new TestBrokerError('TEST_BROKER.NO_SUCH_BROKER', `There is no broker ${brokerId}.`);
    }
    this.#cluster.topics.moveLeader(this.#partition(topic, partition), brokerId);
  }

  /**
   * Encodes and appends records without a socket, uncompressed, in as few batches as the topic's
   * largest batch allows. Returns the offset of the first.
   *
   * @throws TestBrokerError when the partition does not exist, or a record alone is too large.
   */
  produceRecords(topic: string, partition: number, records: readonly RecordToProduce[]): number {
    return produceInProcess(this.#cluster, topic, partition, records);
  }

  /** Opens a transaction without a socket, under its own transactional id unless one is given. */
  beginTransaction(
    transactionalId: string = `in-process-${++this.#inProcessTransactions}`,
  ): TestTransaction {
    return new TestTransaction(this.#cluster, transactionalId);
  }

  /**
   * Appends the newest batch of a partition so many more times. They share their bytes, so a backlog of
   * gigabytes fits into a test.
   *
   * @throws RangeError for a partition without a batch
   */
  repeatNewestBatch(topic: string, partition: number, times: number): void {
    this.#partition(topic, partition).log.repeatNewest(times);
  }

  /**
   * Does to an open transaction what its timeout does: aborts it and fences its producer.
   *
   * @throws TestBrokerError with `TEST_BROKER.REFUSED` when none is open.
   */
  expireTransaction(transactionalId: string): void {
    const isExpired = this.#cluster.transactions.expire(transactionalId);
    requireAccepted(
      isExpired ? ErrorCode.NONE : ErrorCode.INVALID_TXN_STATE,
      `expire transaction "${transactionalId}"`,
    );
  }

  /** The first offset that is still there. */
  startOffset(topic: string, partition: number): number {
    return this.#partition(topic, partition).log.startOffset;
  }

  /** The offset of the next record, which is the high watermark as well. */
  endOffset(topic: string, partition: number): number {
    return this.#partition(topic, partition).log.endOffset;
  }

  /** Where read committed ends: the first offset of the oldest open transaction, or the end. */
  lastStableOffset(topic: string, partition: number): number {
    return this.#partition(topic, partition).log.lastStableOffset;
  }

  /** What a group has committed for a partition. */
  committedOffset(groupId: string, topic: string, partition: number): CommittedOffset | undefined {
    return this.#cluster.groups.committed(groupId, topic, partition);
  }

  /**
   * The records of one partition, or of all one after the other, decoded for assertions. Markers are
   * left out; under `read_committed` so are aborted records and everything behind an open
   * transaction. The default is `read_uncommitted`, as it is in Kafka.
   *
   * @throws TestBrokerError with `TEST_BROKER.NO_SUCH_PARTITION`.
   * @throws Error when a batch is compressed with a codec other than gzip.
   */
  records(
    topic: string,
    partition?: number,
    options: { readonly isolation?: IsolationLevel } = {},
  ): StoredRecord[] {
    const isCommitted = options.isolation === 'read_committed';
    const partitions =
      partition === undefined
        ? (this.#cluster.topics.topic(topic)?.partitions ?? [this.#partition(topic, 0)])
        : [this.#partition(topic, partition)];
    return partitions.flatMap((each) => visibleRecords(each, isCommitted));
  }

  /** The batches of a partition in the order of the log, markers included. */
  batches(topic: string, partition: number): BatchSummary[] {
    return this.#partition(topic, partition).log.batches.map((batch) => ({
      baseOffset: batch.baseOffset,
      lastOffset: batch.lastOffset,
      recordCount: batch.recordCount,
      sizeBytes: batch.bytes.length,
      producerId: batch.producerId,
      isTransactional: batch.isTransactional,
      isControl: batch.isControl,
    }));
  }

  /** Moves the start of a log forward, as retention does. Whole batches before it leave memory. */
  deleteRecordsBefore(topic: string, partition: number, offset: number): void {
    const { log } = this.#partition(topic, partition);
    requireAccepted(
      offset >= 0 && offset <= log.endOffset ? ErrorCode.NONE : ErrorCode.OFFSET_OUT_OF_RANGE,
      `delete records before offset ${offset} of partition ${partition} of "${topic}"`,
    );
    log.deleteBefore(offset);
  }

  /**
   * Leaves only the header of the batch at `batchIndex` in {@link batches}, as compaction does when
   * all its records are outdated. Its offsets stay taken.
   *
   * @throws RangeError when there is no such batch.
   */
  emptyBatch(topic: string, partition: number, batchIndex: number): void {
    this.#partition(topic, partition).log.emptyBatch(batchIndex);
  }

  /**
   * Removes the batch at `batchIndex` in {@link batches}, as compaction does in the end. Its offsets
   * become a hole; the end of the log stays where it is.
   *
   * @throws RangeError when there is no such batch.
   */
  removeBatch(topic: string, partition: number, batchIndex: number): void {
    this.#partition(topic, partition).log.removeBatch(batchIndex);
  }

  /** Cuts all connections. Clients can connect again at once. */
  resetConnections(): void {
    for (const listener of this.#listeners) listener.resetConnections();
  }

  /** Cuts all connections and closes the ports. The log stays, for assertions and for {@link restart}. */
  async stop(): Promise<void> {
    await Promise.all(this.#listeners.map((listener) => listener.close()));
  }

  /** Stops, and listens again on the same ports with the same log, groups and transactions. */
  async restart(): Promise<void> {
    await this.stop();
    await this.listen();
  }

  /** @internal */
  async listen(): Promise<void> {
    try {
      await Promise.all(this.#listeners.map((listener) => listener.listen()));
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.#cluster.addresses = this.#listeners.map(({ brokerId, port }) => ({
      brokerId,
      host: HOST,
      port,
    }));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  #partition(topic: string, partition: number): Partition {
    return requirePartition(this.#cluster, topic, partition);
  }
}

/**
 * Starts a {@link TestBroker}. It is ready when the promise resolves, after a few milliseconds.
 *
 * @throws the error of `node:net` when a port is taken.
 * @example
 * const broker = await startTestBroker({ topics: { orders: { partitions: 4 } } });
 * const kafka = new Kafka({ brokers: broker.bootstrapServers });
 * // …
 * await broker.stop();
 */
export async function startTestBroker(options: TestBrokerOptions = {}): Promise<TestBroker> {
  const broker = new TestBroker(options);
  await broker.listen();
  return broker;
}

function visibleRecords({ log, partition }: Partition, isCommitted: boolean): StoredRecord[] {
  const upToOffset = isCommitted ? log.lastStableOffset : log.endOffset;
  return log.batches
    .filter((batch) => !batch.isControl && !(isCommitted && log.isAborted(batch)))
    .flatMap((batch) => decodeRecordBatch(batch))
    .filter(({ offset }) => offset >= log.startOffset && offset < upToOffset)
    .map((record) => ({ partition, ...record }));
}
