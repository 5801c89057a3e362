import type { UpgradeCheck } from '@tidemark/core';
import { describeDifference } from '@tidemark/core/checkpoint';
import { painter } from '../text/terminal.ts';
import { rehearseModule } from '../upgrade/rehearse-module.ts';
import { type CommonOptions, type ExitCode, printJson, type World } from './command.ts';

export interface UpgradeCheckOptions extends CommonOptions {
  readonly query: string;
  readonly export?: string;
}

/** `tidemark checkpoint upgrade-check` */
export async function upgradeCheck(
  world: World,
  directory: string,
  options: UpgradeCheckOptions,
): Promise<ExitCode> {
  const { terminal } = world;
  const query = await rehearseModule(world, directory, options);
  const check = await query.checkUpgrade(directory);
  if (options.json === true) {
    const { refusal, ...rest } = check;
    const reason =
      refusal === undefined
        ? {}
        : { refusal: { condition: refusal.condition, message: refusal.message } };
    printJson(terminal, { directory, query: options.query, ...rest, ...reason });
  } else print(world, directory, check);
  return check.isAllowed ? 0 : 1;
}

function print({ terminal }: World, directory: string, check: UpgradeCheck): void {
  const paint = painter(terminal);
  const { isAllowed, nextBatchId, isRerun, differences, warnings, refusal, canBeForced } = check;
  terminal.out(
    differences.length === 0
      ? 'The query does not differ from the one that ran the newest batch.\n'
      : 'In what the query differs from the one that ran the newest batch:\n',
  );
  for (const difference of differences) {
    const style = {
      allowed: 'green',
      'allowed with consequences': 'yellow',
      refused: 'red',
    } as const;
    terminal.out(`  - ${paint(style[difference.verdict], describeDifference(difference))}\n`);
  }
  for (const warning of warnings) terminal.out(`${paint('yellow', 'warning')}: ${warning}\n`);
  if (isAllowed) {
    const how = isRerun ? `runs batch ${nextBatchId} again` : `goes on with batch ${nextBatchId}`;
    terminal.out(paint('green', `It may start on ${directory}, and ${how}.\n`));
    return;
  }
  // Differences are listed above; other refusals say themselves what they are about.
  const hasSaidWhy = differences.some(({ verdict }) => verdict === 'refused');
  if (!hasSaidWhy && refusal !== undefined) terminal.out(`${refusal.message}\n`);
  terminal.out(paint('red', `It may not start on ${directory}.\n`));
  terminal.out(
    canBeForced
      ? 'With allowPlanChange: true it would: the stored state fits, and old and new results mix.\n'
      : hasSaidWhy
        ? "Put back what is refused, or give a step that changed a new name with named('…'), or take a new checkpointLocation.\n"
        : '',
  );
}
