import { type Durability, NodeDurableFs } from './node-durable-fs.ts';
import { nodeProcesses } from './node-processes.ts';
import type { Ports } from './ports.ts';
import { systemClock } from './system-clock.ts';
import { systemRand } from './system-rand.ts';

/** The real world. */
export function nodePorts(options: { readonly durability?: Durability } = {}): Ports {
  return {
    fs: new NodeDurableFs(options.durability),
    clock: systemClock,
    rand: systemRand,
    processes: nodeProcesses,
  };
}
