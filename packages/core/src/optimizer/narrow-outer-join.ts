import { sideOf } from '../analysis/join-condition.ts';
import { requireSchema } from '../analysis/schema-of.ts';
import { readValue } from '../columnar/read-value.ts';
import { recordBatch } from '../columnar/record-batch.ts';
import { vectorOf } from '../columnar/vector-of.ts';
import { someExpr } from '../expr/children.ts';
import type { ExprNode } from '../expr/node.ts';
import { isDeterministic, referencesOf } from '../expr/references.ts';
import { compileExpression } from '../functions/compile-expression.ts';
import type { ExprSettings } from '../functions/function.ts';
import type { Filter, Join, JoinType } from '../plan/logical-plan.ts';
import type { Schema } from '../types/schema.ts';
import { Constraints } from './constraints.ts';
import { unguarded } from './while-read.ts';

/**
 * The join under a filter that takes away rows which have only nulls of one side: then that side never
 * misses (Spark: EliminateOuterJoin).
 */
export function narrowOuterJoin(join: Join, filter: Filter, settings: ExprSettings): Join {
  // With what follows: where two columns are equal neither is null.
  const parts = new Constraints(settings).of(filter);
  const rejects = (side: 'left' | 'right'): boolean => {
    const schema = requireSchema(join[side], settings);
    return parts.some(
      (part) => sideOf(part, join) === side && rejectsNulls(part, schema, settings),
    );
  };
  const joinType = narrowed(join.joinType, rejects);
  return joinType === join.joinType ? join : { ...join, joinType };
}

function narrowed(joinType: JoinType, rejects: (side: 'left' | 'right') => boolean): JoinType {
  switch (joinType) {
    case 'leftOuter':
      return rejects('right') ? 'inner' : joinType;
    case 'rightOuter':
      return rejects('left') ? 'inner' : joinType;
    case 'fullOuter':
      if (rejects('left')) return rejects('right') ? 'inner' : 'leftOuter';
      return rejects('right') ? 'rightOuter' : joinType;
    default:
      return joinType;
  }
}

/** True where a condition is not true when all columns are null: it is asked of such a row. */
function rejectsNulls(part: ExprNode, { fields }: Schema, settings: ExprSettings): boolean {
  if (!isDeterministic(part) || someExpr(part, ({ kind }) => kind === 'udf')) return false;
  if (unguarded(part).guards.length > 0) return false;
  const names = referencesOf(part);
  const read = fields.filter(({ name }) => names.has(name));
  const schema: Schema = { fields: read.map((field) => ({ ...field, nullable: true })) };
  const nulls = recordBatch(
    schema,
    read.map(({ dataType }) => vectorOf([null], dataType)),
    1,
  );
  try {
    const condition = compileExpression(part, schema, settings);
    const answer = condition.evaluate(nulls, { ...settings, batchTimeMs: 0 });
    return readValue(answer, 0, condition.dataType) !== true;
  } catch {
    // What fails for nulls will fail for rows, and says nothing here.
    return false;
  }
}
