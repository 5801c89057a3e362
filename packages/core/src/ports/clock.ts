/** The only door to time. Tests put a manual clock here. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z; may jump when the machine's clock is set. */
  nowMs(): number;
  /** Milliseconds that never go back, for durations and triggers. */
  monotonicMs(): number;
  /** Resolves after `delayMs`, or at once when `signal` aborts; never rejects. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
  /** Lets waiting I/O run: resolves in the next turn of the event loop. */
  yield(): Promise<void>;
}
