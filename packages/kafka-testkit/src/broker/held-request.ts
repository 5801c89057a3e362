import type { Fault } from '../faults.ts';
import type { Timing } from './timing.ts';

/**
 * Waits as a fault demands. False when the connection has ended meanwhile: then the request is lost
 * with it, as in a broker that dies before it gets to it.
 */
export async function heldBack(
  { delayMs, until }: Fault,
  closed: AbortSignal,
  { sleep }: Timing,
): Promise<boolean> {
  const delayed = delayMs === undefined ? undefined : sleep(delayMs);
  await Promise.allSettled([delayed, typeof until === 'function' ? until() : until]);
  return !closed.aborted;
}

/** Waits for the end of a connection. */
export function untilClosed(closed: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (closed.aborted) resolve();
    else closed.addEventListener('abort', () => resolve(), { once: true });
  });
}
