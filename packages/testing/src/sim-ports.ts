import type { Ports, Rand } from '@tidemark/core/connector';
import { ManualClock } from './manual-clock.ts';
import { seededRand } from './seeded-rand.ts';
import { SimFs } from './sim-fs.ts';

/** A world for one simulated process. */
export interface SimPorts extends Ports {
  readonly fs: SimFs;
  readonly clock: ManualClock;
}

export interface SimPortsOptions {
  /** Everything random follows from it. Two processes on one disk need two seeds. */
  readonly seed: number;
  /** A new disk unless given: pass one to start another process on it. */
  readonly fs?: SimFs;
  readonly clock?: ManualClock;
  readonly rand?: Rand;
}

/** The first moment of simulated time, 2024-01-01T00:00:00Z. */
const START_MS = Date.UTC(2024, 0, 1);
const HOST = 'simulated';

/** Ports whose disk, time and randomness obey the test. Every call is a new process on the disk. */
export function simPorts(options: SimPortsOptions): SimPorts {
  const { seed, fs = new SimFs(), clock = new ManualClock(START_MS) } = options;
  const pid = fs.startProcess();
  return {
    fs,
    clock,
    rand: options.rand ?? seededRand(seed),
    processes: {
      current: () => Promise.resolve({ pid, host: HOST, bootId: '', startTime: '' }),
      isAlive: (other) => Promise.resolve(fs.isRunning(other.pid)),
    },
  };
}
