import type { Ports } from '@tidemark/core/connector';
import type { LossMode } from '../disk-after.ts';
import { ManualClock } from '../manual-clock.ts';
import { randomNumbers } from '../random-numbers.ts';
import { SimFs } from '../sim-fs.ts';
import { simPorts } from '../sim-ports.ts';
import type { SimWorld } from './pipeline.ts';

/** Changes what processes are given: a disk that forgets to sync, say. For tests of the tests. */
export type ChangePorts = (ports: Ports) => Ports;

export interface WorldOptions {
  readonly seed: number;
  readonly changePorts?: ChangePorts | undefined;
  /** A world that goes on from where another one is, on a disk of its own. */
  readonly after?: { readonly world: World; readonly fs: SimFs };
}

/** 2024-01-01T00:00:00Z. */
const START_MS = Date.UTC(2024, 0, 1);

/** A machine with its disk and clock, from one crash to the next. */
export class World implements SimWorld {
  readonly seed: number;
  readonly random: () => number;
  readonly clock: ManualClock;
  readonly #changePorts: ChangePorts;
  readonly #onCrash: (() => void)[] = [];
  #fs: SimFs;
  #processes: number;

  constructor({ seed, changePorts = (ports) => ports, after }: WorldOptions) {
    this.seed = seed;
    this.random = randomNumbers(seed);
    this.#changePorts = changePorts;
    this.#fs = after?.fs ?? new SimFs();
    this.clock = new ManualClock(after?.world.clock.nowMs() ?? START_MS);
    this.#processes = after === undefined ? 0 : after.world.#processes;
    this.#listen();
  }

  get fs(): SimFs {
    return this.#fs;
  }

  onCrash(listener: () => void): void {
    this.#onCrash.push(listener);
  }

  die(): void {
    this.#fs.die();
  }

  /** What a crash leaves becomes the disk of the next processes. */
  boot(loss: LossMode, lossSeed: number | undefined): void {
    this.#fs = this.#fs.crash(loss, lossSeed);
    this.#listen();
  }

  #listen(): void {
    this.#fs.onDeath = () => {
      for (const listener of this.#onCrash) listener();
    };
  }

  /** What a new process of the machine is given. */
  process(hasLock: boolean): Ports {
    const seed = this.seed * 1009 + ++this.#processes;
    const { processes, ...ports } = simPorts({ seed, fs: this.#fs, clock: this.clock });
    return this.#changePorts(
      hasLock && processes !== undefined ? { ...ports, processes } : { ...ports },
    );
  }

  /** What somebody is given who looks at the disk as it is now; nobody notices. */
  reader(): Ports {
    return readerOf(this.#fs, this.clock);
  }
}

/** A process on a copy of a disk. */
function readerOf(fs: SimFs, clock: ManualClock): Ports {
  return simPorts({ seed: 1, fs: fs.crash('kill'), clock });
}
