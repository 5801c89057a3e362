import { streamingSourceOf } from '../analysis/streaming-source-of.ts';
import { inputWatermarkMs } from '../analysis/watermark-flow.ts';
import { LimitOperator } from '../operators/limit.ts';
import type { Fanout } from '../operators/operator.ts';
import { GlobalLimitOperator } from '../operators/stateful/global-limit.ts';
import { type Limit, nodesOf } from '../plan/logical-plan.ts';
import type { OutputMode } from '../types/output-mode.ts';
import type { Planning } from './planning.ts';

/** Of a complete result every batch gives the first rows anew; of a stream they are counted for ever. */
export function planLimit(planning: Planning, plan: Limit, mode: OutputMode, output: Fanout): void {
  const isAnew =
    mode === 'complete' && nodesOf([plan.input]).some((node) => node.op === 'aggregate');
  if (isAnew || streamingSourceOf(plan) === undefined) {
    const rows = planning.output(plan.input, mode);
    planning.attach(rows, new LimitOperator(plan.count, output.emit));
    return;
  }
  const { operator, inputs: rows } = planning.addStateful(
    plan,
    () => planning.output(plan.input, mode),
    (operatorId) =>
      new GlobalLimitOperator({
        operatorId,
        count: plan.count,
        inputWatermarkMs: (globalMs) => inputWatermarkMs(plan, globalMs),
        emit: output.emit,
      }),
  );
  planning.attach(rows, operator);
}
