import { childrenOf, mapChildren } from './children.ts';
import type { Call, ExprNode, NamedExpr } from './node.ts';

/** Knows the calls of one kind. */
export type IsCall = (node: ExprNode) => node is Call;

/** The different calls of a kind in some expressions, outermost only. */
export function callsOf(exprs: readonly ExprNode[], isIt: IsCall): readonly Call[] {
  const calls = new Map<string, Call>();
  const visit = (node: ExprNode): void => {
    if (isIt(node)) calls.set(JSON.stringify(node, plain), node);
    else childrenOf(node).forEach(visit);
  };
  exprs.forEach(visit);
  return [...calls.values()];
}

/**
 * Takes a call out of expressions that makes none or several rows of one: a step of its own runs it, and
 * the expressions read its result from a column. There may be several only if all are the same.
 */
export function extractCall(
  exprs: readonly NamedExpr[],
  isIt: IsCall,
  column: string,
): { readonly exprs: readonly NamedExpr[]; readonly call: Call | undefined } {
  let call: Call | undefined;
  const replace = (node: ExprNode): ExprNode => {
    if (!isIt(node)) return mapChildren(node, replace);
    call = node;
    return { kind: 'column', name: column };
  };
  const replaced = exprs.map(({ name, expr }) => ({ name, expr: replace(expr) }));
  return { exprs: call === undefined ? exprs : replaced, call };
}

/** Two calls are the same if their plain data is; a long beyond 2^53 is the one value JSON lacks. */
function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
