import type { NumberExpr, StringExpr } from './expr.ts';
import { call } from './expr-builder.ts';
import type { Num, Text, TextOf } from './operand-types.ts';

/**
 * The product of all integers up to the number; null below 0 and above 20.
 */
export function factorial<A extends Num>(number: A): NumberExpr<number | null> {
  return call('factorial', number) as never;
}

/**
 * The binary digits of a number, of all 64 bits below zero.
 */
export function bin<A extends Num>(number: A): TextOf<A> {
  return call('bin', number) as never;
}

/**
 * The digits of a number in another base, from 2 to 36, by way of 64 bits; a base below zero asks
 * for a sign.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ code: conv(o.sku, 16, 10) }));
 * ```
 */
export function conv<A extends Text, B extends Num, C extends Num>(
  digits: A,
  from: B,
  to: C,
): StringExpr<string | null> {
  return call('conv', digits, from, to) as never;
}

/**
 * The bucket, from 1, of a number among buckets of the same width; 0 before the first, `count + 1`
 * behind the last. Null where the bounds are the same.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ band: widthBucket(o.price, 0, 100, 10) }));
 * ```
 */
export function widthBucket<A extends Num, B extends Num, C extends Num, D extends Num>(
  number: A,
  first: B,
  last: C,
  count: D,
): NumberExpr<number | null> {
  return call('widthBucket', number, first, last, count) as never;
}

/**
 * Division of integers or decimals without the fraction (Spark SQL: `div`); null for a zero
 * divisor.
 */
export function integralDivide<A extends Num, B extends Num>(
  dividend: A,
  divisor: B,
): NumberExpr<number | null> {
  return call('integralDivide', dividend, divisor) as never;
}

/**
 * The remainder that is not below zero where the divisor is above it; null for a zero divisor.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ shard: pmod(o.quantity, 8) }));
 * ```
 */
export function pmod<A extends Num, B extends Num>(
  dividend: A,
  divisor: B,
): NumberExpr<number | null> {
  return call('pmod', dividend, divisor) as never;
}

/**
 * The sum; null where it overflows.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ total: tryAdd(o.quantity, 1) }));
 * ```
 */
export function tryAdd<A extends Num, B extends Num>(left: A, right: B): NumberExpr<number | null> {
  return call('tryAdd', left, right) as never;
}

/**
 * The difference; null where it overflows.
 */
export function trySubtract<A extends Num, B extends Num>(
  left: A,
  right: B,
): NumberExpr<number | null> {
  return call('trySubtract', left, right) as never;
}

/**
 * The product; null where it overflows.
 */
export function tryMultiply<A extends Num, B extends Num>(
  left: A,
  right: B,
): NumberExpr<number | null> {
  return call('tryMultiply', left, right) as never;
}

/**
 * The quotient, as double or decimal; null for a zero divisor.
 */
export function tryDivide<A extends Num, B extends Num>(
  dividend: A,
  divisor: B,
): NumberExpr<number | null> {
  return call('tryDivide', dividend, divisor) as never;
}
