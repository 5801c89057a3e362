import { someExpr } from '../expr/children.ts';
import type { ExprNode } from '../expr/node.ts';
import { sameExpr } from '../expr/same-expr.ts';
import { isFixedWindow } from '../expr/window-call.ts';

/** True where one row may be in several windows. */
export function hasSlidingWindow(expr: ExprNode): boolean {
  return someExpr(expr, isSliding);
}

function isSliding(node: ExprNode): boolean {
  if (!isFixedWindow(node)) return false;
  const [, size, slide] = node.args;
  return size !== undefined && slide !== undefined && !sameExpr(size, slide);
}
