import type { DataType } from '../types/data-type.ts';
import { INT } from '../types/data-type.ts';
import {
  arrayOf,
  type Dictionary,
  type ElementOf,
  type ItemOf,
  type KeyOf,
  type List,
  type ListOf,
  type MapOf,
  type NullIn,
  type NullOf,
  typeOf,
} from './collections.ts';
import type { BooleanExpr, Expr, ExprOf, NumberExpr, Operand, ValueOf } from './expr.ts';
import { build, itemType, use } from './expr-builder.ts';
import { lambda } from './lambda.ts';
import type { ExprNode } from './node.ts';

// Functions that take a callback for elements. The callback runs once, when the query is written, on
// expressions in place of elements; it may use columns of the row as well.

/** A condition on elements. */
type Condition = Expr<boolean | null>;

/**
 * What the callback makes of each element; its second argument is the position, from 0.
 *
 * @example
 * ```ts
 * baskets.withColumns((b) => ({ taxed: transform(b.prices, (price) => price.mul(1.21)) }));
 * ```
 */
export function transform<A extends List, R extends Operand<unknown>>(
  of: Expr<A>,
  map: (element: ExprOf<ElementOf<A>>, index: NumberExpr<number>) => R,
): ListOf<ValueOf<R>, NullOf<A>> {
  const [body, type] = observed(map, [itemType(typeOf(of)), INT], 1);
  return made('transform', arrayOf(type), [use(of), body]);
}

/**
 * The elements for which the condition is true, not null; its second argument is the position, from 0.
 *
 * @example
 * ```ts
 * baskets.withColumns((b) => ({ dear: filter(b.prices, (price) => price.gt(100)) }));
 * ```
 */
export function filter<A extends List>(
  of: Expr<A>,
  condition: (element: ExprOf<ElementOf<A>>, index: NumberExpr<number>) => Condition,
): ListOf<ElementOf<A>, NullOf<A>> {
  const body = lambda(condition, [itemType(typeOf(of)), INT], 1);
  return made('filter', typeOf(of), [use(of), body]);
}

/** True where the condition is for an element; else null where it is null for one. False for no elements. */
export function exists<A extends List, R extends Condition>(
  of: Expr<A>,
  condition: (element: ExprOf<ElementOf<A>>) => R,
): BooleanExpr<boolean | NullOf<A> | NullIn<R>> {
  return made('exists', undefined, [use(of), lambda(condition, [itemType(typeOf(of))])]);
}

/** False where the condition is for an element; else null where it is null for one. True for no elements. */
export function forall<A extends List, R extends Condition>(
  of: Expr<A>,
  condition: (element: ExprOf<ElementOf<A>>) => R,
): BooleanExpr<boolean | NullOf<A> | NullIn<R>> {
  return made('forall', undefined, [use(of), lambda(condition, [itemType(typeOf(of))])]);
}

/**
 * The elements taken together from the first on: `merge` is given what came before, `zero` at first, and
 * the next element, and has to give a value of the type of `zero`: cast that where it differs. `finish`
 * makes the result of what came out.
 *
 * @example
 * ```ts
 * baskets.withColumns((b) => ({
 *   total: aggregate(b.prices, lit(0).cast(double()), (sum, price) => sum.add(price)),
 * }));
 * ```
 */
export function aggregate<A extends List, Z extends Operand<unknown>, M extends Operand<unknown>>(
  of: Expr<A>,
  zero: Z,
  merge: (sum: ExprOf<ValueOf<Z>>, element: ExprOf<ElementOf<A>>) => M,
): ExprOf<ValueOf<Z> | NullIn<M> | NullOf<A>>;
export function aggregate<
  A extends List,
  Z extends Operand<unknown>,
  M extends Operand<unknown>,
  R extends Operand<unknown>,
>(
  of: Expr<A>,
  zero: Z,
  merge: (sum: ExprOf<ValueOf<Z>>, element: ExprOf<ElementOf<A>>) => M,
  finish: (sum: ExprOf<ValueOf<Z>>) => R,
): ExprOf<ValueOf<R> | NullOf<A>>;
export function aggregate(
  of: unknown,
  zero: unknown,
  merge: (sum: never, element: never) => unknown,
  finish?: (sum: never) => unknown,
): never {
  return folded('aggregate', of, zero, merge, finish);
}

/** {@link aggregate} by its other name. */
export const reduce: typeof aggregate = (
  of: unknown,
  zero: unknown,
  merge: (sum: never, element: never) => unknown,
  finish?: (sum: never) => unknown,
): never => folded('reduce', of, zero, merge, finish);

function folded(
  fn: string,
  of: unknown,
  zero: unknown,
  merge: (sum: never, element: never) => unknown,
  finish: ((sum: never) => unknown) | undefined,
): never {
  const type = typeOf(zero);
  const args = [use(of), use(zero), lambda(merge, [type, itemType(typeOf(of))])];
  if (finish === undefined) return made(fn, type, args);
  const [body, result] = observed(finish, [type], 1);
  return made(fn, result, [...args, body]);
}

