import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Command } from 'commander';
import { readScenarios } from '../src/read-scenarios.ts';
import type { Scenario } from '../src/scenario.ts';
import { type Answered, agreement, isAccident, isRefusal } from './agreement.ts';

interface Options {
  readonly oracle?: string;
  readonly answers: string;
  readonly out: string;
}

/** Partition counts that have to give the same answers. */
const SHUFFLES = [1, 3] as const;
/** Of what is kept, at most so many are refusals. */
const MOST_REFUSALS = 0.08;

/** Paths are relative to where the user typed the command; pnpm goes into the package. */
const here = process.env['INIT_CWD'] ?? process.cwd();

async function main(files: readonly string[], options: Options): Promise<void> {
  const answers = resolve(here, options.answers);
  await mkdir(answers, { recursive: true });
  const scenarios: Scenario[] = [];
  let asked = 0;
  let accidents = 0;
  for (const file of files) {
    const [one, other] = await Promise.all(
      (await answersOf(resolve(here, file), answers, options.oracle)).map(readAnswers),
    );
    for (const question of await readScenarios([resolve(here, file)])) {
      asked++;
      const [first, second] = [one?.get(question.id), other?.get(question.id)];
      if (first === undefined || second === undefined) continue;
      if (isAccident(first) || isAccident(second)) accidents++;
      const kept = agreement(question, first, second);
      if (kept !== undefined) scenarios.push(kept);
    }
  }
  const kept = withFewRefusals(scenarios);
  await writeFile(resolve(here, options.out), gzipSync(groupText(kept), { level: 9 }));
  process.stdout.write(
    `${asked} asked, ${accidents} left out because Spark broke down, ${scenarios.length} answered alike, ${kept.length} kept, ${kept.filter(isRefusal).length} of them refusals\n`,
  );
}

/** The files of answers, one for each partition count. What was answered before is not asked again. */
async function answersOf(
  file: string,
  folder: string,
  oracle: string | undefined,
): Promise<readonly string[]> {
  const outs: string[] = [];
  for (const shuffle of SHUFFLES) {
    const out = join(folder, `${basename(file, '.json')}.shuffle-${shuffle}.jsonl`);
    if (!existsSync(out))
      await ask(oracle, [file, '--out', out, '--record', '--shuffle', `${shuffle}`]);
    outs.push(out);
  }
  return outs;
}

async function ask(oracle: string | undefined, args: readonly string[]): Promise<void> {
  const script = oracle === undefined ? undefined : join(resolve(here, oracle), 'run.sh');
  if (script === undefined || !existsSync(script)) {
    throw new Error(
      'No oracle: name the folder of its run.sh with --oracle. It runs a real Spark.',
    );
  }
  const run = spawn(script, args, { stdio: 'inherit' });
  const [code] = (await once(run, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`The oracle ended with ${code}.`);
}

async function readAnswers(file: string): Promise<ReadonlyMap<string, Answered>> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const answers = lines.map(
    (line) => JSON.parse(line) as { readonly status: string; readonly scenario: Answered },
  );
  return new Map(
    answers
      .filter(({ status }) => status === 'pass')
      .map(({ scenario }) => [scenario.id, scenario] as const),
  );
}

function withFewRefusals(scenarios: readonly Scenario[]): readonly Scenario[] {
  const most = Math.floor(scenarios.length * MOST_REFUSALS);
  let refusals = 0;
  return scenarios.filter((scenario) => !isRefusal(scenario) || refusals++ < most);
}

function groupText(scenarios: readonly Scenario[]): string {
  const lines = scenarios.map((scenario) => JSON.stringify(scenario)).join(',\n');
  const group = JSON.stringify(scenarios[0]?.group ?? '');
  return `{"group":${group},"title":"drawn from random numbers, answered by Spark 3.5.5","scenarios":[\n${lines}\n]}\n`;
}

const program = new Command('record')
  .description('Has a real Spark answer scenarios, twice, and keeps what it answers alike.')
  .argument('<files...>', 'scenario files without answers, as generate writes them')
  .option('--oracle <folder>', 'the folder of the oracle’s run.sh; not needed for what is answered')
  .requiredOption('--answers <folder>', 'where the answers are kept, to go on after a break')
  .requiredOption('--out <file>', 'where to write the scenarios that are kept, compressed')
  .action(main);

try {
  await program.parseAsync();
} catch (error) {
  program.error(error instanceof Error ? error.message : String(error));
}
