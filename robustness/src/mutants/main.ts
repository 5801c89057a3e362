import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import type { Mutant, Suite } from './mutant.ts';
import { MUTANTS } from './mutants.ts';
import { runSuite, type SuiteResult } from './run-suite.ts';
import { WorkingCopy } from './working-copy.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

interface Options {
  readonly only?: string;
  readonly jobs: string;
  readonly list?: boolean;
}

const options = new Command('mutants')
  .description(
    'Takes protections out of the code, one at a time, in a copy of it, and runs the suite that has to notice. Exits 1 if a mutant survives.',
  )
  .option('--only <TEXT>', 'mutants with this in their name')
  .option('--jobs <N>', 'at a time', String(cpus().length))
  .option('--list', 'tells what there is, and ends')
  .parse()
  .opts<Options>();

const chosen = MUTANTS.filter(({ name }) => name.includes(options.only ?? ''));
if (chosen.length === 0) fail(`No mutant has '${options.only}' in its name; see --list.`);
if (options.list === true) {
  for (const { name, defect } of chosen) console.log(`${name}: ${defect}`);
  process.exit(0);
}

/** Work to do in some copy: first every suite as it is, then the mutants. */
const suites = [...new Set(chosen.map(({ suite }) => suite))];
await inCopies(suites, async (suite, copy) => {
  const { isGreen, tookMs, tail } = await runSuite(suite, copy.directory);
  if (!isGreen) fail(`The ${suite} fail without any mutant:\n${tail.join('\n')}`);
  console.log(`${suite}: green without a mutant, ${seconds(tookMs)}`);
});

const survivors: string[] = [];
console.log('\n| mutant | what goes wrong | found by | first finding |\n|---|---|---|---|');
await inCopies(chosen, async (mutant, copy) => {
  const result = await copy.with(mutant.edits, () => runSuite(mutant.suite, copy.directory));
  if (!isKilled(mutant, result)) survivors.push(mutant.name);
  console.log(rowOf(mutant, result));
});

console.log(`\n${chosen.length} mutants, ${survivors.length} survived`);
for (const name of survivors) console.log(`survived: ${name}`);
process.exitCode = survivors.length === 0 ? 0 : 1;

function isKilled({ name }: Mutant, { isGreen, finding, tail }: SuiteResult): boolean {
  if (isGreen) return false;
  if (finding === undefined) fail(`The run with '${name}' broke down:\n${tail.join('\n')}`);
  return true;
}

function rowOf({ name, defect, suite }: Mutant, { isGreen, finding, tookMs }: SuiteResult): string {
  const found = isGreen ? '**nobody**' : `${suite}, ${seconds(tookMs)}`;
  return `| ${name} | ${defect} | ${found} | ${(finding ?? '').slice(0, 160).replaceAll('|', '\\|')} |`;
}

/** Does all of it, as many at a time as was asked for, each with a copy to itself. */
async function inCopies<T extends Mutant | Suite>(
  all: readonly T[],
  work: (one: T, copy: WorkingCopy) => Promise<void>,
): Promise<void> {
  const left = [...all];
  const workers = Math.min(Number(options.jobs), all.length);
  await Promise.all(
    Array.from({ length: workers }, async () => {
      using copy = new WorkingCopy(ROOT);
      for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one, copy);
    }),
  );
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(0)} s`;
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
