import { type Field, NULL } from '../types/data-type.ts';
import {
  arrayOf,
  type Dictionary,
  type ElementOf,
  type ItemOf,
  type KeyOf,
  type List,
  type ListOf,
  type NullIn,
  type NullOf,
  sameCall,
  typedCall,
  typeOf,
} from './collections.ts';
import type {
  BooleanExpr,
  Expr,
  ExprOf,
  NumberExpr,
  Operand,
  StringExpr,
  ValueOf,
} from './expr.ts';
import { call, itemType } from './expr-builder.ts';

/**
 * The arguments as an array; never null itself.
 *
 * @example
 * ```ts
 * baskets.withColumns((b) => ({ places: array(b.country, b.sku) }));
 * ```
 */
export function array<O extends readonly Operand<unknown>[]>(
  ...elements: O
): ListOf<ValueOf<O[number]>> {
  return typedCall('array', arrayOf(typeOf(elements[0])), ...elements);
}

/** The array with a value behind its last element; null where the array is null. */
export function arrayAppend<A extends List, V extends Operand<ElementOf<A> | null>>(
  of: Expr<A>,
  value: V,
): ListOf<ElementOf<A> | NullIn<V>, NullOf<A>> {
  return sameCall('arrayAppend', of, value);
}

/** The array with a value before its first element; null where the array is null. */
export function arrayPrepend<A extends List, V extends Operand<ElementOf<A> | null>>(
  of: Expr<A>,
  value: V,
): ListOf<ElementOf<A> | NullIn<V>, NullOf<A>> {
  return sameCall('arrayPrepend', of, value);
}

/** The array without its nulls. */
export function arrayCompact<A extends List>(
  of: Expr<A>,
): ListOf<NonNullable<ElementOf<A>>, NullOf<A>> {
  return sameCall('arrayCompact', of);
}

/**
 * True where the array holds the value. Null where either is null, and where the value is not found but
 * a null is, which might have been it.
 *
 * @example
 * ```ts
 * baskets.filter((b) => arrayContains(b.tags, 'gift'));
 * ```
 */
export function arrayContains<A extends List>(
  of: Expr<A>,
  value: Operand<ElementOf<A>>,
): BooleanExpr<boolean | NullOf<A> | NullOf<ElementOf<A>>> {
  return call('arrayContains', of, value) as never;
}

/** Each element once, in the order of first appearance. Null is an element; 0.0 is another one than -0.0. */
export function arrayDistinct<A extends List>(of: Expr<A>): ListOf<ElementOf<A>, NullOf<A>> {
  return sameCall('arrayDistinct', of);
}

/** The elements of the first array that are not in the second, each once. */
export function arrayExcept<A extends List, B extends List>(
  of: Expr<A>,
  without: Expr<B>,
): ListOf<ElementOf<A>, NullOf<A> | NullOf<B>> {
  return sameCall('arrayExcept', of, without);
}

/**
 * The array with a value put in at a position. Positions count from 1, and below zero from the end, where
 * -1 is behind the last element; places between are filled with nulls.
 *
 * @throws `FUNCTION.INVALID_ARGUMENT` when the query runs and the position is 0
 */
export function arrayInsert<A extends List, V extends Operand<ElementOf<A> | null>>(
  of: Expr<A>,
  position: Operand<number>,
  value: V,
): ListOf<ElementOf<A> | null, NullOf<A>> {
  return sameCall('arrayInsert', of, position, value);
}

/** The elements of the first array that are in the second as well, each once. */
export function arrayIntersect<A extends List, B extends List>(
  of: Expr<A>,
  and: Expr<B>,
): ListOf<ElementOf<A>, NullOf<A> | NullOf<B>> {
  return sameCall('arrayIntersect', of, and);
}

/**
 * The elements as one text with a delimiter between. Nulls are left out, or stand as `nullReplacement`.
 *
 * @example
 * ```ts
 * baskets.withColumns((b) => ({ labels: arrayJoin(b.tags, ', ') }));
 * ```
 */
export function arrayJoin<A extends List>(
  of: Expr<A>,
  delimiter: Operand<string>,
  nullReplacement?: Operand<string>,
): StringExpr<string | NullOf<A>> {
  const args = nullReplacement === undefined ? [] : [nullReplacement];
  return call('arrayJoin', of, delimiter, ...args) as never;
}

/** The greatest element, passing over nulls; NaN is above every number. Null where there is none. */
export function arrayMax<A extends List>(of: Expr<A>): ExprOf<ElementOf<A> | null> {
  return typedCall('arrayMax', itemType(typeOf(of)), of);
}

/** The least element, passing over nulls. Null where there is none. */
export function arrayMin<A extends List>(of: Expr<A>): ExprOf<ElementOf<A> | null> {
  return typedCall('arrayMin', itemType(typeOf(of)), of);
}

/** The first position of a value, counted from 1; 0 where it is not there. Null where either is null. */
export function arrayPosition<A extends List>(
  of: Expr<A>,
  value: Operand<ElementOf<A>>,
): NumberExpr<number | NullOf<A>> {
  return call('arrayPosition', of, value) as never;
}

/** The array without the elements that equal a value; nulls stay. */
export function arrayRemove<A extends List>(
  of: Expr<A>,
  value: Operand<ElementOf<A>>,
): ListOf<ElementOf<A>, NullOf<A>> {
  return sameCall('arrayRemove', of, value);
}

/** An array that holds a value a number of times; empty for a number below 1. */
export function arrayRepeat<V extends Operand<unknown>, N extends Operand<number>>(
  value: V,
  times: N,
): ListOf<ValueOf<V>, NullIn<N>> {
  return typedCall('arrayRepeat', arrayOf(typeOf(value)), value, times);
}

