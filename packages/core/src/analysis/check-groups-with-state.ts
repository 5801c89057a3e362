import { UNSUPPORTED_ON_STREAM, WATERMARK_MISSING } from '../errors/analysis.ts';
import type { StreamingError } from '../errors/condition.ts';
import {
  type FlatMapGroupsWithState,
  type LogicalPlan,
  nodesOf,
  type TransformWithState,
} from '../plan/logical-plan.ts';
import type { OutputMode } from '../types/output-mode.ts';
import { firstAggregate } from './check-output-mode.ts';
import { whyUnmarked } from './lost-watermark.ts';
import { eventTimeColumns } from './propagate-watermarks.ts';
import { streamingSourceOf } from './streaming-source-of.ts';

/**
 * What functions of groups with state, and processors, cannot do in a query (rows 4 to 6, 14 to 20 of
 * semantics 4.4).
 *
 * @throws `PLAN.UNSUPPORTED_ON_STREAM`, `WATERMARK.MISSING`
 */
export function checkGroupsWithState(plan: LogicalPlan, mode: OutputMode): void {
  const streaming = nodesOf([plan]).filter((node) => streamingSourceOf(node) !== undefined);
  const groups = streaming.filter((node) => node.op === 'flatMapGroupsWithState');
  checkSeveral(groups, mode);
  const isAggregated = firstAggregate(plan) !== undefined;
  for (const node of groups) {
    checkMode(node, mode, isAggregated);
    checkTimeout(node);
    checkInitialState(node);
  }
  for (const node of streaming) {
    if (node.op === 'transformWithState') checkProcessor(node, mode, isAggregated);
  }
}

function checkProcessor(node: TransformWithState, mode: OutputMode, isAggregated: boolean): void {
  checkFunctionMode(node, node.outputMode, mode, isAggregated);
  checkInitialState(node);
  if (node.timeMode !== 'eventTime' || eventTimeColumns(node.input).size > 0) return;
  throw WATERMARK_MISSING.error({
    operation: "The time mode 'eventTime'",
    callSite: node.callSite,
    reason: whyUnmarked(node.input),
  });
}

function checkSeveral(groups: readonly FlatMapGroupsWithState[], mode: OutputMode): void {
  const [first, second] = groups;
  if (first === undefined || second === undefined) return;
  const maps = groups.filter(({ isMap }) => isMap);
  if (maps.length > 1) {
    throw refusal(
      first,
      'multiple mapGroupsWithStates are not supported in one query',
      'Put what they do into one function.',
    );
  }
  if (maps.length > 0) {
    throw refusal(
      first,
      'mixing mapGroupsWithStates and flatMapGroupsWithStates is not supported in one query',
      "Use flatMapGroupsWithState with outputMode 'append' for all.",
    );
  }
  if (mode === 'append' && groups.every(({ functionMode }) => functionMode === 'append')) return;
  throw refusal(
    first,
    'multiple flatMapGroupsWithStates are only supported when all are in append mode and the query too',
    "Use outputMode 'append' for all of them.",
  );
}

function checkMode(node: FlatMapGroupsWithState, mode: OutputMode, isAggregated: boolean): void {
  const { isMap, functionMode } = node;
  if (isMap) {
    if (mode === 'update' && !isAggregated) return;
    throw refusal(
      node,
      `mapGroupsWithState gives rows that change, which is not supported in ${mode} mode${withAggregation(isAggregated)}`,
      isAggregated ? 'Leave out the aggregation.' : "Use outputMode 'update'.",
    );
  }
  checkFunctionMode(node, functionMode, mode, isAggregated);
}

function checkFunctionMode(
  node: FlatMapGroupsWithState | TransformWithState,
  functionMode: 'append' | 'update',
  mode: OutputMode,
  isAggregated: boolean,
): void {
  if (isAggregated) {
    if (functionMode === 'append') return;
    throw refusal(
      node,
      `${node.op} in update mode is not supported with aggregation, as its rows change`,
      "Declare outputMode: 'append' where the function is given.",
    );
  }
  if (functionMode === mode) return;
  throw refusal(
    node,
    `${node.op} in ${functionMode} mode is not supported in a query with ${mode} output mode`,
    `Use outputMode '${functionMode}' for the query, or declare another one where the function is given.`,
  );
}

function withAggregation(isAggregated: boolean): string {
  return isAggregated ? ' with aggregation' : '';
}

function checkTimeout(node: FlatMapGroupsWithState): void {
  if (node.timeout !== 'eventTime' || eventTimeColumns(node.input).size > 0) return;
  throw WATERMARK_MISSING.error({
    operation: 'A timeout in event time',
    callSite: node.callSite,
    reason: whyUnmarked(node.input),
  });
}

function checkInitialState(node: FlatMapGroupsWithState | TransformWithState): void {
  const { initialState } = node;
  if (initialState === undefined || streamingSourceOf(initialState) === undefined) return;
  throw refusal(
    node,
    'its initial state is a stream, which has no end to wait for',
    'Read it with session.read().',
  );
}

function refusal(
  node: FlatMapGroupsWithState | TransformWithState,
  reason: string,
  instead: string,
): StreamingError<object> {
  const { callSite } = node;
  const isMap = node.op === 'flatMapGroupsWithState' && node.isMap;
  const operation = isMap ? 'mapGroupsWithState()' : `${node.op}()`;
  return UNSUPPORTED_ON_STREAM.error({ operation, callSite, reason, instead });
}
