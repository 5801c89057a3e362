import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { EffortName } from './effort.ts';
import type { SeedTask, WorkerMessage } from './messages.ts';

export interface RunSeeds {
  readonly seeds: readonly number[];
  readonly effort: EffortName;
  readonly onMessage: (message: WorkerMessage) => void;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/**
 * Runs seeds on a worker for each core. A process of its own each, not a thread: it is started as this
 * one was. Rejects where a worker dies.
 */
export async function runSeeds({ seeds, effort, onMessage, signal }: RunSeeds): Promise<void> {
  const left = [...seeds];
  const lanes = Array.from({ length: Math.min(availableParallelism(), seeds.length) }, async () => {
    const worker = fork(new URL('./worker.ts', import.meta.url));
    try {
      await new Promise<void>((resolve, reject) => {
        const next = (): void => {
          const seed = left.shift();
          if (seed === undefined || signal?.aborted === true) resolve();
          else worker.send({ seed, effort } satisfies SeedTask);
        };
        worker.on('message', (message: WorkerMessage) => {
          onMessage(message);
          if (message.kind === 'seed done') next();
        });
        signal?.addEventListener('abort', () => resolve());
        worker.on('error', reject);
        worker.on('exit', (code) => reject(new Error(`a worker ended with code ${code}`)));
        next();
      });
    } finally {
      worker.kill();
    }
  });
  await Promise.all(lanes);
}
