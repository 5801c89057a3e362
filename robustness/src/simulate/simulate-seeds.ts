import type { EffortName } from './effort.ts';
import type { Failure } from './messages.ts';
import { ProgressLine } from './progress-line.ts';
import { runSeeds } from './run-seeds.ts';
import { Tally } from './tally.ts';

/**
 * Runs seeds, tells how far it is, and prints what broke and a table; true where nothing broke.
 *
 * @param isFirstEnough - ends at the first thing that breaks
 */
export async function simulateSeeds(
  seeds: readonly number[],
  effort: EffortName,
  isFirstEnough: boolean,
): Promise<boolean> {
  const ending = new AbortController();
  const tally = new Tally();
  const progress = new ProgressLine(process.stderr);
  let seedsDone = 0;
  await runSeeds({
    seeds,
    effort,
    signal: ending.signal,
    onMessage: (message) => {
      if (message.kind === 'seed done') seedsDone++;
      else {
        for (const [kind, { executions, bad }] of Object.entries(message.counts)) {
          tally.add(message.pipeline, kind, executions, bad);
        }
        for (const failure of message.failures) {
          progress.clear();
          console.log(textOf(message.pipeline, failure));
        }
      }
      if (isFirstEnough && tally.bad > 0) ending.abort();
      progress.show(seedsDone / seeds.length, tally.executions, tally.bad);
    },
  });
  progress.clear();
  console.log(tally.table());
  console.log(`\n${tally.executions.toLocaleString('en')} executions, ${tally.bad} bad`);
  return tally.bad === 0;
}

function textOf(pipeline: string, { line, places, problem }: Failure): string {
  return [
    `BAD  ${pipeline}: ${problem}`,
    ...places.map((place) => `  the machine ${place}`),
    `  npm run simulate -- ${line}\n`,
  ].join('\n');
}
