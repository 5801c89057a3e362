import { eventTimeColumns } from '../analysis/propagate-watermarks.ts';
import { inputWatermarkMs } from '../analysis/watermark-flow.ts';
import type { Fanout } from '../operators/operator.ts';
import { DeduplicateOperator } from '../operators/stateful/deduplicate.ts';
import type { Deduplicate } from '../plan/logical-plan.ts';
import type { Field } from '../types/data-type.ts';
import type { OutputMode } from '../types/output-mode.ts';
import type { Planning } from './planning.ts';

export function planDeduplicate(
  planning: Planning,
  plan: Deduplicate,
  mode: OutputMode,
  output: Fanout,
): void {
  const { fields } = planning.schema(plan.input);
  const positionOf = (column: string): number => fields.findIndex(({ name }) => name === column);
  const keyColumns = plan.columns.map(positionOf);
  const [marked] = eventTimeColumns(plan.input);
  const late = planning.lateRows(plan, mode);
  const { operator, inputs: rows } = planning.addStateful(
    plan,
    () => planning.output(plan.input, mode),
    (operatorId) =>
      new DeduplicateOperator({
        operatorId,
        keyColumns,
        keyFields: keyColumns.map((column) => fields[column] as Field),
        eventTimeColumn: marked === undefined ? undefined : positionOf(marked[0]),
        withinDelayMs: plan.withinWatermark ? marked?.[1].delayMs : undefined,
        inputWatermarkMs: (globalMs) => inputWatermarkMs(plan, globalMs),
        emit: output.emit,
        emitLate: late.emit,
      }),
  );
  planning.attach(rows, operator);
}
