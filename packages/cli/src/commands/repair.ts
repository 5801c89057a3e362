import { type RepairReport, repairCheckpoint } from '../repair/repair-checkpoint.ts';
import { rewindCheckpoint } from '../rewind/rewind-checkpoint.ts';
import { findingList } from '../text/findings.ts';
import { painter } from '../text/terminal.ts';
import { type CommonOptions, type ExitCode, printJson, type World } from './command.ts';
import { printRewind } from './rewind.ts';

export interface RepairOptions extends CommonOptions {
  readonly dryRun?: boolean;
  readonly yesHolderHasEnded?: boolean;
  readonly yesLoseBatches?: boolean;
}

/** `tidemark checkpoint repair` */
export async function repair(
  world: World,
  directory: string,
  {
    json = false,
    dryRun = false,
    yesHolderHasEnded = false,
    yesLoseBatches = false,
  }: RepairOptions,
): Promise<ExitCode> {
  const { ports, terminal } = world;
  const lock = { holderHasEnded: yesHolderHasEnded };
  const report = await repairCheckpoint(ports, directory, { dryRun, ...lock });
  const isBroken = report.remaining.some(({ severity }) => severity === 'error');
  const toBatch = isBroken && yesLoseBatches ? report.canRewindTo : undefined;
  const rewind =
    toBatch === undefined
      ? undefined
      : await rewindCheckpoint(ports, directory, { toBatch, isConfirmed: !dryRun, ...lock });
  if (json) printJson(terminal, { ...report, ...(rewind === undefined ? {} : { rewind }) });
  else {
    printRepairs(world, report);
    if (rewind !== undefined) printRewind(world, rewind);
    else if (isBroken) printWhatIsLeft(world, report);
  }
  const isSound = rewind === undefined ? !isBroken : rewind.isDone;
  return isSound && !(dryRun && report.repairs.some(({ severity }) => severity === 'error'))
    ? 0
    : 1;
}

function printRepairs({ terminal }: World, report: RepairReport): void {
  const paint = painter(terminal);
  const { repairs, isDryRun, aside, directory } = report;
  if (repairs.length === 0) terminal.out('There is nothing that can be repaired without loss.\n');
  else {
    terminal.out(isDryRun ? 'Would repair:\n' : 'Repaired:\n');
    terminal.out(findingList(repairs, paint));
  }
  if (aside !== undefined) {
    terminal.out(`Nothing was deleted: the files are in ${directory}/${aside}\n`);
  }
  if (isDryRun) terminal.out('Nothing was changed: this was a dry run.\n');
}

function printWhatIsLeft({ terminal }: World, report: RepairReport): void {
  const { remaining, canRewindTo, directory } = report;
  terminal.out('Left, and the query does not start with it:\n');
  terminal.out(
    findingList(
      remaining.filter(({ severity }) => severity === 'error'),
      painter(terminal),
    ),
  );
  terminal.out(
    canRewindTo === undefined
      ? 'A rewind does not mend it: restore a backup, or take a new checkpointLocation and new outputs.\n'
      : `To go on after batch ${canRewindTo}, and read again what came later:\n  tidemark checkpoint rewind ${directory} --to-batch ${canRewindTo}\nor the same at once: tidemark checkpoint repair ${directory} --yes-lose-batches\n`,
  );
}
