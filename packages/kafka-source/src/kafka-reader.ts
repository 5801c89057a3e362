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
  type Isolation,
  type KafkaConnection,
  type PartitionRange,
  readRange,
} from '@tidemark/kafka-client';
import { discoverAssignment, presentPartitions } from './assignment.ts';
import { BatchPlanner } from './batch-planner.ts';
import { ChunkDecoder } from './chunk-decoder.ts';
import { lagMetrics } from './lag.ts';
import { fromOffset, offsetOf, partitionName, plannedPartitions, toOffset } from './offsets.ts';
import type { KafkaSourceOptions } from './options.ts';
import { chunks } from './record-chunk.ts';
import { startingOffsets } from './starting-offsets.ts';

/** The Kafka source of one run. It joins no consumer group: the checkpoint knows how far it is. */
export class KafkaReader implements SourceReader {
  readonly #connection: KafkaConnection;
  readonly #options: KafkaSourceOptions<unknown>;
  readonly #isStreaming: boolean;
  readonly #isolation: Isolation;
  readonly #tellsPartitions: boolean;
  readonly #planner: BatchPlanner;
  readonly #decoder: ChunkDecoder;
  /** What was gone when it was to be read, since the start of the run. */
  readonly #lost = { records: 0, partitions: 0 };

  constructor(
    connection: KafkaConnection,
    options: KafkaSourceOptions<unknown>,
    context: SourceContext,
  ) {
    this.#connection = connection;
    this.#options = options;
    this.#isStreaming = context.isStreaming;
    this.#tellsPartitions = context.tellsPartitions === true;
    this.#isolation = options.isolationLevel ?? 'read_uncommitted';
    this.#planner = new BatchPlanner(connection, options, this.#isolation, context.ports.clock);
    this.#decoder = new ChunkDecoder(options, context);
  }

  async initialOffset(): Promise<Offset> {
    const connection = this.#connection;
    const assignment = await discoverAssignment(connection, this.#options, () => false);
    const lookup = { connection, assignment, isolation: this.#isolation };
    return toOffset(await startingOffsets(lookup, this.#options, this.#isStreaming));
  }

  async planBatch(start: Offset, { ignoreLimits }: PlanRequest): Promise<PlannedBatch> {
    const { end, latest, lostPartitions } = await this.#planner.plan(
      fromOffset(start),
      ignoreLimits,
    );
    const lost = this.#lost;
    lost.partitions += lostPartitions;
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
        ...(failOnDataLoss ? {} : { onDataLoss: (loss: DataLoss) => this.#lose(loss) }),
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
      if (!isPresent) this.#lose({ from: start, to: end });
      return isPresent;
    });
  }

  #lose({ from, to }: Pick<DataLoss, 'from' | 'to'>): void {
    this.#lost.records += to - from;
  }

  commit(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return this.#connection.close();
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
