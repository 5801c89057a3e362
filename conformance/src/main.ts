import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { Outcome } from './outcome.ts';
import { readScenarios } from './read-scenarios.ts';
import { countOf, reportText } from './report/print-report.ts';
import { runScenario } from './runner/run-scenario.ts';

interface Options {
  readonly json?: string;
  readonly filter?: string;
  readonly verbose?: boolean;
  readonly brokers?: string;
}

/** Paths are relative to where the user typed the command; pnpm goes into the package. */
const here = process.env['INIT_CWD'] ?? process.cwd();

async function main(paths: readonly string[], options: Options): Promise<void> {
  const { json, filter, verbose } = options;
  const brokers = options.brokers?.split(',');
  const all = await readScenarios(paths.map((path) => resolve(here, path)));
  const chosen = all.filter(({ id }) => filter === undefined || id.includes(filter));
  if (chosen.length === 0) throw new Error('No scenario was chosen.');
  const outcomes: Outcome[] = [];
  for (const scenario of chosen) outcomes.push(await runScenario(scenario, { brokers }));
  process.stdout.write(reportText(outcomes, { isVerbose: verbose === true }));
  const counts = countOf(outcomes);
  if (json !== undefined) {
    await writeFile(resolve(here, json), `${JSON.stringify({ ...counts, outcomes }, null, 2)}\n`);
  }
  process.exitCode = counts.failed > 0 ? 1 : 0;
}

await new Command('conformance')
  .description('Runs scenarios whose answers are Spark’s, and tells every difference.')
  .argument('<paths...>', 'scenario files, or folders of them')
  .option('--json <out>', 'write the outcomes to a file')
  .option('--filter <id>', 'only scenarios whose id contains this')
  .option(
    '--brokers <host:port,…>',
    'run scenarios of Kafka on a real broker, in topics of their own',
  )
  .option('--verbose', 'list every scenario, and all differences in full')
  .action(main)
  .parseAsync();
