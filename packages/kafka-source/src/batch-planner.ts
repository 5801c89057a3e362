import { durationMs } from '@tidemark/core';
import type { Clock } from '@tidemark/core/connector';
import type { Isolation, KafkaConnection } from '@tidemark/kafka-client';
import { discoverAssignment } from './assignment.ts';
import { OFFSETS_WENT_BACK, PARTITION_GONE, TOPIC_RECREATED } from './conditions.ts';
import { boundaries } from './offset-lookup.ts';
import { mapOffsets, offsetOf, type PartitionOffsets, totalBetween } from './offsets.ts';
import type { KafkaSourceOptions } from './options.ts';
import { limitOffsets } from './rate-limit.ts';
import type { TopicIdByName, TopicIds } from './topic-ids.ts';

const DEFAULT_MAX_TRIGGER_DELAY_MS = 15 * 60_000;
/** An end that lies before what was read is asked for so often (Spark: fetchOffset.numRetries). */
const END_LOOKUPS = 4;
const END_LOOKUP_DELAY_MS = 50;

/** Where a batch ends, where the partitions end, and what is no longer there. */
export interface OffsetPlan {
  readonly end: PartitionOffsets;
  readonly latest: PartitionOffsets;
  /** Partitions that are gone or others, or end before the point up to which they were read: what to say of each. */
  readonly lost: readonly string[];
}

/** What a planner works with. */
export interface BatchPlannerOptions {
  readonly connection: KafkaConnection;
  readonly options: KafkaSourceOptions<unknown>;
  readonly isolation: Isolation;
  readonly clock: Clock;
  readonly topicIds: TopicIds;
}

/** Decides what the next batch reads, from what the partitions have and the limits of the options. */
export class BatchPlanner {
  readonly #connection: KafkaConnection;
  readonly #options: KafkaSourceOptions<unknown>;
  readonly #isolation: Isolation;
  readonly #clock: Clock;
  readonly #topicIds: TopicIds;
  readonly #maxTriggerDelayMs: number;
  #captured: PartitionOffsets | undefined;
  /** When a batch was last due; 1970 before the first, so that one never waits for a minimum. */
  #dueAtMs = 0;

  constructor({ connection, options, isolation, clock, topicIds }: BatchPlannerOptions) {
    const { maxTriggerDelay } = options;
    this.#connection = connection;
    this.#options = options;
    this.#isolation = isolation;
    this.#clock = clock;
    this.#topicIds = topicIds;
    this.#maxTriggerDelayMs =
      maxTriggerDelay === undefined ? DEFAULT_MAX_TRIGGER_DELAY_MS : durationMs(maxTriggerDelay);
  }

  /** No later plan goes beyond where the partitions end now. */
  async captureEnd(): Promise<void> {
    // What is gone is for the plan to judge: it knows what was read.
    const { latest } = await this.#look(() => true);
    this.#captured = latest;
  }

  /** No later plan goes beyond these offsets. */
  endAt(offsets: PartitionOffsets): void {
    this.#captured = offsets;
  }

