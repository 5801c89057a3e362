import { UNSUPPORTED_ON_STREAM, WATERMARK_REDEFINED } from '../errors/analysis.ts';
import type { StreamingError } from '../errors/condition.ts';
import type { ExprNode } from '../expr/node.ts';
import { printExpr } from '../expr/print.ts';
import {
  type Aggregate,
  type EventTimeWatermark,
  type Limit,
  type LogicalPlan,
  nodesOf,
  type Sort,
} from '../plan/logical-plan.ts';
import type { OutputMode } from '../types/output-mode.ts';
import { firstAggregate } from './check-output-mode.ts';
import { streamingSourceOf } from './streaming-source-of.ts';

/** One row of Spark's table of what cannot stream (semantics 4.4), for the nodes of one kind. */
type Rule = (node: LogicalPlan, mode: OutputMode) => StreamingError<never> | undefined;

/**
 * In the order of the table; the numbers are its rows. A rule sees streaming nodes only. Rows 1, 2, 8
 * and 10 are in the files beside, row 30 belongs to the columns of a union.
 */
const RULES: readonly Rule[] = [
  on('aggregate', exactDistinct), // 11
  on('limit', limitedStream), // 33
  on('sort', sortedStream), // 35
  on('aggregate', chainedStateful), // 40
  on('eventTimeWatermark', redefinedWatermark), // run time in Spark, semantics 3.6
];

/**
 * Refuses what no stream can do, whatever the output mode, and what this one cannot.
 *
 * @throws `PLAN.UNSUPPORTED_ON_STREAM`, `WATERMARK.REDEFINED`
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
  if (mode === 'complete' && firstAggregate(node.input) !== undefined) return undefined;
  return unsupported(
    `limit(${node.count})`,
    node,
    `in ${mode} mode rows come batch after batch, and there are no first ones`,
    "Aggregate and use outputMode 'complete', or limit the rows where they are read later.",
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

/** An aggregation reads final rows only, so the one below has to give such rows. */
function chainedStateful(node: Aggregate, mode: OutputMode): StreamingError<never> | undefined {
  if (mode === 'append' || firstAggregate(node.input) === undefined) return undefined;
  return unsupported(
    'An aggregation over an aggregation',
    node,
    `detected pattern of possible wrong results: in ${mode} mode the first gives rows that change later`,
    "Use outputMode 'append', with a watermark and windows in both.",
  );
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
