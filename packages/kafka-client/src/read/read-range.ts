import { type DataLoss, INVALID_OPTION } from '../conditions.ts';
import type { KafkaConnection } from '../connection/kafka-connection.ts';
import type { FetchedPartition, FetchLimits } from '../protocol/fetch.ts';
import type { Isolation } from '../protocol/isolation.ts';
import { decodeBatchesAt } from '../record-batch/decode-record-batches.ts';
import type { DecodedBatch } from '../record-batch/decoded-batch.ts';
import { RangeCursor, type ReadableBatches } from './range-cursor.ts';

/** Offsets `[start, end)` of one partition. */
export interface PartitionRange {
  readonly partition: number;
  readonly start: number;
  readonly end: number;
}

/** What to read and how. */
export interface ReadRangeOptions {
  readonly connection: KafkaConnection;
  readonly topic: string;
  /** At most one range for each partition. */
  readonly ranges: readonly PartitionRange[];
  readonly isolation: Isolation;
  /**
   * Hears that records are gone, and reading goes on behind them; `describeDataLoss` puts it in words.
   * Without it, a loss fails the read with `KAFKA.DATA_LOSS`.
   */
  readonly onDataLoss?: (loss: DataLoss) => void;
  /** Bounds of one fetch; default 8 MiB a broker, 2 MiB a partition, 250 ms. */
  readonly limits?: Partial<Omit<FetchLimits, 'isolation'>>;
  /** Verify the CRC-32C of every batch; default true. */
  readonly checkCrc?: boolean;
  /** Most bytes one compressed batch may expand to; default 128 MiB. */
  readonly maxDecompressedBytes?: number;
  /** Longest time a partition may give nothing before the read fails, ms; default 120,000. */
  readonly deadlineMs?: number;
  /** Ends the read with the signal's reason. */
  readonly signal?: AbortSignal;
}

const DEFAULT_LIMITS: Omit<FetchLimits, 'isolation'> = {
  maxWaitMs: 250,
  minBytes: 1,
  maxBytes: 8 * 1024 * 1024,
  partitionMaxBytes: 2 * 1024 * 1024,
};
const DEFAULT_DEADLINE_MS = 120_000;

/**
 * Reads exactly the offsets `[start, end)` of each range. Records of one partition come in the order of their
 * offsets, partitions in any order. The same ranges give the same records again, unless retention, compaction or
 * an unclean election touched them in between; under `read_committed` an `end` taken from `offsets(…, 'latest')`
 * makes sure that every transaction below it is decided.
 *
 * Pulls only when asked: at most one fetch runs ahead, so that `2 × maxBytes` for each broker bound the memory,
 * besides what unpacking adds. Lost connections, restarts and moved leaders are waited out.
 *
 * A topic that was deleted, created anew and has already grown past `end` again is not noticed.
 *
 * @throws `KAFKA.DATA_LOSS` (see `onDataLoss`), `KAFKA.CORRUPT_BATCH`, `KAFKA.BATCH_TOO_LARGE`,
 *   `KAFKA.UNSUPPORTED_CODEC`, `KAFKA.UNSUPPORTED_FORMAT`, `KAFKA.READ_STALLED` after `deadlineMs`,
 *   `KAFKA.UNKNOWN_TOPIC`, `KAFKA.UNKNOWN_PARTITION`, `KAFKA.NOT_AUTHORIZED`, `KAFKA.CLOSED`
 */
export async function* readRange(
  options: ReadRangeOptions,
): AsyncGenerator<DecodedBatch, void, undefined> {
  const { signal } = options;
  const cursors = new Map(makeCursors(options).map((cursor) => [cursor.partition, cursor]));
  let ahead = fetchAhead(options, cursors);
  while (ahead !== undefined) {
    const readable: ReadableBatches[] = [];
    for (const answer of await ahead) {
      const batches = await cursors.get(answer.partition)?.take(answer);
      if (batches !== undefined) readable.push(batches);
    }
    signal?.throwIfAborted();
    // The headers told where to go on: ask for it before the records are decoded and consumed.
    ahead = fetchAhead(options, cursors);
    for (const { bytes, starts, options: decoding } of readable) {
      for await (const batch of decodeBatchesAt(bytes, starts, decoding)) {
        signal?.throwIfAborted();
        yield batch;
      }
    }
  }
}

function makeCursors(options: ReadRangeOptions): readonly RangeCursor[] {
  const { connection, topic, ranges, isolation, checkCrc = true, maxDecompressedBytes } = options;
  const { deadlineMs = DEFAULT_DEADLINE_MS, onDataLoss } = options;
  if (new Set(ranges.map(({ partition }) => partition)).size < ranges.length) {
    throw INVALID_OPTION.error({ option: 'ranges', problem: 'names a partition twice' });
  }
  return ranges.map(({ partition, start, end }) => {
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start) {
      const problem = `has [${start}, ${end}) for partition ${partition}, which is no range of offsets`;
      throw INVALID_OPTION.error({ option: 'ranges', problem });
    }
    return new RangeCursor(partition, start, end, {
      connection,
      topic,
      isolation,
      deadlineMs,
      checkCrc,
      maxDecompressedBytes,
      onDataLoss,
    });
  });
}

/** Starts a fetch for all partitions that are not complete; undefined when all are. */
function fetchAhead(
  options: ReadRangeOptions,
  cursors: ReadonlyMap<number, RangeCursor>,
): Promise<readonly FetchedPartition[]> | undefined {
  const open = [...cursors.values()].filter((cursor) => !cursor.isComplete);
  if (open.length === 0) return undefined;
  const answers = fetchOpen(options, open);
  // The reader awaits this promise, unless it is left before: then nobody needs to hear how the fetch ended.
  answers.catch(() => undefined);
  return answers;
}

async function fetchOpen(
  { connection, topic, isolation, limits, signal }: ReadRangeOptions,
  open: readonly RangeCursor[],
): Promise<readonly FetchedPartition[]> {
  const { clock } = connection.retrying;
  const soonestMs = Math.min(...open.map(({ retryAtMs }) => retryAtMs));
  const delayMs = soonestMs - clock.nowMs();
  if (delayMs > 0) await clock.sleep(delayMs, signal);
  const nowMs = clock.nowMs();
  const due = open.filter(({ retryAtMs }) => retryAtMs <= nowMs);
  const hungriestFirst = due.toSorted((a, b) => b.hunger - a.hunger);
  const positions = hungriestFirst.map(({ partition, position }) => ({
    partition,
    offset: position,
  }));
  return connection.fetch(topic, positions, { ...DEFAULT_LIMITS, ...limits, isolation });
}
