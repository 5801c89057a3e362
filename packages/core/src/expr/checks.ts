import { callPresent } from './call-present.ts';
import type { BooleanExpr, Expr, ExprOf, Operand, StringExpr, ValueOf } from './expr.ts';
import { call } from './expr-builder.ts';
import type { Anything, Num, NumberOf, Text } from './operand-types.ts';

/**
 * Null where the condition is true; else the query fails.
 *
 * @throws FUNCTION.ASSERTION_FAILED
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ check: assertTrue(o.price.gt(0), 'a price must be above 0') }));
 * ```
 */
export function assertTrue<B extends Text = string>(
  condition: Expr<boolean | null>,
  message?: B,
): Expr<null> {
  return callPresent('assertTrue', condition, message) as never;
}

/**
 * Fails the query for every row that needs it.
 *
 * @throws FUNCTION.RAISED
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ price: when(o.price.gte(0), o.price).otherwise(raiseError('a price below 0')) }));
 * ```
 */
export function raiseError<A extends Text>(message: A): Expr<null> {
  return call('raiseError', message) as never;
}

/**
 * Spark's name of the type of a value: `bigint`, `array<string>`.
 */
export function typeOf(value: Anything): StringExpr<string> {
  return call('typeof', value) as never;
}

/**
 * True where both are equal, or both null; never null.
 */
export function equalNull(left: Anything, right: Anything): BooleanExpr<boolean> {
  return call('eqNullSafe', left, right) as never;
}

/**
 * The second value where the first is not null, else the third.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ kind: nvl2(o.discount, 'reduced', 'full') }));
 * ```
 */
export function nvl2<A extends Operand<unknown>, B extends Operand<unknown>>(
  tested: Expr<unknown>,
  present: A,
  absent: B,
): ExprOf<ValueOf<A> | ValueOf<B>> {
  return call('nvl2', tested, present, absent) as never;
}

/** The value, or null where it equals another one. */
export function nullIf<A extends Operand<unknown>>(
  value: A,
  other: Operand<unknown>,
): ExprOf<ValueOf<A> | null> {
  return call('nullIf', value, other) as never;
}

/** The value, or a second one where it is null; the same as `coalesce` of two. */
export function ifNull<A extends Operand<unknown>, B extends Operand<unknown>>(
  value: A,
  otherwise: B,
): ExprOf<NonNullable<ValueOf<A>> | ValueOf<B>> {
  return call('ifNull', value, otherwise) as never;
}

/** The number, or a second one where it is NaN. */
export function nanvl<A extends Num, B extends Num>(number: A, otherwise: B): NumberOf<A | B> {
  return call('nanvl', number, otherwise) as never;
}
