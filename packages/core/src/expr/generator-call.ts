import { someExpr } from './children.ts';
import type { Call, ExprNode, Over } from './node.ts';
import { isWindowCall } from './window-call.ts';

const GENERATORS: ReadonlySet<string> = new Set([
  'explode',
  'explodeOuter',
  'posexplode',
  'posexplodeOuter',
  'inline',
  'inlineOuter',
  'stack',
]);

/** True for a call that makes rows of a value: none, one or several. */
export function isGenerator(node: ExprNode): node is Call {
  return node.kind === 'call' && GENERATORS.has(node.fn);
}

/** True for a function of the rows around a row. */
export function isOver(node: ExprNode): node is Over {
  return node.kind === 'over';
}

/**
 * True where a step with this expression may give more rows than it reads, or fewer: for generators, and
 * for windows. Such a step is not only its columns.
 */
export function generatesRows(expr: ExprNode): boolean {
  return someExpr(expr, (node) => isGenerator(node) || isWindowCall(node));
}
