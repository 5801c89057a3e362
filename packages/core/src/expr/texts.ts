import { type ElementOf, type List, type ListOf, sameCall } from './collections.ts';
import type { Expr, Operand, StringExpr, ValueOf } from './expr.ts';
import { call } from './expr-builder.ts';

type NullOf<T> = Extract<T, null>;

/**
 * Texts one after another, or the elements of arrays; null if any is null.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ key: concat(o.country, '/', o.sku) }));
 * ```
 */
export function concat<O extends readonly Operand<string>[]>(
  ...texts: O
): StringExpr<string | NullOf<ValueOf<O[number]>>>;
export function concat<A extends readonly Expr<List>[]>(
  ...arrays: A
): ListOf<ElementOf<ValueOf<A[number]>>, NullOf<ValueOf<A[number]>>>;
export function concat(...parts: readonly unknown[]): never {
  return sameCall('concat', parts[0], ...parts.slice(1));
}

/**
 * The text in lower case.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ country: lower(o.country) }));
 * ```
 */
export function lower<T extends string | null>(text: Expr<T>): StringExpr<T> {
  return call('lower', text) as never;
}

/**
 * The text in upper case.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ country: upper(o.country) }));
 * ```
 */
export function upper<T extends string | null>(text: Expr<T>): StringExpr<T> {
  return call('upper', text) as never;
}
