import { type DataType, elementType, type Field, INT } from '../types/data-type.ts';
import {
  type Dictionary,
  type ElementOf,
  type ItemOf,
  type KeyOf,
  type List,
  typedCall,
  typeOf,
} from './collections.ts';
import type { DynamicExpr, Expr, ExprOf, Operand, StructExpr } from './expr.ts';
import { call } from './expr-builder.ts';

// Generators make rows of one row. A projection has at most one, as in Spark; the same call may be used
// in several of its columns. Where Spark gives several columns, the value here is a struct of them.

type Struct<V> = StructExpr<V, V>;
type Entry<M> = { key: KeyOf<M>; value: ItemOf<M> };
type OrNull<V> = { [K in keyof V]: V[K] | null };
/** The struct in an array; its fields may be null where an element may. */
type StructIn<A> =
  null extends ElementOf<A> ? OrNull<NonNullable<ElementOf<A>>> : NonNullable<ElementOf<A>>;

/**
 * A row for each element of an array, or for each entry of a map, as a struct of `key` and `value`. A row
 * whose array is empty or null goes. The other columns of the projection repeat.
 *
 * @example
 * ```ts
 * baskets.select((b) => ({ order_id: b.order_id, tag: explode(b.tags) }));
 * ```
 */
export function explode<A extends List>(of: Expr<A>): ExprOf<ElementOf<A>>;
export function explode<M extends Dictionary>(of: Expr<M>): Struct<Entry<M>>;
export function explode(of: unknown): never {
  return typedCall('explode', elementOf(typeOf(of)), of);
}

/** As {@link explode}, but a row whose array is empty or null stays, with null. */
export function explodeOuter<A extends List>(of: Expr<A>): ExprOf<ElementOf<A> | null>;
export function explodeOuter<M extends Dictionary>(
  of: Expr<M>,
): StructExpr<Entry<M> | null, Entry<M>>;
export function explodeOuter(of: unknown): never {
  return typedCall('explodeOuter', elementOf(typeOf(of)), of);
}

/**
 * As {@link explode}, with the position of each element, from 0: a struct of `pos` and `col`, or for a map
 * of `pos`, `key` and `value`.
 *
 * @example
 * ```ts
 * baskets.select((b) => {
 *   const tag = posexplode(b.tags);
 *   return { order_id: b.order_id, place: tag.pos, tag: tag.col };
 * });
 * ```
 */
export function posexplode<A extends List>(of: Expr<A>): Struct<{ pos: number; col: ElementOf<A> }>;
export function posexplode<M extends Dictionary>(of: Expr<M>): Struct<{ pos: number } & Entry<M>>;
export function posexplode(of: unknown): never {
  return typedCall('posexplode', withPosition(typeOf(of)), of);
}

/** As {@link posexplode}, but a row whose array is empty or null stays, with a struct of nulls. */
export function posexplodeOuter<A extends List>(
  of: Expr<A>,
): Struct<{ pos: number | null; col: ElementOf<A> | null }>;
export function posexplodeOuter<M extends Dictionary>(
  of: Expr<M>,
): Struct<OrNull<{ pos: number } & Entry<M>>>;
export function posexplodeOuter(of: unknown): never {
  return typedCall('posexplodeOuter', withPosition(typeOf(of)), of);
}

/**
 * A row for each struct of an array; as {@link explode}, but a null among them gives a struct of nulls.
 *
 * @example
 * ```ts
 * baskets.select((b) => {
 *   const line = inline(arraysZip({ sku: b.skus, price: b.prices }));
 *   return { order_id: b.order_id, sku: line.sku, price: line.price };
 * });
 * ```
 */
export function inline<A extends readonly (object | null)[] | null>(
  of: Expr<A>,
): Struct<StructIn<A>> {
  return typedCall('inline', elementOf(typeOf(of)), of);
}

/** As {@link inline}, but a row whose array is empty or null stays, with a struct of nulls. */
export function inlineOuter<A extends readonly (object | null)[] | null>(
  of: Expr<A>,
): Struct<OrNull<NonNullable<ElementOf<A>>>> {
  return typedCall('inlineOuter', elementOf(typeOf(of)), of);
}

/**
 * The values in `rows` rows of equally many: a struct of `col0`, `col1` and so on, read with `getField`.
 * What is missing in the last row is null.
 *
 * @example
 * ```ts
 * baskets.select((b) => {
 *   const pair = stack(2, 'price', b.price, 'discount', b.discount);
 *   return { name: pair.getField('col0'), value: pair.getField('col1') };
 * });
 * ```
 */
export function stack(rows: number, ...values: readonly Operand<unknown>[]): DynamicExpr {
  return call('stack', rows, ...values) as never;
}

function elementOf(type: DataType | undefined): DataType | undefined {
  return type?.kind === 'array' || type?.kind === 'map' ? elementType(type) : undefined;
}

function withPosition(type: DataType | undefined): DataType | undefined {
  const element = elementOf(type);
  if (element === undefined) return undefined;
  const values: readonly Field[] =
    type?.kind === 'map' && element.kind === 'struct'
      ? element.fields
      : [{ name: 'col', dataType: element, nullable: true }];
  return { kind: 'struct', fields: [{ name: 'pos', dataType: INT, nullable: true }, ...values] };
}
