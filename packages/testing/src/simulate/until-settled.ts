import type { World } from './world.ts';

/** A process that would never end. */
export class Hang extends Error {
  override readonly name: string = 'Hang';
}

/** So often time may pass for a process that waits. */
const MAX_WAITS = 10_000;
/** Turns of the event loop in which nothing happens, and nobody waits for time. */
const MAX_IDLE_TURNS = 200_000;

const USUAL_PATIENCE_TURNS = 10;

/**
 * Lets a process run until it has ended. While it waits for time, time passes. What it may take is
 * measured in turns and operations, never in seconds.
 *
 * @throws {@link Hang} where it does not end; what it did then is still going on
 */
export async function untilSettled<T>(
  work: Promise<T>,
  { fs, clock }: World,
  patienceTurns: number = USUAL_PATIENCE_TURNS,
): Promise<T> {
  let isSettled = false;
  const settled = (): void => {
    isSettled = true;
  };
  work.then(settled, settled);
  let waits = 0;
  for (let calls = fs.calls, idleTurns = 0; ; ) {
    await clock.yield();
    if (isSettled) return work;
    if (fs.calls !== calls) {
      ({ calls } = fs);
      idleTurns = 0;
      continue;
    }
    idleTurns++;
    const { nextWakeMs } = clock;
    if (idleTurns > patienceTurns && nextWakeMs !== undefined) {
      if (++waits > MAX_WAITS) throw new Hang(`it waited ${MAX_WAITS} times, and goes on waiting`);
      clock.jump(nextWakeMs);
      idleTurns = 0;
    }
    if (idleTurns > MAX_IDLE_TURNS) throw new Hang('it waits for something that never comes');
  }
}
