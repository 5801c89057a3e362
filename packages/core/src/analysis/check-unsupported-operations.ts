import {
  UNSUPPORTED_ON_STREAM,
  WATERMARK_MISSING,
  WATERMARK_REDEFINED,
} from '../errors/analysis.ts';
import type { StreamingError } from '../errors/condition.ts';
import { childrenOf } from '../expr/children.ts';
import { isOver } from '../expr/generator-call.ts';
import type { ExprNode } from '../expr/node.ts';
import { printExpr } from '../expr/print.ts';
import {
  type Aggregate,
  children,
  type Deduplicate,
  type EventTimeWatermark,
  type Limit,
  type LogicalPlan,
  nodesOf,
  type Project,
  type Sample,
  type Sort,
} from '../plan/logical-plan.ts';
import type { OutputMode } from '../types/output-mode.ts';
import { unsupportedJoin } from './check-joins.ts';
import { firstAggregate } from './check-output-mode.ts';
import { whyUnmarked } from './lost-watermark.ts';
import { eventTimeColumns } from './propagate-watermarks.ts';
import { isSessionKey } from './session-columns.ts';
import { streamingSourceOf } from './streaming-source-of.ts';

/** One row of Spark's table of what cannot stream (semantics 4.4), for the nodes of one kind. */
type Rule = (node: LogicalPlan, mode: OutputMode) => StreamingError<never> | undefined;

/**
 * In the order of the table; the numbers are its rows. A rule sees streaming nodes only. Rows 1, 2, 8
 * and 10 are in the files beside, row 30 belongs to the columns of a union.
 */
const RULES: readonly Rule[] = [
  on('aggregate', sessionInUpdate), // 9
  on('aggregate', sessionWithoutKey), // semantics 5.2
  on('aggregate', exactDistinct), // 11
  on('join', unsupportedJoin), // 21 to 27
  on('deduplicate', dedupWithoutWatermark), // 28
  on('limit', limitedStream), // 33
  on('sort', sortedStream), // 35
  on('project', overOnStream),
  on('sample', sampledStream), // 36
  chainedStateful, // 40
  on('eventTimeWatermark', redefinedWatermark), // run time in Spark, semantics 3.6
];

/**
 * Refuses what no stream can do, whatever the output mode, and what this one cannot.
 *
 * @throws `PLAN.UNSUPPORTED_ON_STREAM`, `WATERMARK.REDEFINED`, `WATERMARK.MISSING`, `JOIN.*`
 */
export function checkUnsupportedOperations(plan: LogicalPlan, mode: OutputMode): void {
  const streaming = nodesOf([plan]).filter((node) => streamingSourceOf(node) !== undefined);
  for (const rule of RULES) {
    for (const node of streaming) {
      const error = rule(node, mode);
      if (error !== undefined) throw error;
    }
  }
}

function on<Op extends LogicalPlan['op']>(
  op: Op,
  rule: (
    node: Extract<LogicalPlan, { op: Op }>,
    mode: OutputMode,
  ) => StreamingError<never> | undefined,
): Rule {
  return (node, mode) =>
    node.op === op ? rule(node as Extract<LogicalPlan, { op: Op }>, mode) : undefined;
}

function unsupported(
  operation: string,
  { callSite }: LogicalPlan,
  reason: string,
  instead: string,
): StreamingError<never> {
  return UNSUPPORTED_ON_STREAM.error({ operation, callSite, reason, instead }) as never;
}

function sessionInUpdate(node: Aggregate, mode: OutputMode): StreamingError<never> | undefined {
  const session = node.keys.find(({ expr }) => isSessionKey(expr, node.input));
  if (mode !== 'update' || session === undefined) return undefined;
  return unsupported(
    `The session window ${printExpr(session.expr)}`,
    node,
    'update output mode is not supported with a session window, as a session that grows is another one',
    "Use outputMode 'append' with a watermark, or 'complete'.",
  );
}

function sessionWithoutKey(node: Aggregate): StreamingError<never> | undefined {
  const [key, ...others] = node.keys;
  if (key === undefined || others.length > 0 || !isSessionKey(key.expr, node.input))
    return undefined;
  return unsupported(
    `The session window ${printExpr(key.expr)}`,
    node,
    'a global aggregation with session window is not supported, as all rows would meet in one place',
    'Group by another column beside it.',
  );
}

function exactDistinct(node: Aggregate): StreamingError<never> | undefined {
  const distinct = node.aggregates.find(({ expr }) => hasDistinct(expr));
  if (distinct === undefined) return undefined;
  return unsupported(
    `The exact distinct aggregate ${printExpr(distinct.expr)}`,
    node,
    'it has to remember every value for ever',
    'Aggregate by the value first, or count without distinct.',
  );
}

