import { createSession, type Session, type SessionOptions } from '@tidemark/core';
import type { Ports } from '@tidemark/core/connector';
import type { LossMode } from './disk-after.ts';
import type { ManualClock } from './manual-clock.ts';
import { type SimPorts, simPorts } from './sim-ports.ts';

/** Ports that know the machine they belong to. */
interface MachinePorts extends Ports {
  readonly machine: SimMachine;
}

export interface SimMachineOptions {
  /** Everything random follows from it, in every process of the machine; 1 unless said. */
  readonly seed?: number;
  /** What the clock shows at first; 2024-01-01T00:00:00Z unless said. */
  readonly clock?: ManualClock;
}

/**
 * A machine that can crash and boot again: a disk, a clock that the test moves, randomness. Sessions
 * are given {@link SimMachine.ports} once and live on over its crashes, as a program does that is
 * started again.
 */
export class SimMachine {
  readonly #seed: number;
  #boots = 0;
  #process: SimPorts;
  /** What a session needs. Who holds on to a disk from before a crash finds it dead. */
  readonly ports: Ports;

  constructor(options: SimMachineOptions = {}) {
    const { seed = 1, clock } = options;
    this.#seed = seed;
    this.#process = simPorts({ seed, ...(clock === undefined ? {} : { clock }) });
    const now = (): SimPorts => this.#process;
    const ports: MachinePorts = {
      machine: this,
      get fs() {
        return now().fs;
      },
      clock: this.clock,
      get rand() {
        return now().rand;
      },
      processes: {
        current: async () => this.#processes.current(),
        isAlive: async (other) => this.#processes.isAlive(other),
      },
    };
    this.ports = ports;
  }

  /** The disk of the process that runs now. */
  get fs(): SimPorts['fs'] {
    return this.#process.fs;
  }

  get clock(): ManualClock {
    return this.#process.clock;
  }

  /** Nothing reaches the disk from now on: all that uses it fails. */
  die(): void {
    this.fs.crashBefore(0);
  }

  /** A new process, on what a crash at this moment leaves of the disk. Time goes on. */
  boot(loss: LossMode, lossSeed?: number): void {
    const { clock } = this;
    const seed = this.#seed + ++this.#boots;
    this.#process = simPorts({ seed, fs: this.fs.crash(loss, lossSeed), clock });
  }

  get #processes(): NonNullable<Ports['processes']> {
    return this.#process.processes as NonNullable<Ports['processes']>;
  }
}

/** The machine of the ports, if they are of one. */
export function machineOf(ports: Ports): SimMachine | undefined {
  return (ports as Partial<MachinePorts>).machine;
}

/** The options of {@link testSession}: those of a session, but for what the machine decides. */
export interface TestSessionOptions extends Omit<SessionOptions, 'ports' | 'durability'> {
  /** A machine of its own unless given. */
  readonly machine?: SimMachine;
}

/**
 * A session on a {@link SimMachine}: nothing it does touches the real disk or waits for real time.
 *
 * @example
 * ```ts
 * const session = testSession({ timeZone: 'Europe/Amsterdam' });
 * ```
 */
export function testSession(options: TestSessionOptions = {}): Session {
  const { machine = new SimMachine(), ...rest } = options;
  // What a crash leaves open cannot be closed, and that is no news.
  return createSession({ warn: () => undefined, ...rest, ports: machine.ports });
}
