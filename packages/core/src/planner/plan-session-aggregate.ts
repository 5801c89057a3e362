import { eventTimeColumns } from '../analysis/propagate-watermarks.ts';
import { isSessionKey } from '../analysis/session-columns.ts';
import { inputWatermarkMs } from '../analysis/watermark-flow.ts';
import { LateRowsOperator } from '../operators/late-rows.ts';
import type { Fanout } from '../operators/operator.ts';
import { SessionAggregateOperator } from '../operators/stateful/session-aggregate.ts';
import type { Aggregate } from '../plan/logical-plan.ts';
import type { OutputMode } from '../types/output-mode.ts';
import { extractWindow } from './extract-window.ts';
import { compileAggregates } from './plan-aggregate.ts';
import { planWindow } from './plan-window.ts';
import type { Planning } from './planning.ts';

/** An aggregation with a session window among its keys. */
export function planSessionAggregate(
  planning: Planning,
  plan: Aggregate,
  mode: OutputMode,
  output: Fanout,
): void {
  const { exprs: keys, window } = extractWindow(plan.keys);
  const schema = planning.schema(plan);
  const sessionKey = plan.keys.findIndex(({ expr }) => isSessionKey(expr, plan.input));
  const late = planning.lateRows(plan, mode);
  const { operator, inputs } = planning.addStateful(
    plan,
    () => {
      const input = planWindow(planning, plan.input, mode, window);
      const inputSchema = planning.schema(plan.input);
      return { ...input, dropped: new LateRowsOperator(inputSchema, undefined, late.emit) };
    },
    (operatorId, input) =>
      new SessionAggregateOperator({
        operatorId,
        schema,
        keys: keys.map(({ expr }) => planning.compile(expr, input.schema)),
        keyFields: schema.fields.slice(0, keys.length),
        sessionKey,
        aggregates: compileAggregates(planning, plan, input.schema),
        outputMode: mode,
        hasWatermark: eventTimeColumns(plan).has(keys[sessionKey]?.name ?? ''),
        inputWatermarkMs: (globalMs) => inputWatermarkMs(plan, globalMs),
        emit: output.emit,
        emitLate: (batch) => input.dropped.push(batch),
      }),
  );
  planning.attach(inputs.rows, operator);
  planning.add(inputs.dropped);
}
