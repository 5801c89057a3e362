import type { Clock } from '../ports/clock.ts';

/** How long operators may hold the event loop before timers and sockets get their turn. */
const TURN_MS = 20;

/** Where rows go that were made, as far as they must make room. */
export interface Outlet {
  readonly isFull: boolean;
  drain(): Promise<void>;
}

/**
 * What happens between two pieces of the work of a batch: full outputs go to their sinks, and the
 * event loop gets a turn now and then.
 */
export class Turns implements Pick<Clock, 'yield'> {
  readonly #clock: Clock;
  readonly #outlets: readonly Outlet[];
  #endsMs: number;

  constructor(clock: Clock, outlets: readonly Outlet[] = []) {
    this.#clock = clock;
    this.#outlets = outlets;
    this.#endsMs = clock.monotonicMs() + TURN_MS;
  }

  /** Whether there is a reason to `yield`. */
  get isOver(): boolean {
    return this.#clock.monotonicMs() >= this.#endsMs || this.#outlets.some(isFull);
  }

  async yield(): Promise<void> {
    for (const outlet of this.#outlets) if (outlet.isFull) await outlet.drain();
    await this.#clock.yield();
    this.#endsMs = this.#clock.monotonicMs() + TURN_MS;
  }
}

function isFull(outlet: Outlet): boolean {
  return outlet.isFull;
}
