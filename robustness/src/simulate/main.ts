import { Command } from 'commander';
import type { EffortName } from './effort.ts';
import { parseSeed, parseSeeds, seedsFrom } from './parse-seeds.ts';
import { pipelineOfSeed, SEEDS_OF_A_ROUND } from './pipeline-of-seed.ts';
import { replay } from './replay.ts';
import { simulateSeeds } from './simulate-seeds.ts';

/** So often all pipelines are run by `--all`. */
const ROUNDS_OF_ALL = 17;

interface Options {
  readonly all?: true;
  readonly quick?: true;
  readonly exhaustive?: true;
  readonly seeds?: readonly number[];
  readonly seed?: number;
  readonly pipelines?: RegExp;
  readonly first?: true;
  readonly verbose?: true;
}

/** The options of one execution, in the order in which they were given. */
const execution: string[] = [];
const collect = (option: string) => (value: string) => {
  execution.push(option, value);
  return value;
};

const program = new Command('simulate')
  .description(
    'Runs the engine in a simulated world that breaks: crashes with every loss, disks that fail, two processes, clocks that jump. Everything follows from a seed.',
  )
  .option('--all', `all pipelines, ${ROUNDS_OF_ALL} seeds each`)
  .option('--quick', 'all pipelines, a little of everything')
  .option('--exhaustive', 'every crash and every fault of each seed, instead of a sample')
  .option('--seeds <A..B>', 'the seeds from A to B', parseSeeds)
  .option('--seed <N>', 'one seed; with the options below one execution of it', parseSeed)
  .option('--crash <OP/LOSS[:SEED]>', 'the machine dies before an operation', collect('--crash'))
  .option('--then <OP/LOSS[:SEED]>', 'and again, in the recovery', collect('--then'))
  .option(
    '--fault <OP/CODE[/sticky]>',
    'an operation fails, before the next crash',
    collect('--fault'),
  )
  .option('--hazard <NAME:N/WAY>', 'something beside the disk breaks', collect('--hazard'))
  .option('--two <SEED>', 'two processes at once, in the order of the seed', collect('--two'))
  .option('--clock <SEED>', 'the clock jumps, as the seed says', collect('--clock'))
  .option(
    '--pipelines <PATTERN>',
    'of the seeds those whose pipeline has a name like this',
    parsePattern,
  )
  .option('--first', 'ends at the first thing that breaks')
  .option('--verbose', 'prints every operation on the disk')
  .addHelpText(
    'after',
    `
Losses: kill, all-unsynced, metadata-only, zeros, torn, data-only, random:SEED, prefix:SEED.
An operation is its number in the undisturbed run (--seed N --verbose shows them), or 'end'.
Codes: ENOSPC, EDQUOT, EIO, EMFILE, EROFS. 'read:N/CODE' fails a call that only looks.

  npm run simulate -- --quick
  npm run simulate -- --seed 8231 --crash 41/metadata-only --then 7/random:9
  npm run simulate -- --seed 12 --fault 30/ENOSPC/sticky --crash end/all-unsynced`,
  );

program.parse();
const options = program.opts<Options>();

if (options.seed !== undefined && (execution.length > 0 || options.verbose === true)) {
  const line = [`--seed ${options.seed}`, ...execution].join(' ');
  process.exitCode = (await replay(line, options.verbose === true)) ? 0 : 1;
} else {
  const seeds = seedsOf(options);
  if (seeds === undefined) program.help({ error: true });
  else
    process.exitCode = (await simulateSeeds(
      seeds.filter(isChosen),
      effortOf(options),
      options.first === true,
    ))
      ? 0
      : 1;
}

function isChosen(seed: number): boolean {
  return options.pipelines?.test(pipelineOfSeed(seed).name) ?? true;
}

function parsePattern(text: string): RegExp {
  return new RegExp(text);
}

function seedsOf({ all, quick, seed, seeds }: Options): readonly number[] | undefined {
  if (seed !== undefined) return [seed];
  if (seeds !== undefined) return seeds;
  if (all === true) return seedsFrom(1, ROUNDS_OF_ALL * SEEDS_OF_A_ROUND);
  return quick === true ? seedsFrom(1, SEEDS_OF_A_ROUND) : undefined;
}

function effortOf({ quick, exhaustive }: Options): EffortName {
  if (exhaustive === true) return 'exhaustive';
  return quick === true ? 'quick' : 'usual';
}
