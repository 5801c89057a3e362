import type { Failure, SeedTask, WorkerMessage } from './messages.ts';
import { pipelineOfSeed, simulateSeed } from './pipeline-of-seed.ts';

// Errors are thrown by the million, and nobody reads where.
process.setSourceMapsEnabled(false);
Error.stackTraceLimit = 0;

/** So many failures of a seed are told in full. */
const MAX_FAILURES = 5;
const TELL_EVERY = 50;

function tell(message: WorkerMessage): void {
  process.send?.(message);
}

async function runSeed({ seed, effort }: SeedTask): Promise<void> {
  const { name } = pipelineOfSeed(seed);
  let counts: Record<string, { executions: number; bad: number }> = {};
  let failures: Failure[] = [];
  let told = 0;
  const flush = (): void => {
    tell({ kind: 'executions', pipeline: name, counts, failures });
    counts = {};
    failures = [];
  };
  let executions = 0;
  try {
    for await (const { kind, line, problem, places } of simulateSeed(seed, effort)) {
      const count = (counts[kind] ??= { executions: 0, bad: 0 });
      count.executions++;
      if (problem !== undefined) {
        count.bad++;
        if (told++ < MAX_FAILURES) failures.push({ line, problem, places });
      }
      if (++executions % TELL_EVERY === 0) flush();
    }
  } catch (error) {
    counts['undisturbed'] = { executions: 1, bad: 1 };
    const problem = error instanceof Error ? error.message : String(error);
    failures.push({ line: `--seed ${seed}`, problem, places: [] });
  }
  flush();
  tell({ kind: 'seed done', seed });
}

process.on('message', (task: SeedTask) => void runSeed(task));