function limitedStream(node: Limit, mode: OutputMode): StreamingError<never> | undefined {
  if (mode !== 'update') return undefined;
  return unsupported(
    `limit(${node.count})`,
    node,
    'in update mode a row that was counted may come again',
    "Use outputMode 'append', or 'complete' after an aggregation.",
  );
}

function sortedStream(node: Sort, mode: OutputMode): StreamingError<never> | undefined {
  if (mode === 'complete' && firstAggregate(node.input) !== undefined) return undefined;
  return unsupported(
    'A sort',
    node,
    'only the complete result of an aggregation has an order',
    "Aggregate and use outputMode 'complete', or sort where the rows are read later.",
  );
}

function overOnStream(node: Project): StreamingError<never> | undefined {
  const over = node.columns.flatMap(({ expr }) => oversOf(expr))[0];
  if (over === undefined) return undefined;
  return unsupported(
    printExpr(over),
    node,
    'only windows of time are supported there, as rows around a row may come in any later batch (Spark: NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING)',
    'Aggregate by window(), keep the rows before with transformWithState(), or run it on data that has an end.',
  );
}

function oversOf(expr: ExprNode): readonly ExprNode[] {
  return isOver(expr) ? [expr] : childrenOf(expr).flatMap(oversOf);
}

function sampledStream(node: Sample): StreamingError<never> {
  return unsupported(
    `sample(${node.fraction})`,
    node,
    'sampling takes other rows when they fall into other batches',
    'Filter by a hash of a column: the same rows whatever the batches.',
  );
}

/** A step that keeps state reads final rows only, so those below have to give such rows. */
function chainedStateful(node: LogicalPlan, mode: OutputMode): StreamingError<never> | undefined {
  if (!keepsStateByEventTime(node)) return undefined;
  const below = nodesOf(children(node)).find((input) => givesRowsThatChange(input, mode));
  if (below === undefined) return undefined;
  if (below.op === 'flatMapGroupsWithState') {
    return unsupported(
      'A step that keeps state over groups with a timeout in event time',
      node,
      'detected pattern of possible wrong results: the rows such groups give at a timeout may be late for it',
      'Write the result to a topic or to files, and read it with a second query.',
    );
  }
  return unsupported(
    node.op === 'aggregate'
      ? 'An aggregation over an aggregation'
      : 'A step that keeps state over an aggregation',
    node,
    `detected pattern of possible wrong results: in ${mode} mode the first gives rows that change later`,
    "Use outputMode 'append', with a watermark and windows in both.",
  );
}

/** The steps over which no other one may keep state: what they gave may change, or come late. */
function givesRowsThatChange(node: LogicalPlan, mode: OutputMode): boolean {
  if (node.op === 'flatMapGroupsWithState') return node.timeout === 'eventTime';
  return node.op === 'aggregate' && mode !== 'append' && streamingSourceOf(node) !== undefined;
}

/** The steps that compare event times with the watermark, or give what they saw for final. */
function keepsStateByEventTime(node: LogicalPlan): boolean {
  switch (node.op) {
    case 'aggregate':
    case 'flatMapGroupsWithState':
    case 'transformWithState':
      return true;
    case 'join':
      return children(node).every((side) => streamingSourceOf(side) !== undefined);
    case 'deduplicate':
      return (
        node.withinWatermark || node.columns.some((name) => eventTimeColumns(node.input).has(name))
      );
    default:
      return false;
  }
}

function dedupWithoutWatermark(node: Deduplicate): StreamingError<never> | undefined {
  if (!node.withinWatermark || eventTimeColumns(node.input).size > 0) return undefined;
  return WATERMARK_MISSING.error({
    operation: 'dropDuplicatesWithinWatermark()',
    callSite: node.callSite,
    reason: whyUnmarked(node.input),
  }) as never;
}

function redefinedWatermark(node: EventTimeWatermark): StreamingError<never> | undefined {
  const first = nodesOf([node.input]).findLast((below) => below.op === 'eventTimeWatermark');
  if (first?.op !== 'eventTimeWatermark') return undefined;
  return WATERMARK_REDEFINED.error({
    column: node.column,
    callSite: node.callSite,
    firstColumn: first.column,
    firstCallSite: first.callSite,
  }) as never;
}

function hasDistinct(node: ExprNode): boolean {
  return node.kind === 'aggregate' && node.isDistinct;
}
