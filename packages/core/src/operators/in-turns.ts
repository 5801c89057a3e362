import type { Clock } from '../ports/clock.ts';

/**
 * Does work that pauses now and then, with a turn of the event loop at each pause. Work without a pause
 * is done at once, on return.
 */
export function inTurns(work: Iterator<void>, clock: Pick<Clock, 'yield'>): void | Promise<void> {
  if (work.next().done !== true) return resumed(work, clock);
}

async function resumed(work: Iterator<void>, clock: Pick<Clock, 'yield'>): Promise<void> {
  do await clock.yield();
  while (work.next().done !== true);
}
