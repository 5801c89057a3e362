import { StreamingError } from '@tidemark/core/checkpoint';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { ExitCode, World } from './commands/command.ts';
import type { RepairOptions } from './commands/repair.ts';
import type { RewindCommandOptions } from './commands/rewind.ts';
import type { ShowOptions } from './commands/show.ts';
import type { UpgradeCheckOptions } from './commands/upgrade-check.ts';
import type { VerifyOptions } from './commands/verify.ts';
import {
  BATCH_NOT_AVAILABLE,
  MODULE_UNREADABLE,
  NOT_A_CHECKPOINT,
  OUTPUT_OF_ANOTHER_QUERY,
  QUERY_NOT_FOUND,
} from './conditions.ts';

const EXIT_CODES = `
Exit codes:
  0  all is well, or it was done
  1  something is wrong with the checkpoint, or a query runs on it
  2  the call was wrong: no such option, folder, batch or module`;

/** What is wrong with the call, and not with the checkpoint. */
const WRONG_CALLS = [
  NOT_A_CHECKPOINT,
  BATCH_NOT_AVAILABLE,
  OUTPUT_OF_ANOTHER_QUERY,
  QUERY_NOT_FOUND,
  MODULE_UNREADABLE,
];

/**
 * The command, without the process around it.
 *
 * @param args - what stands after `tidemark`
 */
export async function tidemark(args: readonly string[], world: World): Promise<ExitCode> {
  const { terminal } = world;
  let exitCode: ExitCode = 0;
  const program = programOf(world, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has said what was wrong; asking for help is no mistake.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof Error)) throw error;
    const isNamed = error instanceof StreamingError || 'code' in error;
    terminal.err(`${isNamed ? error.message : (error.stack ?? error.message)}\n`);
    return WRONG_CALLS.some((condition) => condition.is(error)) ? 2 : 1;
  }
}

function programOf(world: World, exit: (code: ExitCode) => void): Command {
  const program = new Command('tidemark')
    .description('Looks after the checkpoints of Tidemark queries.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.terminal.out(text),
      writeErr: (text) => world.terminal.err(text),
    });
  const checkpoint = program
    .command('checkpoint')
    .description('looks into a checkpoint, verifies, repairs or rewinds it')
    .addHelpText('after', EXIT_CODES);
  const command = (name: string, description: string, examples: readonly string[]): Command =>
    checkpoint
      .command(name)
      .description(description)
      .argument('<dir>', 'the checkpointLocation of the query')
      .option('--json', 'print one JSON value instead of text')
      .addHelpText(
        'after',
        `\nExamples:\n${examples.map((e) => `  $ tidemark checkpoint ${e}\n`).join('')}${EXIT_CODES}`,
      );

  command(
    'show',
    'Shows where a query stands: batches, offsets, state, outputs, plan, and who runs it. Reads only.',
    ['show ./checkpoints/shop', 'show ./checkpoints/shop --batches 30 --no-keys'],
  )
    .option('--batches <n>', 'how many batches to list', wholeNumber, 10)
    .option('--no-keys', 'do not count the keys of state, which reads all of it')
    .action(async (directory: string, options: ShowOptions) => {
      const { show } = await import('./commands/show.ts');
      exit(await show(world, directory, options));
    });
  command(
    'verify',
    'Checks every file that the query needs, by length, checksum and content. Reads only.',
    ['verify ./checkpoints/shop', 'verify ./checkpoints/shop --output ./out/revenue'],
  )
    .option('--output <dir>', 'also the folder of a file or Parquet sink; may be repeated', collect)
    .action(async (directory: string, options: VerifyOptions) => {
      const { verify } = await import('./commands/verify.ts');
      exit(await verify(world, directory, options));
    });
  command(
    'repair',
    'Puts right what can be without losing anything. Moves files to DIR/_repair, deletes none.',
    ['repair ./checkpoints/shop --dry-run', 'repair ./checkpoints/shop'],
  )
    .option('--dry-run', 'only say what would be done')
    .option(
      '--yes-lose-batches',
      'where the newest batches are damaged, also rewind to the newest sound one',
    )
    .option(
      '--yes-holder-has-ended',
      'the process on another machine that holds the lock has ended',
    )
    .action(async (directory: string, options: RepairOptions) => {
      const { repair } = await import('./commands/repair.ts');
      exit(await repair(world, directory, options));
    });
  command(
    'rewind',
    'Makes the query go on after an earlier batch. Says what that means; does it with --yes.',
    [
      'rewind ./checkpoints/shop --to-batch 41',
      'rewind ./checkpoints/shop --to-batch 41 --output ./out/revenue --yes',
    ],
  )
    .requiredOption('--to-batch <n>', 'the batch to go on after', wholeNumber)
    .option(
      '--output <dir>',
      'the folder of a file or Parquet sink, to take later batches out of; may be repeated',
      collect,
    )
    .option('--yes', 'do it')
    .option(
      '--yes-holder-has-ended',
      'the process on another machine that holds the lock has ended',
    )
    .action(async (directory: string, options: RewindCommandOptions) => {
      const { rewind } = await import('./commands/rewind.ts');
      exit(await rewind(world, directory, options));
    });
  command(
    'upgrade-check',
    'Tells whether a changed query may go on from the checkpoint, without starting it. Reads only.',
    [
      'upgrade-check ./checkpoints/shop --query ./dist/shop.js',
      'upgrade-check ./checkpoints/shop --query ./dist/queries.js --export startShop',
    ],
  )
    .requiredOption(
      '--query <file>',
      'a module that exports a function which starts the query in the session it is given, or what session.start() takes',
    )
    .option('--export <name>', 'the export, where it is not the default or the only one')
    .action(async (directory: string, options: UpgradeCheckOptions) => {
      const { upgradeCheck } = await import('./commands/upgrade-check.ts');
      exit(await upgradeCheck(world, directory, options));
    });
  return program;
}

function wholeNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It has to be a whole number.');
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
