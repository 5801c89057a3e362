import {
  describeDifference,
  type PlanDifference,
} from '../analysis/plan-change/plan-difference.ts';
import { planDifferences } from '../analysis/plan-change/plan-differences.ts';
import type { BatchFact } from '../checkpoint/commit-log.ts';
import type { BatchIntent } from '../checkpoint/offset-log.ts';
import type { PlanStore } from '../checkpoint/plan-store.ts';
import type { CommittedBatch } from '../checkpoint/recovery.ts';
import { OUTPUTS_CHANGED, PLAN_CHANGED, SOURCES_CHANGED } from '../errors/query.ts';
import type { StoredPlan } from '../plan/stored-plan.ts';
import type { PhysicalPlan } from '../planner/physical-plan.ts';
import type { QueryDefinition } from './query-definition.ts';

/**
 * Refuses a query that cannot go on from what another form of it left behind, and says in what one that
 * goes on differs (semantics 2.4). What batches have kept is from the query that ran the newest one; up to
 * there only sources and outputs count.
 *
 * @throws {@link PLAN_CHANGED}, {@link SOURCES_CHANGED}, {@link OUTPUTS_CHANGED}
 */
export async function checkRestart(
  definition: QueryDefinition,
  physical: PhysicalPlan,
  before: { readonly intent: BatchIntent; readonly committed: CommittedBatch | undefined },
  plans: PlanStore,
): Promise<void> {
  const { intent, committed } = before;
  if (committed !== undefined) {
    await checkPlan(definition, committed.fact.planHash ?? committed.intent.planHash, plans);
  }
  checkSources(intent, physical);
  if (committed !== undefined) checkOutputs(committed.fact, definition);
}

async function checkPlan(
  definition: QueryDefinition,
  hashBefore: string,
  plans: PlanStore,
): Promise<void> {
  const { planHash, storedPlan, checkpointDirectory: checkpoint, warn } = definition;
  if (hashBefore === planHash) return;
  const planBefore = await plans.get(hashBefore);
  if (planBefore === undefined) {
    warn(
      `The query differs from the one that wrote the checkpoint '${checkpoint}', and the form of that one was not kept, so nobody can say in what. State is given to steps in their order: filters and projections may change, but not what is grouped and how.`,
    );
    return;
  }
  const differences = planDifferences(planBefore as unknown as StoredPlan, storedPlan);
  if (differences.length === 0) return;
  const isPassed = ({ verdict, canBeForced }: PlanDifference): boolean =>
    verdict !== 'refused' || (canBeForced === true && definition.allowPlanChange);
  if (!differences.every(isPassed)) throw PLAN_CHANGED.error({ checkpoint, differences });
  const list = differences.map((difference) => `\n  - ${describeDifference(difference)}`);
  warn(`The query differs from the one that wrote the checkpoint '${checkpoint}':${list.join('')}`);
}

/** Offsets belong to sources by position, so other sources, or the same in another order, would get the wrong ones. */
function checkSources({ sources }: BatchIntent, { scans }: PhysicalPlan): void {
  const before = sources.map(({ name }) => name).join(', ');
  const now = scans.map(({ relation }) => relation.source.name).join(', ');
  if (before !== now) throw SOURCES_CHANGED.error({ before, now });
  const described = sources.map(({ name, description }) => description ?? name);
  const describedNow = scans.map(({ relation }) => relation.source.description);
  const isReordered =
    described.toSorted().join('\n') === describedNow.toSorted().join('\n') &&
    described.some((description, i) => description !== describedNow[i]);
  if (!isReordered) return;
  throw SOURCES_CHANGED.error({ before: described.join(', '), now: describedNow.join(', ') });
}

/** An output that is gone would never have its newest batch published. */
function checkOutputs({ sinks }: BatchFact, { outputs }: QueryDefinition): void {
  const known = outputs.map(({ sinkId }) => sinkId);
  const before = sinks.map(({ sinkId }) => sinkId);
  if (before.every((sinkId) => known.includes(sinkId))) return;
  throw OUTPUTS_CHANGED.error({ before: before.join(', '), now: known.join(', ') });
}
