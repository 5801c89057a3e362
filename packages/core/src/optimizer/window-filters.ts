import { requireSchema } from '../analysis/schema-of.ts';
import { callsOf } from '../expr/extract-call.ts';
import type { Call, ExprNode, NamedExpr } from '../expr/node.ts';
import { conjunctsOf } from '../expr/references.ts';
import { sameExpr } from '../expr/same-expr.ts';
import { isFixedWindow, isSessionWindow, isWindowCall } from '../expr/window-call.ts';
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
 * and rows in no window never reach the state of a join. Of windows that do not tile the time Spark asks
 * that they hold the time, and infers only with all the rest that there has to be one.
 */
export function addWindowFilters(
  outputs: readonly LogicalPlan[],
  settings: ExprSettings,
): readonly LogicalPlan[] {
  return rewrite(outputs, (node) => {
    if (node.op !== 'project' && node.op !== 'aggregate') return node;
    return isUneven(node) ? node : withWindowFilter(node, settings);
  });
}

/** The step with its windows' filter, where only inference tells it. */
export function withInferredTime<S extends Project | Aggregate>(
  step: S,
  settings: ExprSettings,
): S {
  return isUneven(step) ? withWindowFilter(step, settings) : step;
}

function withWindowFilter<S extends Project | Aggregate>(step: S, settings: ExprSettings): S {
  const parts = windowConditions(step, settings);
  return parts.length === 0 ? step : { ...step, input: filtered(step.input, parts) };
}

function isUneven(step: Project | Aggregate): boolean {
  const window = windowOf(step);
  if (window === undefined || !isFixedWindow(window)) return false;
  const [, size, slide] = window.args.map(microsOf);
  return size !== undefined && slide !== undefined && size % slide !== 0;
}

function windowOf(step: Project | Aggregate): Call | undefined {
  const exprs: readonly NamedExpr[] = step.op === 'project' ? step.columns : step.keys;
  const [window] = callsOf(
    exprs.map(({ expr }) => expr),
    isWindowCall,
  );
  return window;
}

function microsOf(length: ExprNode | undefined): number | undefined {
  if (length?.kind !== 'literal') return undefined;
  const { value } = length;
  if (typeof value === 'string') return tryDurationMicros(value);
  return typeof value === 'number' ? value : undefined;
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
  const window = windowOf(step);
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
  return (microsOf(args[1]) ?? 0) > 0;
}

function isNotNull(arg: ExprNode): ExprNode {
  return { kind: 'call', fn: 'isNotNull', args: [arg] };
}
