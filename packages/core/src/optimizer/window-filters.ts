import { requireSchema } from '../analysis/schema-of.ts';
import { callsOf } from '../expr/extract-call.ts';
import type { Call, ExprNode, NamedExpr } from '../expr/node.ts';
import { conjunctsOf } from '../expr/references.ts';
import { sameExpr } from '../expr/same-expr.ts';
import { isSessionWindow, isWindowCall } from '../expr/window-call.ts';
import { compileExpression } from '../functions/compile-expression.ts';
import type { ExprSettings } from '../functions/function.ts';
import type { Aggregate, LogicalPlan, Project } from '../plan/logical-plan.ts';
import { TIMESTAMP } from '../types/data-type.ts';
import { tryDurationMicros } from '../types/duration.ts';
import { filtered } from './join-filters.ts';
import { rewrite } from './rewrite.ts';

/**
 * Says of the rows of a step with windows, in a filter below it, what they need for a window: a time, and
 * for a session a gap (Spark: TimeWindowing, SessionWindowing). So an outer join below becomes narrower,
 * and rows in no window never reach the state of a join.
 */
export function addWindowFilters(
  outputs: readonly LogicalPlan[],
  settings: ExprSettings,
): readonly LogicalPlan[] {
  return rewrite(outputs, (node) => {
    if (node.op !== 'project' && node.op !== 'aggregate') return node;
    const parts = windowConditions(node, settings);
    return parts.length === 0 ? node : { ...node, input: filtered(node.input, parts) };
  });
}

/** Takes those filters away that moved nowhere: the step itself drops such rows. */
export function dropWindowFilters(
  outputs: readonly LogicalPlan[],
  settings: ExprSettings,
): readonly LogicalPlan[] {
  return rewrite(outputs, (node) => {
    if (node.op !== 'project' && node.op !== 'aggregate') return node;
    if (node.input.op !== 'filter') return node;
    const { input, condition } = node.input;
    const own = windowConditions(node, settings);
    const parts = conjunctsOf(condition);
    const kept = parts.filter((part) => !own.some((other) => sameExpr(other, part)));
    return kept.length === parts.length ? node : { ...node, input: filtered(input, kept) };
  });
}

function windowConditions(step: Project | Aggregate, settings: ExprSettings): readonly ExprNode[] {
  const exprs: readonly NamedExpr[] = step.op === 'project' ? step.columns : step.keys;
  const [window] = callsOf(
    exprs.map(({ expr }) => expr),
    isWindowCall,
  );
  const [over] = window?.args ?? [];
  if (window === undefined || over === undefined) return [];
  const { dataType } = compileExpression(over, requireSchema(step.input, settings), settings);
  const isText = dataType.kind === 'string' || dataType.kind === 'date';
  const time: ExprNode = isText ? { kind: 'cast', to: TIMESTAMP, arg: over, isTry: false } : over;
  const { nullable } = compileExpression(time, requireSchema(step.input, settings), settings);
  return [
    ...(nullable ? [isNotNull(time)] : []),
    ...(isSessionWindow(window) && !hasGap(window)
      ? [isNotNull({ kind: 'field', name: 'end', arg: window })]
      : []),
  ];
}

/** True where every row with a time has a session. */
function hasGap({ args }: Call): boolean {
  const [, gap] = args;
  if (gap?.kind !== 'literal') return false;
  const { value } = gap;
  const micros = typeof value === 'string' ? tryDurationMicros(value) : value;
  return typeof micros === 'number' && micros > 0;
}

function isNotNull(arg: ExprNode): ExprNode {
  return { kind: 'call', fn: 'isNotNull', args: [arg] };
}