/** How many elements an array has; null for null. */
export function arraySize<A extends List>(of: Expr<A>): NumberExpr<number | NullOf<A>> {
  return call('arraySize', of) as never;
}

/** The elements of both arrays, each once. */
export function arrayUnion<A extends List, B extends List>(
  of: Expr<A>,
  and: Expr<B>,
): ListOf<ElementOf<A> | ElementOf<B>, NullOf<A> | NullOf<B>> {
  return sameCall('arrayUnion', of, and);
}

/**
 * True where two arrays have an element that is not null in common; else null where both have elements
 * and one of these is null, which might have been it.
 */
export function arraysOverlap<A extends List, B extends List>(
  of: Expr<A>,
  and: Expr<B>,
): BooleanExpr<boolean | null> {
  return call('arraysOverlap', of, and) as never;
}

/**
 * Arrays side by side, as one array of structs; a shorter array gives nulls at its end. Null where one
 * of the arrays is null.
 *
 * @example
 * ```ts
 * baskets.withColumns((b) => ({ lines: arraysZip({ sku: b.skus, price: b.prices }) }));
 * ```
 */
export function arraysZip<P extends Readonly<Record<string, Expr<List>>>>(
  arrays: P,
): ListOf<
  { -readonly [K in keyof P]: ElementOf<ValueOf<P[K]>> | null },
  NullOf<ValueOf<P[keyof P]>>
> {
  const args: unknown[] = [];
  const fields: Field[] = [];
  for (const [name, of] of Object.entries(arrays)) {
    args.push(name, of);
    fields.push({ name, dataType: itemType(typeOf(of)) ?? NULL, nullable: true });
  }
  return typedCall('arraysZip', arrayOf({ kind: 'struct', fields }), ...args);
}

/**
 * How many elements an array has, or entries a map. For null it is -1, as in Spark, and null with ANSI
 * rules; {@link arraySize} always gives null.
 *
 * @example
 * ```ts
 * baskets.filter((b) => size(b.tags).gt(1));
 * ```
 */
export function size(of: Expr<List> | Expr<Dictionary>): NumberExpr<number> {
  return call('size', of) as never;
}

/** {@link size} by its other name. */
export function cardinality(of: Expr<List> | Expr<Dictionary>): NumberExpr<number> {
  return call('cardinality', of) as never;
}

/**
 * An element of an array by its position, the first is 1, below zero from the end; or the value of a key
 * of a map. Null where there is none; beyond an array an error with ANSI rules.
 *
 * @throws `FUNCTION.INVALID_ARGUMENT` when the query runs and the position is 0
 */
export function elementAt<A extends List>(
  of: Expr<A>,
  position: Operand<number>,
): ExprOf<ElementOf<A> | null>;
export function elementAt<M extends Dictionary>(
  of: Expr<M>,
  key: Operand<KeyOf<M>>,
): ExprOf<ItemOf<M> | null>;
export function elementAt(of: unknown, key: unknown): never {
  return typedCall('elementAt', itemType(typeOf(of)), of, key);
}

/** As {@link elementAt}, and null beyond an array whatever the rules. */
export function tryElementAt<A extends List>(
  of: Expr<A>,
  position: Operand<number>,
): ExprOf<ElementOf<A> | null>;
export function tryElementAt<M extends Dictionary>(
  of: Expr<M>,
  key: Operand<KeyOf<M>>,
): ExprOf<ItemOf<M> | null>;
export function tryElementAt(of: unknown, key: unknown): never {
  return typedCall('tryElementAt', itemType(typeOf(of)), of, key);
}

/** An element of an array by its position, the first is 0; null where there is none. */
export function get<A extends List>(
  of: Expr<A>,
  position: Operand<number>,
): ExprOf<ElementOf<A> | null> {
  return typedCall('get', itemType(typeOf(of)), of, position);
}

/** The elements of all arrays in an array; null where one of them is null. */
export function flatten<A extends readonly List[] | null>(
  of: Expr<A>,
): ListOf<ElementOf<ElementOf<A>>, NullOf<A> | NullOf<ElementOf<A>>> {
  return typedCall('flatten', itemType(typeOf(of)), of);
}

/**
 * The numbers from `start` to `stop`, both included, in steps of 1, up or down, or of `step`. Between
 * times the step is a length of time, a day unless said.
 *
 * @throws `COLLECTION.BAD_SEQUENCE` when the query runs and the step leads away
 * @example
 * ```ts
 * baskets.withColumns((b) => ({ units: sequence(1, b.quantity) }));
 * ```
 */
export function sequence<S extends Operand<number>, E extends Operand<number>>(
  start: S,
  stop: E,
  step?: Operand<number>,
): ListOf<number, NullIn<S> | NullIn<E>> {
  return call('sequence', start, stop, ...(step === undefined ? [] : [step])) as never;
}

/**
 * A part of an array: `length` elements from position `start`; the first is 1, below zero counts from the end.
 *
 * @throws `FUNCTION.INVALID_ARGUMENT` when the query runs and the start is 0 or the length below 0
 */
export function slice<A extends List>(
  of: Expr<A>,
  start: Operand<number>,
  length: Operand<number>,
): ListOf<ElementOf<A>, NullOf<A>> {
  return sameCall('slice', of, start, length);
}

/** The array in order, nulls first; or from the greatest down, nulls last. */
export function sortArray<A extends List>(
  of: Expr<A>,
  ascending: boolean = true,
): ListOf<ElementOf<A>, NullOf<A>> {
  return sameCall('sortArray', of, ascending);
}
