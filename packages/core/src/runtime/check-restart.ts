import type { BatchFact } from '../checkpoint/commit-log.ts';
import type { BatchIntent } from '../checkpoint/offset-log.ts';
import { OUTPUTS_CHANGED, SOURCES_CHANGED } from '../errors/query.ts';
import type { PhysicalPlan } from '../planner/physical-plan.ts';
import type { QueryDefinition } from './query-definition.ts';

/**
 * Refuses a query that cannot go on from what another one left behind, and warns about one that may
 * not be meant to (semantics 2.4).
 *
 * @throws {@link SOURCES_CHANGED}, {@link OUTPUTS_CHANGED}
 */
export function checkRestart(
  definition: QueryDefinition,
  physical: PhysicalPlan,
  before: { readonly intent: BatchIntent; readonly fact: BatchFact | undefined },
): void {
  checkSources(before.intent, physical);
  if (before.fact !== undefined) checkOutputs(before.fact, definition);
  if (before.intent.planHash === definition.planHash) return;
  definition.warn(
    `The query differs from the one that wrote the checkpoint '${definition.checkpointDirectory}'. State is given to its aggregations in their order, so filters and projections may change, but not what is grouped and how.`,
  );
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
