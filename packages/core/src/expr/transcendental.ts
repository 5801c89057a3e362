import type { NumberExpr } from './expr.ts';
import { call } from './expr-builder.ts';
import type { Num, NumberOf } from './operand-types.ts';

/**
 * Euler's number.
 */
export function e(): NumberExpr<number> {
  return call('e') as never;
}

/**
 * The ratio of the circumference of a circle to its diameter.
 */
export function pi(): NumberExpr<number> {
  return call('pi') as never;
}

/**
 * The cube root, as double.
 */
export function cbrt<A extends Num>(number: A): NumberOf<A> {
  return call('cbrt', number) as never;
}

/**
 * e to the power of the number, as double.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ weight: exp(o.price.neg()) }));
 * ```
 */
export function exp<A extends Num>(number: A): NumberOf<A> {
  return call('exp', number) as never;
}

/**
 * `exp(x) - 1`, exact near zero.
 */
export function expm1<A extends Num>(number: A): NumberOf<A> {
  return call('expm1', number) as never;
}

/**
 * The natural logarithm; null for zero and below.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ scale: ln(o.price) }));
 * ```
 */
export function ln<A extends Num>(number: A): NumberExpr<number | null> {
  return call('ln', number) as never;
}

/**
 * The logarithm to the base 10; null for zero and below.
 */
export function log10<A extends Num>(number: A): NumberExpr<number | null> {
  return call('log10', number) as never;
}

/**
 * The logarithm to the base 2; null for zero and below.
 */
export function log2<A extends Num>(number: A): NumberExpr<number | null> {
  return call('log2', number) as never;
}

/**
 * `ln(1 + x)`, exact near zero; null for -1 and below.
 */
export function log1p<A extends Num>(number: A): NumberExpr<number | null> {
  return call('log1p', number) as never;
}

/**
 * The length of the longest side of a right triangle, without overflow in between.
 */
export function hypot<A extends Num, B extends Num>(x: A, y: B): NumberOf<A | B> {
  return call('hypot', x, y) as never;
}

/**
 * The sine of an angle in radians.
 */
export function sin<A extends Num>(number: A): NumberOf<A> {
  return call('sin', number) as never;
}

/**
 * The cosine of an angle in radians.
 */
export function cos<A extends Num>(number: A): NumberOf<A> {
  return call('cos', number) as never;
}

/**
 * The tangent of an angle in radians.
 */
export function tan<A extends Num>(number: A): NumberOf<A> {
  return call('tan', number) as never;
}

/**
 * The cotangent of an angle in radians.
 */
export function cot<A extends Num>(number: A): NumberOf<A> {
  return call('cot', number) as never;
}

/**
 * The secant of an angle in radians.
 */
export function sec<A extends Num>(number: A): NumberOf<A> {
  return call('sec', number) as never;
}

/**
 * The cosecant of an angle in radians.
 */
export function csc<A extends Num>(number: A): NumberOf<A> {
  return call('csc', number) as never;
}

/**
 * The angle of a sine; NaN outside of -1 to 1.
 */
export function asin<A extends Num>(number: A): NumberOf<A> {
  return call('asin', number) as never;
}

/**
 * The angle of a cosine; NaN outside of -1 to 1.
 */
export function acos<A extends Num>(number: A): NumberOf<A> {
  return call('acos', number) as never;
}

/**
 * The angle of a tangent.
 */
export function atan<A extends Num>(number: A): NumberOf<A> {
  return call('atan', number) as never;
}

/**
 * The angle of a point, from -π to π.
 */
export function atan2<A extends Num, B extends Num>(y: A, x: B): NumberOf<A | B> {
  return call('atan2', y, x) as never;
}

/**
 * The hyperbolic sine.
 */
export function sinh<A extends Num>(number: A): NumberOf<A> {
  return call('sinh', number) as never;
}

/**
 * The hyperbolic cosine.
 */
export function cosh<A extends Num>(number: A): NumberOf<A> {
  return call('cosh', number) as never;
}

/**
 * The hyperbolic tangent.
 */
export function tanh<A extends Num>(number: A): NumberOf<A> {
  return call('tanh', number) as never;
}

/**
 * The inverse of {@link sinh}.
 */
export function asinh<A extends Num>(number: A): NumberOf<A> {
  return call('asinh', number) as never;
}

/**
 * The inverse of {@link cosh}; NaN below 1.
 */
export function acosh<A extends Num>(number: A): NumberOf<A> {
  return call('acosh', number) as never;
}

/**
 * The inverse of {@link tanh}; NaN outside of -1 to 1.
 */
export function atanh<A extends Num>(number: A): NumberOf<A> {
  return call('atanh', number) as never;
}

/**
 * Degrees of an angle in radians.
 */
export function degrees<A extends Num>(number: A): NumberOf<A> {
  return call('degrees', number) as never;
}

/**
 * Radians of an angle in degrees.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ angle: radians(o.price) }));
 * ```
 */
export function radians<A extends Num>(number: A): NumberOf<A> {
  return call('radians', number) as never;
}

/**
 * The natural logarithm, or that of the second number to the base of the first; null where a number is
 * zero or below.
 */
export function log(number: Num): NumberExpr<number | null>;
export function log(base: Num, number: Num): NumberExpr<number | null>;
export function log(...numbers: readonly Num[]): NumberExpr<number | null> {
  return call('log', ...numbers) as never;
}
