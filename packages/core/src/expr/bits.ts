import type { Operand } from './expr.ts';
import { call } from './expr-builder.ts';
import type { Num, NumberOf } from './operand-types.ts';

/**
 * The bits of an int or a long moved to the left.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ double: shiftLeft(o.quantity, 1) }));
 * ```
 */
export function shiftLeft<A extends Num, B extends Num>(number: A, by: B): NumberOf<A | B> {
  return call('shiftLeft', number, by) as never;
}

/**
 * The bits moved to the right, the sign kept.
 */
export function shiftRight<A extends Num, B extends Num>(number: A, by: B): NumberOf<A | B> {
  return call('shiftRight', number, by) as never;
}

/**
 * The bits moved to the right, zeros from the left.
 */
export function shiftRightUnsigned<A extends Num, B extends Num>(
  number: A,
  by: B,
): NumberOf<A | B> {
  return call('shiftRightUnsigned', number, by) as never;
}

/**
 * How many bits are 1, of 64 for integers; 1 or 0 for a boolean.
 */
export function bitCount<A extends Num | Operand<boolean>>(number: A): NumberOf<A> {
  return call('bitCount', number) as never;
}

/**
 * The bit at a position from 0, counted from the lowest.
 *
 * @throws FUNCTION.INVALID_ARGUMENT for a position outside of the type
 */
export function getBit<A extends Num, B extends Num>(number: A, position: B): NumberOf<A | B> {
  return call('getBit', number, position) as never;
}

/**
 * Bits that are 1 in both integers.
 */
export function bitwiseAnd<A extends Num, B extends Num>(left: A, right: B): NumberOf<A | B> {
  return call('bitwiseAnd', left, right) as never;
}

/**
 * Bits that are 1 in either integer.
 */
export function bitwiseOr<A extends Num, B extends Num>(left: A, right: B): NumberOf<A | B> {
  return call('bitwiseOr', left, right) as never;
}

/**
 * Bits that are 1 in just one of two integers.
 */
export function bitwiseXor<A extends Num, B extends Num>(left: A, right: B): NumberOf<A | B> {
  return call('bitwiseXor', left, right) as never;
}

/**
 * All bits turned over.
 */
export function bitwiseNot<A extends Num>(number: A): NumberOf<A> {
  return call('bitwiseNot', number) as never;
}
