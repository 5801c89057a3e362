import { extractCall } from '../expr/extract-call.ts';
import type { Call, NamedExpr } from '../expr/node.ts';
import { isWindowCall } from '../expr/window-call.ts';

/** The column that holds the windows of a row between the step that assigns them and the step that uses them. */
export const WINDOW_COLUMN = '\u0000window';

/** Takes the window call out of expressions. Analysis has seen to it that there is only one. */
export function extractWindow(exprs: readonly NamedExpr[]): {
  readonly exprs: readonly NamedExpr[];
  readonly window: Call | undefined;
} {
  const { exprs: extracted, call } = extractCall(exprs, isWindowCall, WINDOW_COLUMN);
  return { exprs: extracted, window: call };
}
