/** How the watermarks of several inputs make the one of the query (Spark: multipleWatermarkPolicy). */
export type MultipleWatermarkPolicy = 'min' | 'max';

/** One `withWatermark` step as the tracker sees it after a batch. */
export interface WatermarkReading {
  readonly delayMs: number;
  /** The latest event time that counts; undefined where there is none. */
  readonly maxMs: number | undefined;
}

/**
 * The watermark of a query (Spark: WatermarkTracker; semantics 3.3). It starts at 1970 and never
 * goes back. A step that has seen no row yet counts as 1970, so under `min` the watermark waits for
 * every input. What single steps have seen does not
 * outlive a run, unless they tell partitions apart; the watermark itself does.
 */
export class WatermarkTracker {
  readonly #policy: MultipleWatermarkPolicy;
  readonly #byStep: (number | undefined)[] = [];
  #currentMs: number;

  constructor(policy: MultipleWatermarkPolicy, startMs: number) {
    this.#policy = policy;
    this.#currentMs = Math.max(0, startMs);
  }

  get currentMs(): number {
    return this.#currentMs;
  }

  /** Takes what the steps saw in a batch. The new watermark counts from the next batch on. */
  update(readings: readonly WatermarkReading[]): void {
    for (const [i, { delayMs, maxMs }] of readings.entries()) {
      if (maxMs === undefined) continue;
      const candidateMs = maxMs - delayMs;
      this.#byStep[i] = Math.max(this.#byStep[i] ?? candidateMs, candidateMs);
    }
    if (readings.length === 0) return;
    const values = readings.map((_, i) => this.#byStep[i] ?? 0);
    const candidateMs = this.#policy === 'min' ? Math.min(...values) : Math.max(...values);
    this.#currentMs = Math.max(this.#currentMs, candidateMs);
  }
}
