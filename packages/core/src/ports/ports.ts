import type { Clock } from './clock.ts';
import type { DurableFs } from './durable-fs.ts';
import type { Processes } from './processes.ts';
import type { Rand } from './rand.ts';

/** Everything the engine takes from the world. A session has one set; tests replace it whole. */
export interface Ports {
  readonly fs: DurableFs;
  readonly clock: Clock;
  readonly rand: Rand;
  /** Tells who holds a checkpoint; without it a second user of one is found out only by its logs. */
  readonly processes?: Processes;
}
