import type { PartitionFact, WatermarkFact } from '../checkpoint/commit-log.ts';
import type { PartitionIntent } from '../checkpoint/offset-log.ts';

interface Partition {
  /** The latest event time of its rows; minus infinity before the first. */
  readonly maxMs: number;
  /** The time of the last batch in which it had rows, or a backlog. */
  readonly activeAtMs: number;
}

/**
 * How far each partition of a step is in event time (`docs/decisions`, 10). The slowest one counts, among
 * those that were active in the last `idleAfterMs`. A partition with a backlog is active even if its rows
 * come slowly; one that has given nothing yet holds the watermark where it is. Where none is active all
 * are at their end, and nothing holds back the fastest.
 *
 * It depends on what intents, facts and rows say, so a batch that runs again gives the same.
 */
export class PartitionTimes {
  readonly #idleAfterMs: number;
  #partitions: ReadonlyMap<string, Partition>;
  #reachedMs: number;
  #slowestName: string | undefined;

  constructor(idleAfterMs: number, fact?: WatermarkFact) {
    // A partition that is active in a batch counts in it, however soon it is idle.
    this.#idleAfterMs = Math.max(1, idleAfterMs);
    this.#reachedMs = fact?.reachedMs ?? Number.NEGATIVE_INFINITY;
    this.#partitions = new Map(
      fact?.partitions.map(({ partition, maxMs, activeAtMs }) => [
        partition,
        { maxMs: maxMs ?? Number.NEGATIVE_INFINITY, activeAtMs },
      ]),
    );
  }

  /** The event time that all partitions that count have reached; it never goes back. Undefined before they have. */
  get reachedMs(): number | undefined {
    return finite(this.#reachedMs);
  }

  /** The partition that holds the watermark back, since the last batch; undefined where none does. */
  get slowest(): string | undefined {
    return this.#slowestName;
  }

  get facts(): readonly PartitionFact[] {
    return [...this.#partitions].map(([partition, { maxMs, activeAtMs }]) => ({
      partition,
      maxMs: finite(maxMs) ?? null,
      activeAtMs,
    }));
  }

  /**
   * Takes note of a batch.
   *
   * @param present - the partitions there are; others are gone, unless the batch had rows of them
   * @param maxMsOf - the latest event times of those that had rows
   */
  update(
    present: readonly PartitionIntent[],
    maxMsOf: ReadonlyMap<string, number>,
    batchTimeMs: number,
  ): void {
    this.#partitions = this.#after(present, maxMsOf, batchTimeMs);
    const { slowest, reachedMs } = this.#slowest(this.#partitions, batchTimeMs);
    this.#slowestName = slowest;
    this.#reachedMs = Math.max(this.#reachedMs, reachedMs);
  }

  /** True where a batch without rows would reach further. */
  wouldMove(present: readonly PartitionIntent[], nowMs: number): boolean {
    const { reachedMs } = this.#slowest(this.#after(present, new Map(), nowMs), nowMs);
    return reachedMs > this.#reachedMs;
  }

  #after(
    present: readonly PartitionIntent[],
    maxMsOf: ReadonlyMap<string, number>,
    batchTimeMs: number,
  ): ReadonlyMap<string, Partition> {
    const after = new Map<string, Partition>();
    for (const { partition, hasBacklog } of present) {
      const known = this.#partitions.get(partition);
      if (known !== undefined && !hasBacklog) after.set(partition, known);
      else {
        const maxMs = known?.maxMs ?? Number.NEGATIVE_INFINITY;
        after.set(partition, { maxMs, activeAtMs: batchTimeMs });
      }
    }
    for (const [partition, newMs] of maxMsOf) {
      const knownMs = this.#partitions.get(partition)?.maxMs ?? newMs;
      after.set(partition, { maxMs: Math.max(knownMs, newMs), activeAtMs: batchTimeMs });
    }
    return after;
  }

  #slowest(
    partitions: ReadonlyMap<string, Partition>,
    nowMs: number,
  ): { readonly slowest: string | undefined; readonly reachedMs: number } {
    let slowest: string | undefined;
    let slowestMs = Number.POSITIVE_INFINITY;
    let fastestMs = Number.NEGATIVE_INFINITY;
    for (const [partition, { maxMs, activeAtMs }] of partitions) {
      fastestMs = Math.max(fastestMs, maxMs);
      if (nowMs - activeAtMs >= this.#idleAfterMs || maxMs >= slowestMs) continue;
      slowest = partition;
      slowestMs = maxMs;
    }
    return { slowest, reachedMs: slowest === undefined ? fastestMs : slowestMs };
  }
}

function finite(ms: number): number | undefined {
  return Number.isFinite(ms) ? ms : undefined;
}
