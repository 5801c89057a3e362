import { setTimeout as delay } from 'node:timers/promises';

/** Time as the broker has it. */
export interface Timing {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Resolves after `delayMs`, or when the signal aborts; never rejects. */
  readonly sleep: (delayMs: number, signal?: AbortSignal) => Promise<void>;
}

/** Sleeps in real time; keeps no process alive. */
export function sleepForReal(delayMs: number, signal?: AbortSignal): Promise<void> {
  const options = { ref: false, ...(signal === undefined ? {} : { signal }) };
  return delay(delayMs, undefined, options).catch(() => undefined);
}
