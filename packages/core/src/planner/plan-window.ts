import type { Call } from '../expr/node.ts';
import { isSessionWindow } from '../expr/window-call.ts';
import { type ResolvedWindow, resolveWindow } from '../functions/resolve-window.ts';
import { AssignSessionsOperator } from '../operators/assign-sessions.ts';
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
  if (isSessionWindow(window)) return planSessions(planning, { rows, schema }, window);
  const resolved = resolveWindow(window, schema, planning.settings);
  const field = { name: WINDOW_COLUMN, dataType: resolved.dataType, nullable: false };
  const widened: Schema = { fields: [...schema.fields, field] };
  const output = new Fanout();
  planning.attach(rows, new AssignWindowsOperator(widened, resolved, output.emit));
  return { rows: output, schema: widened, window: resolved };
}

function planSessions(
  planning: Planning,
  { rows, schema }: Pick<WindowedRows, 'rows' | 'schema'>,
  window: Call,
): WindowedRows {
  const session = planning.compile(window, schema);
  const field = { name: WINDOW_COLUMN, dataType: session.dataType, nullable: false };
  const widened: Schema = { fields: [...schema.fields, field] };
  const output = new Fanout();
  planning.attach(rows, new AssignSessionsOperator(widened, session, output.emit));
  return { rows: output, schema: widened, window: undefined };
}
