import type { ExprNode } from './node.ts';

/** True where two expressions are the same calls of the same functions on the same columns and values. */
export function sameExpr(a: ExprNode, b: ExprNode): boolean {
  return samePart(a, b);
}

/** Nodes are plain data; a user function is the same only if it is the same object. */
export function samePart(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => key in b && samePart(Reflect.get(a, key), Reflect.get(b, key)))
  );
}
