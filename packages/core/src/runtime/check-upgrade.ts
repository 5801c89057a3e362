import type { PlanDifference } from '../analysis/plan-change/plan-difference.ts';
import { planDifferences } from '../analysis/plan-change/plan-differences.ts';
import { type Checkpoint, readCheckpoint } from '../checkpoint/checkpoint.ts';
import type { CommittedBatch } from '../checkpoint/recovery.ts';
import { StreamingError } from '../errors/condition.ts';
import { PLAN_CHANGED } from '../errors/query.ts';
import type { StoredPlan } from '../plan/stored-plan.ts';
import { planQuery } from '../planner/plan-query.ts';
import { readOnlyFs } from '../ports/read-only-fs.ts';
import { checkRestart } from './check-restart.ts';
import { closeAll, closersOf } from './close-all.ts';
import { openState } from './open-state.ts';
import type { QueryDefinition } from './query-definition.ts';
import { withRecordedConf } from './recorded-conf.ts';

/** Whether a query may go on from a checkpoint: what a start would find out. */
export interface UpgradeCheck {
  /** True where a start goes on. */
  readonly isAllowed: boolean;
  /** The batch that would be the next one; 0 for a checkpoint that no query has begun. */
  readonly nextBatchId: number;
  /** True where that batch was begun by the query before, and would run again with the same input. */
  readonly isRerun: boolean;
  /** In what the query differs from the one that ran the newest batch. */
  readonly differences: readonly PlanDifference[];
  /** What a start would warn of, besides the differences. */
  readonly warnings: readonly string[];
  /** What a start would throw; absent where it is allowed. */
  readonly refusal?: StreamingError;
  /** True for a refused one that `allowPlanChange` lets pass, as its stored state fits. */
  readonly canBeForced: boolean;
}

/**
 * Goes the way of a start up to where it would open the first sink or source, and reads all stored
 * state into the operators. Writes nothing and takes no lock, so a query may be running there.
 *
 * @throws errors that are no named conditions, such as those of a disk
 */
export async function checkUpgrade(
  definition: QueryDefinition,
  directory: string,
): Promise<UpgradeCheck> {
  const warnings: string[] = [];
  const requested = { ...definition, warn: (text: string) => void warnings.push(text) };
  const found: Findings = { nextBatchId: 0, isRerun: false, differences: [] };
  const check = { ...found, warnings, canBeForced: false };
  try {
    await goOn(requested, directory, found);
    return { ...check, ...found, isAllowed: true };
  } catch (refusal) {
    if (!(refusal instanceof StreamingError)) throw refusal;
    const canBeForced =
      PLAN_CHANGED.is(refusal) &&
      !definition.allowPlanChange &&
      (await checkUpgrade({ ...definition, allowPlanChange: true }, directory)).isAllowed;
    return { ...check, ...found, isAllowed: false, refusal, canBeForced };
  }
}

interface Findings {
  nextBatchId: number;
  isRerun: boolean;
  differences: readonly PlanDifference[];
}

async function goOn(requested: QueryDefinition, directory: string, found: Findings): Promise<void> {
  const { ports } = requested;
  const checkpoint = await readCheckpoint(ports.fs, directory);
  const recovery = await checkpoint?.recover();
  if (checkpoint === undefined || recovery === undefined || recovery.kind === 'fresh') return;
  const committed = recovery.lastCommitted;
  const pending = recovery.kind === 'rerun' ? recovery.intent : undefined;
  found.isRerun = pending !== undefined;
  found.nextBatchId = pending?.batchId ?? (committed?.intent.batchId ?? -1) + 1;
  const intent = pending ?? committed?.intent;
  if (intent === undefined) return;

  const definition = withRecordedConf(
    { ...requested, checkpointDirectory: directory },
    intent.conf,
  );
  const physical = planQuery(definition.outputs, definition.settings);
  try {
    const differences = await differencesOf(definition, committed, checkpoint);
    found.differences = differences ?? [];
    // The warning about differences is their list again.
    const { warn } = differences === undefined ? definition : { warn: () => undefined };
    await checkRestart({ ...definition, warn }, physical, { intent, committed }, checkpoint.plans);
    const fs = readOnlyFs(ports.fs);
    await openState(checkpoint, { ...ports, fs }, physical, committed?.fact);
  } finally {
    await closeAll(closersOf(physical));
  }
}

/** Undefined where the checkpoint has not kept the form of the query before. */
async function differencesOf(
  { planHash, storedPlan }: QueryDefinition,
  committed: CommittedBatch | undefined,
  { plans }: Checkpoint,
): Promise<readonly PlanDifference[] | undefined> {
  const before = committed?.fact.planHash ?? committed?.intent.planHash ?? planHash;
  if (before === planHash) return [];
  const planBefore = await plans.get(before);
  if (planBefore === undefined) return undefined;
  return planDifferences(planBefore as unknown as StoredPlan, storedPlan);
}
