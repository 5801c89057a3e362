import type { DurableFs } from '../ports/durable-fs.ts';
import { codeOf } from '../ports/write-durably.ts';
import type { CommitLog } from './commit-log.ts';
import type { OffsetLog } from './offset-log.ts';
import type { PlanStore } from './plan-store.ts';

/**
 * Removes what only entries named that are gone: former forms of the query, and the state of steps that it has no
 * more. The files of steps that run are left to their stores, as are folders, which somebody may have open.
 *
 * @param stateRoot - the folder of the folders of state
 */
export async function purgeUnnamed(
  fs: DurableFs,
  stateRoot: string,
  logs: { readonly offsets: OffsetLog; readonly commits: CommitLog; readonly plans: PlanStore },
): Promise<void> {
  const { offsets, commits, plans } = logs;
  const newest = await commits.latestBatchId();
  const fact = newest === undefined ? undefined : await commits.get(newest);
  const current = new Set(fact?.state.map(({ operatorId }) => encodeURIComponent(operatorId)));
  const formerState = (await foldersIn(fs, stateRoot)).filter((name) => !current.has(name));
  const formerPlans = await plans.former();
  // Nearly always there is nothing, and then the logs need not be read.
  if (formerState.length === 0 && formerPlans.length === 0) return;

  const named = { plans: new Set<string>(), state: new Set<string>() };
  for (const batchId of await offsets.batchIds()) {
    const intent = await offsets.get(batchId);
    if (intent !== undefined) named.plans.add(intent.planHash);
  }
  for (const batchId of await commits.batchIds()) {
    const { planHash, state = [] } = (await commits.get(batchId)) ?? {};
    if (planHash !== undefined) named.plans.add(planHash);
    for (const { operatorId, files } of state) {
      if (files.length > 0) named.state.add(encodeURIComponent(operatorId));
    }
  }
  for (const planHash of formerPlans) {
    if (!named.plans.has(planHash)) await fs.unlink(plans.pathOf(planHash));
  }
  for (const name of formerState) {
    if (!named.state.has(name)) await removeFiles(fs, `${stateRoot}/${name}`);
  }
}

async function foldersIn(fs: DurableFs, folder: string): Promise<readonly string[]> {
  try {
    const entries = await fs.readdir(folder);
    return entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

async function removeFiles(fs: DurableFs, folder: string): Promise<void> {
  for (const { name, isDirectory } of await fs.readdir(folder)) {
    if (!isDirectory) await fs.unlink(`${folder}/${name}`);
  }
}
