import { eventTimeColumns } from '../analysis/propagate-watermarks.ts';
import { inputWatermarkMs } from '../analysis/watermark-flow.ts';
import { compileAggregate } from '../functions/compile-aggregate.ts';
import { LateRowsOperator } from '../operators/late-rows.ts';
import type { Fanout } from '../operators/operator.ts';
import { HashAggregateOperator } from '../operators/stateful/hash-aggregate.ts';
import type { Aggregate } from '../plan/logical-plan.ts';
import type { OutputMode } from '../types/output-mode.ts';
import type { Schema } from '../types/schema.ts';
import { extractWindow } from './extract-window.ts';
import { planWindow } from './plan-window.ts';
import type { Planning } from './planning.ts';

export function planAggregate(
  planning: Planning,
  plan: Aggregate,
  mode: OutputMode,
  output: Fanout,
): void {
  const { exprs: keys, window } = extractWindow(plan.keys);
  const schema = planning.schema(plan);
  const keyFields = schema.fields.slice(0, keys.length);
  const marked = eventTimeColumns(plan);
  const eventTimeKey = keyFields.findIndex((field) => marked.has(field.name));
  const late = planning.lateRows(plan, mode);
  const { operator, inputs } = planning.addStateful(
    plan,
    () => {
      const input = planWindow(planning, plan.input, mode, window);
      const inputSchema = planning.schema(plan.input);
      const dropped = new LateRowsOperator(inputSchema, input.window, late.emit);
      return { ...input, dropped };
    },
    (operatorId, input) =>
      new HashAggregateOperator({
        operatorId,
        schema,
        keys: keys.map(({ expr }) => planning.compile(expr, input.schema)),
        keyFields,
        aggregates: compileAggregates(planning, plan, input.schema),
        outputMode: mode,
        eventTimeKey: eventTimeKey < 0 ? undefined : eventTimeKey,
        inputWatermarkMs: (globalMs) => inputWatermarkMs(plan, globalMs),
        emit: output.emit,
        emitLate: (batch) => input.dropped.push(batch),
      }),
  );
  planning.attach(inputs.rows, operator);
  planning.add(inputs.dropped);
}

export function compileAggregates(
  { settings }: Planning,
  { aggregates }: Aggregate,
  input: Schema,
): readonly ReturnType<typeof compileAggregate>[] {
  return aggregates.map(({ expr }) => {
    if (expr.kind !== 'aggregate') throw new TypeError(`${expr.kind} is no aggregate`);
    return compileAggregate(expr, input, settings);
  });
}
