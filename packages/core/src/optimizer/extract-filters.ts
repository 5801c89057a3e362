import { columnNames } from '../analysis/column-names.ts';
import type { ExprNode } from '../expr/node.ts';
import { conjunctsOf, isDeterministic, referencesOf } from '../expr/references.ts';
import type { Join, LogicalPlan } from '../plan/logical-plan.ts';
import { filtered, SIDES_OF_CONDITION } from './join-filters.ts';
import { rewrite } from './rewrite.ts';

/**
 * Adds filters below joins for what a part of the condition asks of one side in any case: of
 * `(a AND b) OR (c AND d)` with `a` and `c` about the left it is `a OR c` (Spark:
 * PushExtraPredicateThroughJoin).
 */
export function extractFilters(outputs: readonly LogicalPlan[]): readonly LogicalPlan[] {
  return rewrite(outputs, (node) => {
    if (node.op !== 'join' || node.condition === undefined) return node;
    const parts = conjunctsOf(node.condition).filter(isDeterministic);
    return SIDES_OF_CONDITION[node.joinType].reduce<Join>((join, side) => {
      const names = columnNames(join[side]);
      const extracted = parts.flatMap((part) => within(part, names) ?? []);
      return extracted.length === 0 ? join : { ...join, [side]: filtered(join[side], extracted) };
    }, node);
  });
}

/** What follows from a condition about some columns alone; undefined for nothing. */
function within(condition: ExprNode, names: ReadonlySet<string>): ExprNode | undefined {
  if (condition.kind === 'call' && condition.fn === 'and') {
    const [first, ...others] = condition.args.flatMap((arg) => within(arg, names) ?? []);
    return others.length === 0 ? first : { ...condition, args: [first as ExprNode, ...others] };
  }
  if (condition.kind === 'call' && condition.fn === 'or') {
    const args = condition.args.map((arg) => within(arg, names));
    const known = args.filter((arg) => arg !== undefined);
    return known.length < args.length ? undefined : { ...condition, args: known };
  }
  const references = [...referencesOf(condition)];
  const isWithin = references.length > 0 && references.every((name) => names.has(name));
  return isWithin ? condition : undefined;
}
