import type { BooleanExpr, Expr, ExprOf, NumberExpr, Operand } from './expr.ts';
import { call } from './expr-builder.ts';

/**
 * The distance from zero.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ change: abs(o.price.sub(10)) }));
 * ```
 */
export function abs<T extends number | bigint | null>(number: Expr<T>): ExprOf<T> {
  return call('abs', number) as never;
}

/**
 * Rounded to `scale` digits after the point, halves away from zero (Spark: HALF_UP).
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ euros: round(o.price), cents: round(o.price, 2) }));
 * ```
 */
export function round<T extends number | null>(number: Expr<T>, scale = 0): NumberExpr<T> {
  return call('round', number, scale) as never;
}

/**
 * The largest integer that is not above the number, as long.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ euros: floor(o.price) }));
 * ```
 */
export function floor<T extends number | null>(number: Expr<T>): NumberExpr<T> {
  return call('floor', number) as never;
}

/**
 * The smallest integer that is not below the number, as long.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ euros: ceil(o.price) }));
 * ```
 */
export function ceil<T extends number | null>(number: Expr<T>): NumberExpr<T> {
  return call('ceil', number) as never;
}

/**
 * The square root, as double; NaN for a number below zero.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ side: sqrt(o.price) }));
 * ```
 */
export function sqrt<T extends number | null>(number: Expr<T>): NumberExpr<T> {
  return call('sqrt', number) as never;
}

/**
 * A number to the power of another, as double.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ square: pow(o.price, 2) }));
 * ```
 */
export function pow<T extends number | null>(base: Expr<T>, exponent: Operand<number>): ExprOf<T> {
  return call('pow', base, exponent) as never;
}

/**
 * True for NaN; false for null, as in Spark.
 *
 * @example
 * ```ts
 * orders.filter((o) => isNaN(o.price).not());
 * ```
 */
export function isNaN(number: Expr<number | null>): BooleanExpr<boolean> {
  return call('isNaN', number) as never;
}

/**
 * Rounded to `scale` digits after the point, halves to the even neighbour (Spark: HALF_EVEN).
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ cents: bround(o.price, 2) }));
 * ```
 */
export function bround<T extends number | null>(number: Expr<T>, scale = 0): NumberExpr<T> {
  return call('bround', number, scale) as never;
}

/** The nearest integer as double, halves to the even neighbour. */
export function rint<T extends number | null>(number: Expr<T>): NumberExpr<T> {
  return call('rint', number) as never;
}

/** 1, 0 or -1 for the sign of the number, as double; NaN for NaN. */
export function signum<T extends number | bigint | null>(
  number: Expr<T>,
): NumberExpr<number | Extract<T, null>> {
  return call('signum', number) as never;
}
