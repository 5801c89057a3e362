import type { Expr, Operand, StringExpr, ValueOf } from './expr.ts';
import { call } from './expr-builder.ts';

type NullOf<T> = Extract<T, null>;

/**
 * Texts one after another; null if any is null.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ key: concat(o.country, '/', o.sku) }));
 * ```
 */
export function concat<O extends readonly Operand<string>[]>(
  ...texts: O
): StringExpr<string | NullOf<ValueOf<O[number]>>> {
  return call('concat', ...texts) as never;
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

/**
 * A struct as JSON text, without the fields that are null (Spark's default).
 *
 * @example
 * ```ts
 * orders.select((o) => ({ value: toJson(struct({ sku: o.sku, price: o.price })) }));
 * ```
 */
export function toJson<T extends object | null>(value: Expr<T>): StringExpr<string | NullOf<T>> {
  return call('toJson', value) as never;
}
