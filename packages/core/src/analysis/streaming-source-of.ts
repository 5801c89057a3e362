import { type Join, type LogicalPlan, nodesOf } from '../plan/logical-plan.ts';
import type { Source } from '../sources/source.ts';

/** A source without an end that a plan reads; undefined for a plan that has one. */
export function streamingSourceOf(plan: LogicalPlan): Source | undefined {
  for (const node of nodesOf([plan])) {
    if (node.op === 'relation' && node.isStreaming) return node.source;
  }
  return undefined;
}

/** True where both sides of a join go on without an end, so that it has to remember rows of both. */
export function joinsStreams({ left, right }: Join): boolean {
  return [left, right].every((side) => streamingSourceOf(side) !== undefined);
}
