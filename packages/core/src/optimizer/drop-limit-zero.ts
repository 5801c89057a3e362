import { requireSchema } from '../analysis/schema-of.ts';
import type { ExprSettings } from '../functions/function.ts';
import { type Limit, type LogicalPlan, nodesOf, type Relation } from '../plan/logical-plan.ts';
import { rewrite } from './rewrite.ts';

/**
 * A limit of no rows needs nothing of what is below it but that the sources are read on (Spark:
 * OptimizeLimitZero): steps that would keep state for it, or move a watermark, go.
 */
export function dropLimitZero(
  outputs: readonly LogicalPlan[],
  settings: ExprSettings,
): readonly LogicalPlan[] {
  return rewrite(outputs, (node) =>
    node.op === 'limit' && node.count === 0 ? nothingOf(node, settings) : node,
  );
}

/** No row of any source, in the columns of the step. */
function nothingOf(limit: Limit, settings: ExprSettings): LogicalPlan {
  const columns = requireSchema(limit, settings).fields.map(({ name, dataType }) => {
    return { name, expr: { kind: 'literal', value: null, dataType } as const };
  });
  const relations = nodesOf([limit]).filter((node): node is Relation => node.op === 'relation');
  const inputs = relations.map((relation): LogicalPlan => {
    const condition = { kind: 'literal', value: false, dataType: { kind: 'boolean' } } as const;
    return { op: 'project', columns, input: { op: 'filter', condition, input: relation } };
  });
  const [only] = inputs;
  return inputs.length === 1 && only !== undefined ? only : { op: 'union', inputs };
}
