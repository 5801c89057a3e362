import type { Ports } from '@tidemark/core/checkpoint';
import type { Contents } from '../checkpoint/contents.ts';
import { checkLeftovers } from './check-leftovers.ts';
import { checkLogs } from './check-logs.ts';
import { checkPlans } from './check-plans.ts';
import { checkSeenFiles } from './check-seen-files.ts';
import { checkSources } from './check-sources.ts';
import { checkState } from './check-state.ts';
import { type Finding, inOrder } from './finding.ts';

/** Everything that is not as it should be in a checkpoint, worst first. Writes nothing. */
export async function checkCheckpoint(
  ports: Ports,
  contents: Contents,
): Promise<readonly Finding[]> {
  return inOrder([
    ...checkLogs(contents),
    ...checkPlans(contents),
    ...(await checkState(ports, contents)),
    ...(await checkSources(ports, contents)),
    ...(await checkSeenFiles(ports, contents)),
    ...checkLeftovers(contents),
  ]);
}
