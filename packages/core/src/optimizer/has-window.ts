import type { Call, ExprNode } from '../expr/node.ts';

/** True where a `window(…)` call makes several rows of one, or none: such a step is not only its columns. */
export function hasWindow(expr: ExprNode): boolean {
  return hasCall(expr, ({ fn }) => fn === 'window');
}

/** True where a `window(…)` call may make several rows of one. */
export function hasSlidingWindow(expr: ExprNode): boolean {
  return hasCall(expr, ({ fn, args }) => fn === 'window' && args.length > 2);
}

function hasCall(expr: ExprNode, isIt: (call: Call) => boolean): boolean {
  const hasIt = (arg: ExprNode): boolean => hasCall(arg, isIt);
  switch (expr.kind) {
    case 'call':
      return isIt(expr) || expr.args.some(hasIt);
    case 'aggregate':
    case 'udf':
      return expr.args.some(hasIt);
    case 'cast':
    case 'field':
      return hasIt(expr.arg);
    case 'column':
    case 'literal':
      return false;
  }
}
