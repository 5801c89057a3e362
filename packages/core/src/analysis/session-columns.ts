import type { ExprNode, NamedExpr } from '../expr/node.ts';
import { isSessionWindow } from '../expr/window-call.ts';
import { children, type LogicalPlan } from '../plan/logical-plan.ts';

const NONE: ReadonlySet<string> = new Set();
const known = new WeakMap<LogicalPlan, ReadonlySet<string>>();

/**
 * True for a key by which rows are grouped into sessions: a call of `sessionWindow`, or a column that
 * holds the sessions of a grouping below, which merge again where they touch (as in Spark).
 */
export function isSessionKey(expr: ExprNode, input: LogicalPlan): boolean {
  return isSessionWindow(expr) || (expr.kind === 'column' && sessionColumns(input).has(expr.name));
}

/** The columns of a plan's rows that hold sessions. They stay so through renames and plain projections. */
function sessionColumns(plan: LogicalPlan): ReadonlySet<string> {
  let columns = known.get(plan);
  if (columns === undefined) known.set(plan, (columns = derive(plan)));
  return columns;
}

function derive(plan: LogicalPlan): ReadonlySet<string> {
  switch (plan.op) {
    case 'project':
      return sessionsAmong(plan.columns, plan.input);
    case 'aggregate':
      return sessionsAmong(plan.keys, plan.input);
    case 'filter':
    case 'eventTimeWatermark':
    case 'deduplicate':
    case 'sort':
    case 'limit':
    case 'sample':
      return sessionColumns(plan.input);
    case 'join':
      return new Set(children(plan).flatMap((side) => [...sessionColumns(side)]));
    default:
      return NONE;
  }
}

function sessionsAmong(columns: readonly NamedExpr[], input: LogicalPlan): ReadonlySet<string> {
  return new Set(columns.filter(({ expr }) => isSessionKey(expr, input)).map(({ name }) => name));
}
