import type { Call } from '../expr/node.ts';
import { isFixedWindow } from '../expr/window-call.ts';
import { type ResolvedWindow, resolveWindow } from '../functions/resolve-window.ts';
import { AssignOwnWindowsOperator } from '../operators/assign-own-windows.ts';
import { AssignWindowsOperator } from '../operators/assign-windows.ts';
import { Fanout } from '../operators/operator.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import type { OutputMode } from '../types/output-mode.ts';
import type { Schema } from '../types/schema.ts';
import { WINDOW_COLUMN } from './extract-window.ts';
import type { Planning } from './planning.ts';

export interface WindowedRows {
  readonly rows: Fanout;
  readonly schema: Schema;
  readonly window: ResolvedWindow | undefined;
}

/** The rows of a step with the window of a call, where there is one, as a further column. */
export function planWindow(
  planning: Planning,
  plan: LogicalPlan,
  mode: OutputMode,
  window: Call | undefined,
): WindowedRows {
  const rows = planning.output(plan, mode);
  const schema = planning.schema(plan);
  if (window === undefined) return { rows, schema, window };
  if (!isFixedWindow(window)) return planOwnWindows(planning, { rows, schema }, window);
  const resolved = resolveWindow(window, schema, planning.settings);
  const field = { name: WINDOW_COLUMN, dataType: resolved.dataType, nullable: false };
  const widened: Schema = { fields: [...schema.fields, field] };
  const output = new Fanout();
  planning.attach(rows, new AssignWindowsOperator(widened, resolved, output.emit));
  return { rows: output, schema: widened, window: resolved };
}

/** Windows that a kernel gives each row: one, or none. */
function planOwnWindows(
  planning: Planning,
  { rows, schema }: Pick<WindowedRows, 'rows' | 'schema'>,
  window: Call,
): WindowedRows {
  const own = planning.compile(window, schema);
  const field = { name: WINDOW_COLUMN, dataType: own.dataType, nullable: false };
  const widened: Schema = { fields: [...schema.fields, field] };
  const output = new Fanout();
  planning.attach(rows, new AssignOwnWindowsOperator(widened, own, output.emit));
  return { rows: output, schema: widened, window: undefined };
}
