import type { Expr } from './expr.ts';
import { use } from './expr-builder.ts';
import type { ExprNode } from './node.ts';

/** A key of `orderBy` with its direction. */
export class SortOrder {
  readonly expr: ExprNode;
  readonly descending: boolean;

  constructor(expr: ExprNode, descending: boolean) {
    this.expr = expr;
    this.descending = descending;
  }
}

/**
 * From the smallest to the largest, nulls first.
 *
 * @example
 * ```ts
 * archive.orderBy((o) => [asc(o.country), desc(o.price)]);
 * ```
 */
export function asc(key: Expr<unknown>): SortOrder {
  return new SortOrder(use(key), false);
}

/**
 * From the largest to the smallest, nulls last.
 *
 * @example
 * ```ts
 * archive.orderBy((o) => desc(o.price));
 * ```
 */
export function desc(key: Expr<unknown>): SortOrder {
  return new SortOrder(use(key), true);
}
