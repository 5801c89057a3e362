import { eventTimeColumns } from '../analysis/propagate-watermarks.ts';
import { streamingSourceOf } from '../analysis/streaming-source-of.ts';
import { inputWatermarkMs } from '../analysis/watermark-flow.ts';
import type { Fanout } from '../operators/operator.ts';
import { FlatMapGroupsOperator } from '../operators/stateful/flat-map-groups.ts';
import type {
  FlatMapGroupsWithState,
  LogicalPlan,
  TransformWithState,
} from '../plan/logical-plan.ts';
import type { OutputMode } from '../types/output-mode.ts';
import type { Planning } from './planning.ts';

export function planGroupsWithState(
  planning: Planning,
  plan: FlatMapGroupsWithState,
  mode: OutputMode,
  output: Fanout,
): void {
  const { initialState } = plan;
  const inputSchema = planning.schema(plan.input);
  const keys = plan.keys.map(({ expr }) => planning.compile(expr, inputSchema));
  const [marked] = eventTimeColumns(plan.input).keys();
  const eventTimeColumn = inputSchema.fields.findIndex(({ name }) => name === marked);
  const late = planning.lateRows(plan, mode);
  const { operator, inputs } = planning.addStateful(
    plan,
    () => ({
      rows: planning.output(plan.input, mode),
      initial: initialState && planInitialState(planning, plan, initialState, mode),
    }),
    (operatorId) =>
      new FlatMapGroupsOperator({
        operatorId,
        fn: plan.isMap ? 'mapGroupsWithState' : 'flatMapGroupsWithState',
        call: plan.call,
        keys,
        keyFields: plan.keys.map(({ name }, i) => ({
          name,
          dataType: keys[i]?.dataType ?? { kind: 'null' },
          nullable: keys[i]?.nullable ?? true,
        })),
        inputSchema,
        schema: plan.schema,
        stateType: plan.stateType,
        timeout: plan.timeout,
        eventTimeColumn: eventTimeColumn < 0 ? undefined : eventTimeColumn,
        isBounded: streamingSourceOf(plan.input) === undefined,
        inputWatermarkMs: (globalMs) => inputWatermarkMs(plan, globalMs),
        emit: output.emit,
        emitLate: late.emit,
      }),
  );
  planning.attach(inputs.rows, operator);
  inputs.initial?.connect((batch) => operator.push(batch, 1));
}

/** Of a stream it is read by the first batch alone. */
export function planInitialState(
  planning: Planning,
  { input }: FlatMapGroupsWithState | TransformWithState,
  initialState: LogicalPlan,
  mode: OutputMode,
): Fanout {
  return streamingSourceOf(input) === undefined
    ? planning.output(initialState, mode)
    : planning.table(initialState, 'first');
}