  /**
   * @throws {@link PARTITION_GONE}, {@link OFFSETS_WENT_BACK}, {@link TOPIC_RECREATED} unless `failOnDataLoss` is
   *   false
   */
  async plan(from: PartitionOffsets, ignoresLimits: boolean): Promise<OffsetPlan> {
    const { latest, ids } = await this.#latestSince(from);
    const lost = this.#lostPartitions(from, latest, ids);
    if (lost[0] !== undefined && this.#options.failOnDataLoss !== false) throw lost[0].error();
    await this.#topicIds.note(ids);
    // A partition that appeared since is read from its beginning, as in Spark. One that ends earlier
    // than it was read goes on at its end: what is before may be what was read.
    const begin = mapOffsets(latest, (end, topic, p) =>
      Math.min(end, offsetOf(from, topic, p) ?? 0),
    );
    const reachable = this.#captured === undefined ? latest : within(this.#captured, begin, latest);
    const end = ignoresLimits ? reachable : this.#limited(begin, reachable);
    return { end, latest, lost: lost.map(({ error }) => firstLine(error().message)) };
  }

  #limited(begin: PartitionOffsets, reachable: PartitionOffsets): PartitionOffsets {
    const { maxOffsetsPerTrigger } = this.#options;
    if (this.#waits(begin, reachable)) return begin;
    return maxOffsetsPerTrigger === undefined
      ? reachable
      : limitOffsets(begin, reachable, maxOffsetsPerTrigger);
  }

  /** Whether there is too little for a batch, and not for too long (Spark: KafkaMicroBatchStream.delayBatch). */
  #waits(begin: PartitionOffsets, reachable: PartitionOffsets): boolean {
    const { minOffsetsPerTrigger } = this.#options;
    if (minOffsetsPerTrigger === undefined || this.#captured !== undefined) return false;
    const nowMs = this.#clock.nowMs();
    const isTooSoon = nowMs - this.#dueAtMs < this.#maxTriggerDelayMs;
    if (isTooSoon && totalBetween(begin, reachable) < minOffsetsPerTrigger) return true;
    this.#dueAtMs = nowMs;
    return false;
  }

  /** Looked up again while an end lies before what was read: a new leader may be behind for a moment. */
  async #latestSince(from: PartitionOffsets): Promise<Outlook> {
    const mayBeGone = (topic: string): boolean =>
      this.#options.failOnDataLoss === false || from.has(topic);
    for (let lookups = 1; ; lookups++) {
      const outlook = await this.#look(mayBeGone);
      const { latest, ids } = outlook;
      if (lostPartitions(from, latest).length === 0) return outlook;
      if (lookups >= END_LOOKUPS) {
        return { ids, latest: await this.#readBeyondStable(from, latest, mayBeGone) };
      }
      await this.#clock.sleep(END_LOOKUP_DELAY_MS);
    }
  }

  /**
   * A query that goes over to `read_committed` may have read beyond a transaction that is still open.
   * Nothing is lost then: such a partition has nothing new until the transaction ends.
   */
  async #readBeyondStable(
    from: PartitionOffsets,
    latest: PartitionOffsets,
    mayBeGone: (topic: string) => boolean,
  ): Promise<PartitionOffsets> {
    if (this.#isolation === 'read_uncommitted') return latest;
    const { latest: highest } = await this.#look(mayBeGone, 'read_uncommitted');
    return mapOffsets(latest, (end, topic, partition) => {
      const read = offsetOf(from, topic, partition) ?? end;
      return Math.max(end, Math.min(read, offsetOf(highest, topic, partition) ?? end));
    });
  }

  async #look(
    mayBeGone: (topic: string) => boolean,
    isolation: Isolation = this.#isolation,
  ): Promise<Outlook> {
    const connection = this.#connection;
    const { assignment, ids } = await discoverAssignment(connection, this.#options, mayBeGone);
    return { ids, latest: await boundaries({ connection, assignment, isolation }, 'latest') };
  }

  /** Those of topics made anew first: that says more than what became of their offsets. */
  #lostPartitions(
    from: PartitionOffsets,
    latest: PartitionOffsets,
    ids: TopicIdByName,
  ): readonly LostPartition[] {
    const anew = new Set(
      [...from.keys()].filter((topic) => this.#topicIds.isMadeAnew(topic, ids.get(topic))),
    );
    const others = lostPartitions(from, latest).filter(({ topic }) => !anew.has(topic));
    const ofAnew = [...anew].flatMap((topic) =>
      [...(from.get(topic)?.keys() ?? [])].map(() => ({
        topic,
        error: () => TOPIC_RECREATED.error({ topic }),
      })),
    );
    return [...ofAnew, ...others];
  }
}

/** Topics and the ends of their logs, as the brokers have them now. */
interface Outlook {
  readonly latest: PartitionOffsets;
  readonly ids: TopicIdByName;
}

const firstLine = (text: string): string => text.split('\n', 1)[0] as string;

interface LostPartition {
  readonly topic: string;
  readonly error: () => Error;
}

/** The partitions that are gone, or end before the point up to which they were read. */
function lostPartitions(from: PartitionOffsets, latest: PartitionOffsets): LostPartition[] {
  const lost: LostPartition[] = [];
  for (const [topic, partitions] of from) {
    for (const [partition, offset] of partitions) {
      const end = offsetOf(latest, topic, partition);
      if (end === undefined) {
        lost.push({ topic, error: () => PARTITION_GONE.error({ topic, partition }) });
      } else if (end < offset) {
        const found = { topic, partition, from: offset, latest: end };
        lost.push({ topic, error: () => OFFSETS_WENT_BACK.error(found) });
      }
    }
  }
  return lost;
}

/** The newest offsets, as far as they were there when `captured` was taken. */
function within(
  captured: PartitionOffsets,
  begin: PartitionOffsets,
  latest: PartitionOffsets,
): PartitionOffsets {
  return mapOffsets(latest, (end, topic, partition) => {
    const start = offsetOf(begin, topic, partition) ?? end;
    return Math.min(end, Math.max(start, offsetOf(captured, topic, partition) ?? start));
  });
}
