import { BAD_OPTION } from '../errors/option.ts';
import { type Duration, durationMs } from '../types/duration.ts';

/**
 * When a query looks for new data (Spark: Trigger).
 *
 * - `processingTime`: at multiples of the interval since the epoch, the first time at once; 0 means
 *   as soon as the batch before is done,
 * - `availableNow`: what is there at the start, in batches by the source's limits, then the end,
 * - `once`: what is there at the start, in one batch, then the end.
 */
export type Trigger =
  | { readonly kind: 'processingTime'; readonly intervalMs: number }
  | { readonly kind: 'availableNow' }
  | { readonly kind: 'once' };

/**
 * A batch at every multiple of `interval` since the epoch, for example `processingTime('1 second')`.
 *
 * @param interval - as text, or in milliseconds
 * @throws `OPTION.BAD_VALUE` for less than no time
 */
export function processingTime(interval: Duration | number): Trigger {
  const intervalMs = typeof interval === 'number' ? interval : durationMs(interval);
  if (!(intervalMs >= 0)) {
    const value = String(interval);
    throw BAD_OPTION.error({ option: 'interval', value, expected: 'a duration from 0' });
  }
  return { kind: 'processingTime', intervalMs };
}

/** Everything that is there when the query starts, in batches by the source's limits; then the query ends. */
export function availableNow(): Trigger {
  return { kind: 'availableNow' };
}

/** Everything that is there when the query starts, in one batch; then the query ends. */
export function once(): Trigger {
  return { kind: 'once' };
}

/**
 * When a processing-time trigger fires next, looking at time `nowMs`: the next multiple of the
 * interval. Ticks that passed while a batch ran are not made up.
 */
export function nextTriggerMs(nowMs: number, intervalMs: number): number {
  if (intervalMs <= 0) return nowMs;
  return Math.floor(nowMs / intervalMs) * intervalMs + intervalMs;
}