/** What the callback makes of the elements of two arrays at one position; the shorter one gives nulls at its end. */
export function zipWith<A extends List, B extends List, R extends Operand<unknown>>(
  left: Expr<A>,
  right: Expr<B>,
  map: (left: ExprOf<ElementOf<A> | null>, right: ExprOf<ElementOf<B> | null>) => R,
): ListOf<ValueOf<R>, NullOf<A> | NullOf<B>> {
  const [body, type] = observed(map, [itemType(typeOf(left)), itemType(typeOf(right))], 2);
  return made('zipWith', arrayOf(type), [use(left), use(right), body]);
}

/**
 * The array in order, nulls last; or as a comparator says, which gives an int below, at or above zero for
 * two elements that are in order, alike, or not.
 *
 * @throws `COLLECTION.COMPARATOR_GAVE_NULL` when the query runs
 * @example
 * ```ts
 * baskets.withColumns((b) => ({ tags: arraySort(b.tags, (a, b) => a.length().sub(b.length())) }));
 * ```
 */
export function arraySort<A extends List>(
  of: Expr<A>,
  compare?: (a: ExprOf<ElementOf<A>>, b: ExprOf<ElementOf<A>>) => Expr<number | null>,
): ListOf<ElementOf<A>, NullOf<A>> {
  const type = typeOf(of);
  const element = itemType(type);
  const comparator = compare === undefined ? [] : [lambda(compare, [element, element])];
  return made('arraySort', type, [use(of), ...comparator]);
}

/** The entries for whose key and value the condition is true. */
export function mapFilter<M extends Dictionary>(
  of: Expr<M>,
  condition: (key: ExprOf<KeyOf<M>>, value: ExprOf<ItemOf<M>>) => Condition,
): MapOf<KeyOf<M>, ItemOf<M>, NullOf<M>> {
  return made('mapFilter', typeOf(of), [use(of), lambda(condition, entryTypes(of))]);
}

/** The values of two maps for each key that is in one of them; a missing value is null. */
export function mapZipWith<A extends Dictionary, B extends Dictionary, R extends Operand<unknown>>(
  left: Expr<A>,
  right: Expr<B>,
  map: (
    key: ExprOf<KeyOf<A>>,
    left: ExprOf<ItemOf<A> | null>,
    right: ExprOf<ItemOf<B> | null>,
  ) => R,
): MapOf<KeyOf<A>, ValueOf<R>, NullOf<A> | NullOf<B>> {
  const types = [...entryTypes(left), itemType(typeOf(right))];
  const [body, value] = observed(map, types, 3);
  return made('mapZipWith', mapWith(types[0], value), [use(left), use(right), body]);
}

/**
 * The map with new keys for its values.
 *
 * @throws `COLLECTION.NULL_MAP_KEY` and `COLLECTION.DUPLICATED_MAP_KEY` when the query runs
 */
export function transformKeys<M extends Dictionary, R extends Operand<unknown>>(
  of: Expr<M>,
  map: (key: ExprOf<KeyOf<M>>, value: ExprOf<ItemOf<M>>) => R,
): MapOf<NonNullable<ValueOf<R>>, ItemOf<M>, NullOf<M>> {
  const types = entryTypes(of);
  const [body, key] = observed(map, types, 2);
  return made('transformKeys', mapWith(key, types[1]), [use(of), body]);
}

/** The map with new values for its keys. */
export function transformValues<M extends Dictionary, R extends Operand<unknown>>(
  of: Expr<M>,
  map: (key: ExprOf<KeyOf<M>>, value: ExprOf<ItemOf<M>>) => R,
): MapOf<KeyOf<M>, ValueOf<R>, NullOf<M>> {
  const types = entryTypes(of);
  const [body, value] = observed(map, types, 2);
  return made('transformValues', mapWith(types[0], value), [use(of), body]);
}

/** A lambda, and the type of what its callback gave where that is known. */
function observed(
  callback: (...variables: never[]) => unknown,
  types: readonly (DataType | undefined)[],
  least: number,
): readonly [ExprNode, DataType | undefined] {
  let type: DataType | undefined;
  const body = lambda(
    (...variables: never[]) => {
      const result = callback(...variables);
      type = typeOf(result);
      return result;
    },
    types,
    least,
  );
  return [body, type];
}

function entryTypes(of: unknown): readonly (DataType | undefined)[] {
  const type = typeOf(of);
  return type?.kind === 'map' ? [type.key, type.value] : [undefined, undefined];
}

function mapWith(key: DataType | undefined, value: DataType | undefined): DataType | undefined {
  return key && value && { kind: 'map', key, value, valueContainsNull: true };
}

function made(fn: string, dataType: DataType | undefined, args: readonly ExprNode[]): never {
  return build({ kind: 'call', fn, args }, dataType) as never;
}
