import { eventTimeColumns } from '../analysis/propagate-watermarks.ts';
import { streamingSourceOf } from '../analysis/streaming-source-of.ts';
import { inputWatermarkMs } from '../analysis/watermark-flow.ts';
import type { Fanout } from '../operators/operator.ts';
import { TransformWithStateOperator } from '../operators/stateful/transform-with-state.ts';
import type { TransformWithState } from '../plan/logical-plan.ts';
import type { OutputMode } from '../types/output-mode.ts';
import type { Schema } from '../types/schema.ts';
import { planInitialState } from './plan-groups-with-state.ts';
import type { Planning } from './planning.ts';

/** Makes the processor too: what it declares are the tables of its state. */
export function planTransformWithState(
  planning: Planning,
  plan: TransformWithState,
  mode: OutputMode,
  output: Fanout,
): void {
  const { initialState, eventTimeColumn, timeMode, makeProcessor, schema } = plan;
  const inputSchema = planning.schema(plan.input);
  const keys = plan.keys.map(({ expr }) => planning.compile(expr, inputSchema));
  const [marked] = eventTimeColumns(plan.input).keys();
  const isBounded = streamingSourceOf(plan.input) === undefined;
  const late = planning.lateRows(plan, mode);
  const { operator, inputs } = planning.addStateful(
    plan,
    () => ({
      rows: planning.output(plan.input, mode),
      initial: initialState && planInitialState(planning, plan, initialState, mode),
    }),
    (operatorId) =>
      new TransformWithStateOperator({
        operatorId,
        makeProcessor,
        keys,
        keyFields: plan.keys.map(({ name }, i) => ({
          name,
          dataType: keys[i]?.dataType ?? { kind: 'null' },
          nullable: keys[i]?.nullable ?? true,
        })),
        inputSchema,
        schema,
        timeMode,
        eventTimeColumn: positionOf(marked, inputSchema),
        // On data that has an end nothing is late.
        outputTimeColumn: isBounded ? undefined : positionOf(eventTimeColumn, schema),
        initialStateField: initialState && planning.schema(initialState).fields.at(-1),
        isBounded,
        inputWatermarkMs: (globalMs) => inputWatermarkMs(plan, globalMs),
        emit: output.emit,
        emitLate: late.emit,
      }),
  );
  planning.attach(inputs.rows, operator);
  inputs.initial?.connect((batch) => operator.push(batch, 1));
}

function positionOf(column: string | undefined, { fields }: Schema): number | undefined {
  const position = fields.findIndex(({ name }) => name === column);
  return position < 0 ? undefined : position;
}
