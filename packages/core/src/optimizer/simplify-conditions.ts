import { requireSchema } from '../analysis/schema-of.ts';
import type { ExprSettings } from '../functions/function.ts';
import type { Filter, LogicalPlan } from '../plan/logical-plan.ts';
import { rewrite } from './rewrite.ts';
import { isAlways, simplify } from './simplify.ts';

/**
 * Simplifies what filters and joins ask. A filter that every row passes goes; one that no row passes
 * stays, and moves like any other (Spark: PruneFilters, which leaves streams alone).
 */
export function simplifyConditions(
  outputs: readonly LogicalPlan[],
  settings: ExprSettings,
): readonly LogicalPlan[] {
  return rewrite(outputs, (node) => {
    if (node.op === 'filter') return simplifyFilter(node, settings);
    if (node.op !== 'join' || node.condition === undefined) return node;
    const fields = [node.left, node.right].flatMap((side) => requireSchema(side, settings).fields);
    const condition = simplify(node.condition, { fields }, settings);
    return condition === node.condition ? node : { ...node, condition };
  });
}

function simplifyFilter(node: Filter, settings: ExprSettings): LogicalPlan {
  const condition = simplify(node.condition, requireSchema(node.input, settings), settings);
  if (isAlways(condition)) return node.input;
  return condition === node.condition ? node : { ...node, condition };
}
