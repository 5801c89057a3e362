import type { StringExpr } from './expr.ts';
import { call } from './expr-builder.ts';
import type { Anything, Num, Text, TextOf } from './operand-types.ts';

/**
 * A number with commas and so many places, halves to the even neighbour, or by a pattern of
 * `java.text.DecimalFormat`. Null for places below 0.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ price: formatNumber(o.price, 2) }));
 * ```
 */
export function formatNumber<A extends Num>(
  number: A,
  format: number | string,
): StringExpr<string | null> {
  return call('formatNumber', number, format) as never;
}

/**
 * Values in a text, as printf of C, by the rules of Java's Formatter; null is written `null`.
 *
 * @throws FUNCTION.INVALID_ARGUMENT
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ line: formatString('%s: %08.2f', o.sku, o.price) }));
 * ```
 */
export function formatString<A extends Text, B extends readonly Anything[]>(
  format: A,
  ...values: B
): TextOf<A> {
  return call('formatString', format, ...values) as never;
}

/**
 * As {@link formatString}.
 */
export function printf<A extends Text, B extends readonly Anything[]>(
  format: A,
  ...values: B
): TextOf<A> {
  return call('formatString', format, ...values) as never;
}

/**
 * A number by a format such as `'$9,999.99'`, `'S000'` or `'999PR'`; `#` for all digits where it
 * has too few.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ price: toChar(o.quantity, '$9,999') }));
 * ```
 */
export function toChar<A extends Num>(number: A, format: string): StringExpr<string | null> {
  return call('toChar', number, format) as never;
}

/**
 * The decimal that a text of such a format stands for, as {@link toChar} writes it; a decimal
 * reads as text.
 *
 * @throws FUNCTION.INVALID_ARGUMENT
 */
export function toNumber<A extends Text>(text: A, format: string): TextOf<A> {
  return call('toNumber', text, format) as never;
}

/**
 * As {@link toNumber}; null for other texts.
 */
export function tryToNumber<A extends Text>(text: A, format: string): StringExpr<string | null> {
  return call('tryToNumber', text, format) as never;
}
