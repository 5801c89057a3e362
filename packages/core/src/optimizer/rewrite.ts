import { children, type LogicalPlan, withChildren } from '../plan/logical-plan.ts';

/**
 * Rebuilds plans bottom-up. Each node is visited once, so steps that were shared stay shared; a node
 * that does not change stays the same object.
 */
export function rewrite(
  outputs: readonly LogicalPlan[],
  change: (node: LogicalPlan, original: LogicalPlan) => LogicalPlan,
): readonly LogicalPlan[] {
  const done = new Map<LogicalPlan, LogicalPlan>();
  const visit = (plan: LogicalPlan): LogicalPlan => {
    let result = done.get(plan);
    if (result === undefined) {
      result = change(withChildren(plan, children(plan).map(visit)), plan);
      done.set(plan, result);
    }
    return result;
  };
  return outputs.map(visit);
}
