import type { Expr } from './expr.ts';
import { nodeOf, use } from './expr-builder.ts';
import type { ExprNode, OrderKey } from './node.ts';

/** A key of `orderBy` with its direction. */
export class SortOrder {
  readonly expr: ExprNode;
  readonly descending: boolean;
  readonly nullsFirst: boolean;

  constructor(expr: ExprNode, descending: boolean, nullsFirst: boolean = !descending) {
    this.expr = expr;
    this.descending = descending;
    this.nullsFirst = nullsFirst;
  }
}

/** The key that an expression is, ascending unless it says otherwise. */
export function sortKeyOf(key: unknown, where: string): OrderKey {
  if (!(key instanceof SortOrder))
    return { expr: use(nodeOf(key, where) && key), descending: false };
  const { expr, descending, nullsFirst } = key;
  return { expr, descending, ...(nullsFirst === descending ? { nullsFirst } : {}) };
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

/**
 * From the smallest to the largest, nulls last.
 *
 * @example
 * ```ts
 * archive.orderBy((o) => ascNullsLast(o.discount));
 * ```
 */
export function ascNullsLast(key: Expr<unknown>): SortOrder {
  return new SortOrder(use(key), false, false);
}

/**
 * From the largest to the smallest, nulls first.
 *
 * @example
 * ```ts
 * archive.orderBy((o) => descNullsFirst(o.discount));
 * ```
 */
export function descNullsFirst(key: Expr<unknown>): SortOrder {
  return new SortOrder(use(key), true, true);
}
