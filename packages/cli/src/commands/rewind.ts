import { type RewindReport, rewindCheckpoint } from '../rewind/rewind-checkpoint.ts';
import { painter } from '../text/terminal.ts';
import { ranges } from '../text/units.ts';
import { type CommonOptions, type ExitCode, printJson, type World } from './command.ts';

export interface RewindCommandOptions extends CommonOptions {
  readonly toBatch: number;
  readonly output?: readonly string[];
  readonly yes?: boolean;
  readonly yesHolderHasEnded?: boolean;
}

/** `tidemark checkpoint rewind` */
export async function rewind(
  world: World,
  directory: string,
  options: RewindCommandOptions,
): Promise<ExitCode> {
  const { json = false, toBatch, output = [], yes = false, yesHolderHasEnded = false } = options;
  const report = await rewindCheckpoint(world.ports, directory, {
    toBatch,
    outputs: output,
    isConfirmed: yes,
    holderHasEnded: yesHolderHasEnded,
  });
  if (json) printJson(world.terminal, report);
  else printRewind(world, report);
  return 0;
}

/** What a rewind does or did, for people. */
export function printRewind({ terminal }: World, report: RewindReport): void {
  const paint = painter(terminal);
  const { directory, toBatch, isDone, batchIds, files, aside, outputs, sinks, possible } = report;
  const does = isDone ? 'goes on' : 'would go on';
  terminal.out(`${paint('bold', directory)} ${does} after batch ${toBatch}.\n`);
  terminal.out(
    batchIds.length === 0
      ? '  no later batch is there\n'
      : `  taken back: ${batchIds.length === 1 ? 'batch' : 'batches'} ${ranges(batchIds)}, ${files.length} files of the checkpoint\n`,
  );
  for (const output of outputs) {
    terminal.out(`  output ${output.sinkId}: ${output.files.length} files of ${output.path}\n`);
  }
  if (aside !== undefined) {
    terminal.out(
      `  nothing was deleted: the files are in ${[directory, ...outputs.map(({ path }) => path)].map((folder) => `${folder}/${aside}`).join(' and ')}\n`,
    );
  }
  if (batchIds.length > 0) {
    terminal.out(
      'What later batches read is read again, where the sources still have it (a topic by its retention, files while nobody removed them).\n',
    );
    terminal.out('\nWhat becomes of rows that were written:\n');
    for (const { sinkId, sink, advice } of sinks) {
      terminal.out(`  ${paint('bold', sinkId)} (${sink}): ${advice}\n`);
    }
  }
  if (isDone) return;
  terminal.out(`\nIt could go on after batches ${ranges(possible)}.\n`);
  terminal.out(paint('yellow', 'Nothing was changed. Add --yes to do it.\n'));
}
