import { someExpr } from '../expr/children.ts';
import type { ExprNode } from '../expr/node.ts';
import { isSessionWindow, isWindowCall } from '../expr/window-call.ts';

/** True where windows are not one for each row by its time alone: sliding ones and sessions. */
export function hasSlidingWindow(expr: ExprNode): boolean {
  return someExpr(expr, isSliding) || someExpr(expr, isSessionWindow);
}

function isSliding(node: ExprNode): boolean {
  return isWindowCall(node) && node.args.length > 2;
}
