import type { Clock } from '@tidemark/core/connector';

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

/**
 * A clock that stands still until it is moved. Both its readings move together, but for {@link ManualClock.set}.
 *
 * @example
 * ```ts
 * const clock = new ManualClock();
 * const nap = clock.sleep(1000);
 * await clock.advance(1000); // the nap is over, and what waited for it has run
 * ```
 */
export class ManualClock implements Clock {
  readonly #startMs: number;
  #nowMs: number;
  /** What {@link ManualClock.set} has done to the time of day. */
  #setMs = 0;
  #sleepers: Sleeper[] = [];
  #onSleep: (() => void)[] = [];

  constructor(nowMs: number = 0) {
    this.#startMs = nowMs;
    this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs + this.#setMs;
  }

  monotonicMs(): number {
    return this.#nowMs - this.#startMs;
  }

  /** How many callers sleep. */
  get sleeperCount(): number {
    return this.#sleepers.length;
  }

  /** How long until the first of the sleepers wakes; undefined where nobody sleeps. */
  get nextWakeMs(): number | undefined {
    if (this.#sleepers.length === 0) return undefined;
    return Math.min(...this.#sleepers.map(({ dueMs }) => dueMs)) - this.#nowMs;
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    if (delayMs <= 0 || signal?.aborted) return this.yield();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper: Sleeper = { dueMs: this.#nowMs + delayMs, wake };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', wake);
      for (const notify of this.#onSleep.splice(0)) notify();
    });
  }

  yield(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  /** Resolves when somebody sleeps: work that only waits for time is done. */
  async untilSleeping(): Promise<void> {
    while (this.#sleepers.length === 0) {
      await new Promise<void>((resolve) => this.#onSleep.push(resolve));
    }
  }

  /**
   * Moves the clock. Sleepers wake one after the other at their times, those that fall asleep on the
   * way too, and each may run until it waits for something else.
   */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    for (;;) {
      const due = this.#sleepers
        .filter(({ dueMs }) => dueMs <= endMs)
        .sort((a, b) => a.dueMs - b.dueMs)[0];
      if (due === undefined) break;
      this.#nowMs = Math.max(this.#nowMs, due.dueMs);
      due.wake();
      await this.yield();
    }
    this.#nowMs = endMs;
    await this.yield();
  }

  /** Moves the clock at once, past all between: whoever's time has come wakes late, at the new time. */
  jump(ms: number): void {
    this.#nowMs += ms;
    const due = this.#sleepers.filter(({ dueMs }) => dueMs <= this.#nowMs);
    for (const { wake } of due.sort((a, b) => a.dueMs - b.dueMs)) wake();
  }

  /** Somebody sets the clock, back too: the time of day jumps; sleepers and `monotonicMs` take no notice. */
  set(ms: number): void {
    this.#setMs += ms;
  }
}
