import { AssertionError } from 'node:assert';
import { checkOptions, type OptionNames } from '@tidemark/core/connector';
import { type Disturbance, kindOf, parseDisturbance, printDisturbance } from './disturbance.ts';
import type { BuildPipeline } from './pipeline.ts';
import { ALL_LOSSES, type PlanOptions, planExecutions } from './plan-executions.ts';
import { Trials } from './trials.ts';
import type { ChangePorts } from './world.ts';

/** How {@link simulate} goes about it. */
export interface SimulateOptions extends Partial<PlanOptions> {
  /** The seeds, or how many, from 1; 3 unless said. Each is another world: other data, other chances. */
  readonly seeds?: number | readonly number[];
  /** One execution, as a failure prints it: `--seed 3 --crash 41/metadata-only`. Nothing else then runs. */
  readonly only?: string;
  /** Gives up after so many failures; 1 unless said. */
  readonly maxFailures?: number;
  /** Changes what the processes are given. For tests of tests: a disk that forgets to sync has to be found. */
  readonly changePorts?: ChangePorts;
}

const OPTIONS: OptionNames<SimulateOptions> = {
  seeds: true,
  only: true,
  crashAt: true,
  losses: true,
  nested: true,
  faults: true,
  hazards: true,
  twoProcesses: true,
  clockJumps: true,
  maxFailures: true,
  changePorts: true,
};

/** One execution, and what it came to. */
export interface Execution {
  readonly disturbance: Disturbance;
  /** As options: what has to be said to run it again. */
  readonly line: string;
  /** `crash`, `crash in recovery`, `fault`, `two processes`, `clock`, or the name of a hazard. */
  readonly kind: string;
  /** What is wrong; undefined where nothing is. */
  readonly problem: string | undefined;
  /** Where the lives ended, for people. */
  readonly places: readonly string[];
  /** The operations on the disk of each life that was cut short, numbered. */
  readonly traces: readonly (readonly string[])[];
}

/** What was tried. */
export interface SimulateReport {
  readonly executions: number;
  readonly byKind: Readonly<Record<string, number>>;
  readonly failures: readonly Execution[];
}

/** A few hundred executions for each seed: a second or two. */
const USUAL: PlanOptions = {
  crashAt: { sample: 100 },
  losses: ALL_LOSSES,
  nested: { sample: 40 },
  faults: { sample: 50 },
  hazards: { sample: 50 },
  twoProcesses: 10,
  clockJumps: 5,
};

/**
 * Proves that a pipeline and its sinks give the same output whatever happens to the machine, or tells
 * the seed that breaks it.
 *
 * The engine that runs is the one of production. Its world is simulated, and everything in it follows
 * from a seed: crashes before every operation on the disk, with every loss of what was not synced, and
 * again in the recovery; disks that refuse and lose; two processes at once; clocks that jump. Each time
 * the pipeline has to come to the output of an undisturbed run, keep it through one more power loss,
 * show in between no more and no less than it promises, and end with no error but those it met.
 *
 * The same seed does the same, so the message of a failure ends with what brings it back.
 *
 * @param build - makes the pipeline for a world; called for each execution, or oftener
 * @throws AssertionError that says what is wrong, where the machine died, and how to run it again
 * @throws an Error where the pipeline fails by itself, or is not the same twice
 * @example
 * ```ts
 * test('numbers survive everything', async () => {
 *   const build = () => {
 *     const numbers = memorySource(schema({ n: int() }), [], { maxStepsPerTrigger: 1 });
 *     for (const n of [1, 2, 3]) numbers.addData({ n });
 *     return {
 *       start: (session: Session) =>
 *         session.start({
 *           checkpointLocation: '/checkpoint',
 *           outputs: [session.readStream(numbers).writeTo(linesSink('/out'))],
 *         }),
 *       output: linesIn('/out'),
 *     };
 *   };
 *   await simulate(build, { seeds: 5 });
 * });
 * ```
 */
export async function simulate(
  build: BuildPipeline,
  options: SimulateOptions = {},
): Promise<SimulateReport> {
  const { maxFailures = 1 } = options;
  const byKind: Record<string, number> = {};
  const failures: Execution[] = [];
  let executions = 0;
  for await (const execution of executionsOf(build, options)) {
    executions++;
    byKind[execution.kind] = (byKind[execution.kind] ?? 0) + 1;
    if (execution.problem !== undefined) failures.push(execution);
    if (failures.length >= maxFailures) break;
  }
  if (failures.length > 0) throw new AssertionError({ message: messageOf(failures) });
  return { executions, byKind, failures };
}

/** As {@link simulate}, one execution after the other, as they come; problems are told and not thrown. */
export async function* executionsOf(
  build: BuildPipeline,
  options: SimulateOptions = {},
): AsyncGenerator<Execution, void, undefined> {
  checkOptions('simulate()', options, OPTIONS);
  const { seeds = 3, only, changePorts } = options;
  if (only !== undefined) {
    const disturbance = parseDisturbance(only);
    yield execute(new Trials(build, disturbance.seed, changePorts), disturbance);
    return;
  }
  const list = typeof seeds === 'number' ? Array.from({ length: seeds }, (_, i) => i + 1) : seeds;
  for (const seed of list) {
    const trials = new Trials(build, seed, changePorts);
    for await (const disturbance of planExecutions(trials, seed, { ...USUAL, ...options })) {
      yield execute(trials, disturbance);
    }
  }
}

async function execute(trials: Trials, disturbance: Disturbance): Promise<Execution> {
  const { problem, places, traces } = await trials.run(disturbance);
  const kind = kindOf(disturbance);
  return { disturbance, line: printDisturbance(disturbance), kind, problem, places, traces };
}

function messageOf(failures: readonly Execution[]): string {
  return failures
    .map(({ disturbance, line, places, problem }) =>
      [
        `seed ${disturbance.seed} breaks the pipeline: ${problem}`,
        ...places.map((place) => `  the machine ${place}`),
        `run it again with simulate(build, { only: '${line}' })`,
      ].join('\n'),
    )
    .join('\n\n');
}
