import type {
  Offset,
  OffsetRange,
  PlannedBatch,
  PlanRequest,
  SourceBatch,
  SourceContext,
  SourceReader,
} from '@tidemark/core/connector';
import {
  type DataLoss,
  describeDataLoss,
  type Isolation,
  type KafkaConnection,
  type PartitionRange,
  readRange,
} from '@tidemark/kafka-client';
import { discoverAssignment, presentPartitions } from './assignment.ts';
import { BatchPlanner } from './batch-planner.ts';
import { ChunkDecoder } from './chunk-decoder.ts';
import { endingOffsets } from './ending-offsets.ts';
import { GroupOffsets } from './group-offsets.ts';
import { lagMetrics } from './lag.ts';
import { fromOffset, offsetOf, partitionName, plannedPartitions, toOffset } from './offsets.ts';
import type { KafkaSourceOptions } from './options.ts';
import { chunks } from './record-chunk.ts';
import { startingOffsets } from './starting-offsets.ts';
import type { TopicIds } from './topic-ids.ts';
import { warnThrough } from './warn.ts';

/** Said with every loss that does not end the query. */
const GOES_ON = 'The query goes on, because failOnDataLoss is false.';

/** What a reader is opened with. */
export interface KafkaReaderOptions {
  readonly connection: KafkaConnection;
  readonly options: KafkaSourceOptions<unknown>;
  readonly context: SourceContext;
  readonly topicIds: TopicIds;
}

/** The Kafka source of one run. It joins no consumer group: the checkpoint knows how far it is. */
export class KafkaReader implements SourceReader {
  readonly #connection: KafkaConnection;
  readonly #options: KafkaSourceOptions<unknown>;
  readonly #isStreaming: boolean;
  readonly #isolation: Isolation;
  readonly #tellsPartitions: boolean;
  readonly #planner: BatchPlanner;
  readonly #decoder: ChunkDecoder;
  readonly #group: GroupOffsets | undefined;
  readonly #warn: (message: string) => void;
  /** What was gone when it was to be read, since the start of the run. */
  readonly #lost = { records: 0, partitions: 0 };

  constructor({ connection, options, context, topicIds }: KafkaReaderOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#isStreaming = context.isStreaming;
    this.#tellsPartitions = context.tellsPartitions === true;
    const { isolationLevel: isolation = 'read_uncommitted', commitOffsetsTo } = options;
    const { clock } = context.ports;
    this.#warn = warnThrough(options);
    this.#isolation = isolation;
    this.#planner = new BatchPlanner({ connection, options, isolation, clock, topicIds });
    this.#decoder = new ChunkDecoder(options, context);
    if (commitOffsetsTo !== undefined && context.isStreaming) {
      this.#group = new GroupOffsets(connection, commitOffsetsTo, this.#warn);
    }
  }

  async initialOffset(): Promise<Offset> {
    const connection = this.#connection;
    const { assignment } = await discoverAssignment(connection, this.#options, () => false);
    const lookup = { connection, assignment, isolation: this.#isolation };
    const end = this.#isStreaming ? undefined : await endingOffsets(lookup, this.#options);
    if (end !== undefined) this.#planner.endAt(end);
    return toOffset(await startingOffsets(lookup, this.#options, this.#isStreaming));
  }

  async planBatch(start: Offset, { ignoreLimits }: PlanRequest): Promise<PlannedBatch> {
    const from = fromOffset(start);
    const { end, latest, lost: gone } = await this.#planner.plan(from, ignoreLimits);
    // A plan begins where the batch before it ended, and that one stands in the checkpoint.
    const group = this.#group;
    group?.tell(from);
    const lost = this.#lost;
    lost.partitions += gone.length;
    for (const text of gone) this.#warn(`${text} ${GOES_ON}`);
    return {
      end: toOffset(end),
      latest: toOffset(latest),
      ...(this.#tellsPartitions ? { partitions: plannedPartitions(end, latest) } : {}),
      // Asked for when the batch is reported: then what was lost in reading it is known.
      get metrics() {
        return {
          ...lagMetrics(end, latest),
          ...(lost.records === 0 ? {} : { lostRecords: String(lost.records) }),
          ...(lost.partitions === 0 ? {} : { lostPartitions: String(lost.partitions) }),
          ...(group === undefined || group.failures === 0
            ? {}
            : { failedGroupCommits: String(group.failures) }),
        };
      },
    };
  }

  captureEnd(): Promise<void> {
    return this.#planner.captureEnd();
  }

  async *read(range: OffsetRange): AsyncGenerator<SourceBatch, void, undefined> {
    const { failOnDataLoss = true, checkCrc } = this.#options;
    for (const [topic, planned] of rangesByTopic(range)) {
      const ranges = failOnDataLoss ? planned : await this.#present(topic, planned);
      const batches = readRange({
        connection: this.#connection,
        topic,
        ranges,
        isolation: this.#isolation,
        ...(checkCrc === undefined ? {} : { checkCrc }),
        ...(failOnDataLoss
          ? {}
          : { onDataLoss: (loss: DataLoss) => this.#lose(loss, describeDataLoss(loss)) }),
      });
      for await (const chunk of chunks(batches, this.#tellsPartitions)) {
        const decoded = this.#decoder.decode(chunk);
        const partition = partitionName(topic, chunk.partitions[0] as number);
        yield this.#tellsPartitions ? { ...decoded, partition } : decoded;
      }
    }
  }

  /** Leaves out the partitions that went away between plan and read; only a batch that runs again meets them. */
  async #present(
    topic: string,
    ranges: readonly PartitionRange[],
  ): Promise<readonly PartitionRange[]> {
    const present = await presentPartitions(this.#connection, topic);
    return ranges.filter(({ partition, start, end }) => {
      const isPresent = present.includes(partition);
      if (!isPresent) {
        this.#lose({ from: start, to: end }, `${partitionName(topic, partition)} is gone`);
      }
      return isPresent;
    });
  }

  #lose({ from, to }: Pick<DataLoss, 'from' | 'to'>, text: string): void {
    this.#lost.records += to - from;
    this.#warn(`${text}. ${GOES_ON}`);
  }

  commit(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await this.#group?.flush();
    await this.#connection.close();
  }
}

/** What to read of each topic. A partition without a start is new and read from its beginning. */
function* rangesByTopic({
  start,
  end,
}: OffsetRange): Generator<readonly [string, readonly PartitionRange[]]> {
  const from = fromOffset(start);
  for (const [topic, partitions] of fromOffset(end)) {
    const ranges = [...partitions]
      .map(([partition, to]) => ({
        partition,
        start: offsetOf(from, topic, partition) ?? 0,
        end: to,
      }))
      .filter((range) => range.start < range.end);
    if (ranges.length > 0) yield [topic, ranges];
  }
}
