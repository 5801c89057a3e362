import type { ExprNode, NamedExpr } from '../expr/node.ts';
import { isWindowCall } from '../expr/window-call.ts';
import type { EventTimeWatermark, LogicalPlan } from '../plan/logical-plan.ts';
import { streamingSourceOf } from './streaming-source-of.ts';

/** The mark of an event-time column: which step declared it, and how late a row may come. */
export interface EventTime {
  readonly delayMs: number;
  readonly node: EventTimeWatermark;
}

const NONE: ReadonlyMap<string, EventTime> = new Map();
const known = new WeakMap<LogicalPlan, ReadonlyMap<string, EventTime>>();

/**
 * The columns of a plan's rows that carry the mark of a watermark (semantics 3.1). The mark follows
 * a column through renames and plain projections; `window(column)` and `windowTime(column)` inherit
 * it; every other expression loses it. A second `withWatermark` ends the marks before it.
 */
export function eventTimeColumns(plan: LogicalPlan): ReadonlyMap<string, EventTime> {
  let columns = known.get(plan);
  if (columns === undefined) known.set(plan, (columns = derive(plan)));
  return columns;
}

function derive(plan: LogicalPlan): ReadonlyMap<string, EventTime> {
  switch (plan.op) {
    case 'relation':
    case 'badRecords':
    case 'lateRows':
    case 'flatMapGroupsWithState':
      return NONE;
    case 'transformWithState': {
      const [mark] = eventTimeColumns(plan.input).values();
      const { eventTimeColumn } = plan;
      if (mark === undefined || eventTimeColumn === undefined) return NONE;
      return new Map([[eventTimeColumn, mark]]);
    }
    case 'filter':
    case 'sort':
    case 'limit':
    case 'sample':
    case 'deduplicate':
      return eventTimeColumns(plan.input);
    case 'join': {
      const left = eventTimeColumns(plan.left);
      if (plan.joinType === 'leftSemi' || plan.joinType === 'leftAnti') return left;
      return new Map([...left, ...eventTimeColumns(plan.right)]);
    }
    case 'eventTimeWatermark':
      // On data that has an end, withWatermark means nothing.
      if (streamingSourceOf(plan) === undefined) return NONE;
      return new Map([[plan.column, { delayMs: plan.delayMs, node: plan }]]);
    case 'project':
      return marksOf(plan.columns, eventTimeColumns(plan.input));
    case 'aggregate':
      return marksOf(plan.keys, eventTimeColumns(plan.input));
    case 'union': {
      // As in Spark the columns of a union are those of its first input.
      const [first] = plan.inputs;
      return first === undefined ? NONE : eventTimeColumns(first);
    }
  }
}

function marksOf(
  columns: readonly NamedExpr[],
  input: ReadonlyMap<string, EventTime>,
): ReadonlyMap<string, EventTime> {
  if (input.size === 0) return NONE;
  const marks = new Map<string, EventTime>();
  for (const { name, expr } of columns) {
    const source = markedColumnOf(expr);
    const mark = source === undefined ? undefined : input.get(source);
    if (mark !== undefined) marks.set(name, mark);
  }
  return marks;
}

/** The column whose mark an expression would keep. */
function markedColumnOf(expr: ExprNode): string | undefined {
  if (expr.kind === 'column') return expr.name;
  const [time] = expr.kind === 'call' ? expr.args : [];
  if (expr.kind !== 'call' || time === undefined) return undefined;
  return expr.fn === 'windowTime' || isWindowCall(expr) ? markedColumnOf(time) : undefined;
}
