// `npm run bench -- recovery`: a query with a million keys of state is killed with SIGKILL again and
// again. How long does it take from the start of the next process to the first batch it commits?
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { median } from '../measure.ts';
import type { Figures } from '../report.ts';
import type { KeyKind } from '../state/subject.ts';
import { FILL_STEPS } from './steps.ts';
import type { Message } from './subject.ts';

const RECOVERIES = 10;
const GOAL_MS = 2000;
/** A process is killed at any moment of its next batches. */
const MAX_LIFE_MS = 1500;

interface Recovery {
  /** From the start of the process until its query is open. */
  readonly openMs: number;
  /** From the start of the process to the first new commit. */
  readonly committedMs: number;
  /** What the processors did for it, in all threads: more than `committedMs` where they work side by side. */
  readonly cpuMs: number;
}

/** Of keys of numbers and of texts: median and maximum, the goal, and whether the longest meets it. */
export async function benchRecovery(keys: number): Promise<Figures> {
  const figures: Record<string, number | string> = { keys, recoveries: RECOVERIES };
  for (const kind of ['long', 'string'] as const) {
    const recoveries = await recoveriesOf(kind, keys);
    const times = recoveries.map(({ committedMs }) => committedMs);
    figures[`${kind}.openMs`] = median(recoveries.map(({ openMs }) => openMs));
    figures[`${kind}.cpuMs`] = median(recoveries.map(({ cpuMs }) => cpuMs));
    figures[`${kind}.medianMs`] = median(times);
    figures[`${kind}.maxMs`] = Math.max(...times);
    figures[`${kind}.goal`] = GOAL_MS;
    figures[`${kind}.verdict`] = Math.max(...times) <= GOAL_MS ? 'met' : 'missed';
  }
  return figures;
}

async function recoveriesOf(kind: KeyKind, keys: number): Promise<readonly Recovery[]> {
  const directory = await mkdtemp(join(tmpdir(), 'tidemark-bench-'));
  try {
    const filling = new Subject(kind, directory, keys);
    // The batch after the last one that fills.
    await filling.committed(FILL_STEPS);
    await filling.killWithin(MAX_LIFE_MS);
    const recoveries: Recovery[] = [];
    for (let i = 0; i < RECOVERIES; i++) {
      const startMs = performance.now();
      const subject = new Subject(kind, directory, keys);
      const [openMs, [committedMs, cpuMs]] = await Promise.all([
        subject.opened().then(() => performance.now() - startMs),
        subject.committed(0).then((cpu) => [performance.now() - startMs, cpu] as const),
      ]);
      recoveries.push({ openMs, committedMs, cpuMs });
      await subject.killWithin(MAX_LIFE_MS);
    }
    return recoveries;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** A process with the query. */
class Subject {
  readonly #child: ChildProcess;
  readonly #ended: Promise<never>;

  constructor(kind: KeyKind, directory: string, keys: number) {
    const program = fileURLToPath(new URL('recovery/subject.js', import.meta.url));
    this.#child = fork(program, [kind, directory, String(keys)]);
    this.#ended = once(this.#child, 'exit').then(([code]) => {
      throw new Error(`the query with ${kind} keys ended by itself, with code ${code}`);
    });
    this.#ended.catch(() => undefined);
  }

  async opened(): Promise<void> {
    await this.#heard((message) => (message.kind === 'open' ? message : undefined));
  }

  /** Resolves when a batch of that number or a later one is committed by this process, with its processor time by then. */
  async committed(batchId: number): Promise<number> {
    const { cpuMs } = await this.#heard((message) =>
      message.kind === 'batch' && message.batchId >= batchId ? message : undefined,
    );
    return cpuMs;
  }

  #heard<M extends Message>(meant: (message: Message) => M | undefined): Promise<M> {
    const heard = new Promise<M>((resolve) => {
      this.#child.on('message', (message) => {
        const found = meant(message as Message);
        if (found !== undefined) resolve(found);
      });
    });
    return Promise.race([heard, this.#ended]);
  }

  async killWithin(ms: number): Promise<void> {
    await Promise.race([sleep(Math.random() * ms), this.#ended]);
    this.#child.kill('SIGKILL');
    await this.#ended.catch(() => undefined);
  }
}
