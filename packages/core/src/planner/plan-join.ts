import { joinCondition } from '../analysis/join-condition.ts';
import {
  joinOutputWatermarkMs,
  joinStateBounds,
  sideWatermarkMs,
} from '../analysis/join-state-watermarks.ts';
import { eventTimeColumns } from '../analysis/propagate-watermarks.ts';
import { joinsStreams, streamingSourceOf } from '../analysis/streaming-source-of.ts';
import { inputWatermarkMs } from '../analysis/watermark-flow.ts';
import { HashJoinOperator } from '../operators/hash-join.ts';
import type { Fanout } from '../operators/operator.ts';
import { StreamJoinOperator } from '../operators/stateful/stream-join.ts';
import type { Eviction, StreamSideConfig } from '../operators/stateful/stream-join-config.ts';
import { type Join, type LogicalPlan, nodesOf } from '../plan/logical-plan.ts';
import type { OutputMode } from '../types/output-mode.ts';
import type { Schema } from '../types/schema.ts';
import { type PlannedKeys, planKeys, planOwnCondition, planPairCondition } from './join-keys.ts';
import type { Planning } from './planning.ts';

export function planJoin(planning: Planning, plan: Join, mode: OutputMode, output: Fanout): void {
  if (joinsStreams(plan)) planStreamJoin(planning, plan, mode, output);
  else planHashJoin(planning, plan, mode, output);
}

function planStreamJoin(planning: Planning, plan: Join, mode: OutputMode, output: Fanout): void {
  const { joinType } = plan;
  if (joinType === 'leftAnti') throw new TypeError('two streams have no anti join');
  const late = planning.lateRows(plan, mode);
  const keys = planKeys(planning, plan);
  const { operator, inputs } = planning.addStateful(
    plan,
    () => [planning.output(plan.left, mode), planning.output(plan.right, mode)] as const,
    (operatorId) =>
      new StreamJoinOperator({
        operatorId,
        joinType,
        schema: planning.schema(plan),
        left: sideConfig(planning, plan, keys, 'left'),
        right: sideConfig(planning, plan, keys, 'right'),
        keyFields: keys.fields,
        // As Spark: its state compares bytes, and only filters that it adds below keep null keys away.
        areNullSafe: keys.areNullSafe.map(() => true),
        both: planPairCondition(planning, plan, joinCondition(plan).both),
        inputWatermarkMs: (globalMs) => inputWatermarkMs(plan, globalMs),
        outputWatermarkMs: (inputMs) => joinOutputWatermarkMs(plan, inputMs),
        emit: output.emit,
        emitLate: late.emit,
      }),
  );
  for (const [i, rows] of inputs.entries()) rows.connect((batch) => operator.push(batch, i));
  planning.add(operator);
}

function planHashJoin(planning: Planning, plan: Join, mode: OutputMode, output: Fanout): void {
  const isStream = { left: isStreaming(plan.left), right: isStreaming(plan.right) };
  const isMixed = isStream.left || isStream.right;
  // A table is what is built; of two tables the one whose rows need not all come out.
  const isLeftBuilt = isMixed ? isStream.right : plan.joinType === 'rightOuter';
  const buildSide = isLeftBuilt ? 'left' : 'right';
  const probeSide = isLeftBuilt ? 'right' : 'left';
  const { leftOnly, rightOnly, both } = joinCondition(plan);
  const only = { left: leftOnly, right: rightOnly };
  const keys = planKeys(planning, plan);
  const operatorSide = (side: 'left' | 'right') => {
    const schema = planning.schema(plan[side]);
    return {
      schema,
      keys: keys[side].map(({ expression }) => expression),
      only: planOwnCondition(planning, only[side], schema),
    };
  };
  const build = isMixed
    ? planning.table(plan[buildSide], keepsState(plan[probeSide]) ? 'always' : 'withRows')
    : planning.output(plan[buildSide], mode);
  const probe = planning.output(plan[probeSide], mode);
  const operator = new HashJoinOperator({
    joinType: plan.joinType,
    schema: planning.schema(plan),
    buildSide,
    build: {
      ...operatorSide(buildSide),
      keyFields: keys.fields,
      areNullSafe: keys.areNullSafe,
    },
    probe: operatorSide(probeSide),
    both: planPairCondition(planning, plan, both),
    isBuiltFirst: isMixed,
    emit: output.emit,
  });
  const inputOf = { left: 0, right: 1 };
  build.connect((batch) => operator.push(batch, inputOf[buildSide]));
  probe.connect((batch) => operator.push(batch, inputOf[probeSide]));
  planning.add(operator);
}

function isStreaming(plan: LogicalPlan): boolean {
  return streamingSourceOf(plan) !== undefined;
}

/** The steps that give rows later than they got them. */
const KEEPS_STATE: ReadonlySet<LogicalPlan['op']> = new Set([
  'aggregate',
  'join',
  'flatMapGroupsWithState',
]);

/** True where rows may come without new rows of a source: from what a step has kept. */
function keepsState(plan: LogicalPlan): boolean {
  return nodesOf([plan]).some((node) => KEEPS_STATE.has(node.op) && isStreaming(node));
}

function sideConfig(
  planning: Planning,
  plan: Join,
  keys: PlannedKeys,
  side: 'left' | 'right',
): StreamSideConfig {
  const schema = planning.schema(plan[side]);
  const [eventTime] = eventTimeColumns(plan[side]).keys();
  const { leftOnly, rightOnly } = joinCondition(plan);
  return {
    fields: schema.fields,
    keys: keys[side].map(({ expression }) => expression),
    keyColumns: keys[side].map(({ column }) => column),
    only: planOwnCondition(planning, side === 'left' ? leftOnly : rightOnly, schema),
    eventTimeColumn: eventTime === undefined ? undefined : positionOf(eventTime, schema),
    eviction: evictionOf(plan, side, schema),
  };
}

function evictionOf(plan: Join, side: 'left' | 'right', schema: Schema): Eviction | undefined {
  const bounds = joinStateBounds(plan);
  if (bounds.kind === 'key') return { by: { key: bounds.key }, limitMs: (ms) => ms };
  const bound = bounds[side];
  return (
    bound && {
      by: { column: positionOf(bound.column, schema) },
      limitMs: (ms) => sideWatermarkMs(bound, ms),
    }
  );
}

function positionOf(column: string, { fields }: Schema): number {
  return fields.findIndex(({ name }) => name === column);
}
