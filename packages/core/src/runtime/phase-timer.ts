import type { Clock } from '../ports/clock.ts';

/** Adds up how long the phases of a trigger take, for progress. */
export class PhaseTimer {
  readonly #clock: Clock;
  readonly #startMs: number;
  readonly #durationMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startMs = clock.monotonicMs();
  }

  async measure<T>(phase: string, work: () => Promise<T>): Promise<T> {
    const startMs = this.#clock.monotonicMs();
    try {
      return await work();
    } finally {
      const passedMs = this.#clock.monotonicMs() - startMs;
      this.#durationMs.set(phase, (this.#durationMs.get(phase) ?? 0) + passedMs);
    }
  }

  /** Milliseconds since the trigger began. */
  get totalMs(): number {
    return this.#clock.monotonicMs() - this.#startMs;
  }

  /** By phase, in the order they first ran, and `triggerExecution` for the whole. */
  durations(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#durationMs, ['triggerExecution', this.totalMs]]);
  }
}
