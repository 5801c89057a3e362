import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../faults.ts';

/**
 * Waits as a fault demands. False when the connection has ended meanwhile: then the request is lost
 * with it, as in a broker that dies before it gets to it.
 */
export async function heldBack(fault: Fault, closed: AbortSignal): Promise<boolean> {
  const delayed = fault.delayMs === undefined ? undefined : delay(fault.delayMs, 0, { ref: false });
  await Promise.allSettled([delayed, fault.until]);
  return !closed.aborted;
}
