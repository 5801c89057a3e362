import { type DataType, entryType } from '../types/data-type.ts';
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
  typedCall,
  typeOf,
} from './collections.ts';
import type { BooleanExpr, Expr, Operand, ValueOf } from './expr.ts';
import { call, itemType } from './expr-builder.ts';

/**
 * A map of entries, each a key and its value; never null itself.
 *
 * @throws `COLLECTION.NULL_MAP_KEY` and `COLLECTION.DUPLICATED_MAP_KEY` when the query runs
 * @example
 * ```ts
 * baskets.withColumns((b) => ({ labels: map(['country', b.country], ['sku', b.sku]) }));
 * ```
 */
export function map<K extends Operand<unknown>, V extends Operand<unknown>>(
  ...entries: readonly (readonly [key: K, value: V])[]
): MapOf<NonNullable<ValueOf<K>>, ValueOf<V>> {
  const [key, value] = entries[0] ?? [];
  return typedCall('map', mapType(typeOf(key), typeOf(value)), ...entries.flat());
}

/** The entries of all maps; null where one of them is null. A key that two maps have is an error. */
export function mapConcat<M extends readonly Expr<Dictionary>[]>(
  ...maps: M
): MapOf<KeyOf<ValueOf<M[number]>>, ItemOf<ValueOf<M[number]>>, NullOf<ValueOf<M[number]>>> {
  return typedCall('mapConcat', typeOf(maps[0]), ...maps);
}

/** True where the map has the key; null where either is null. */
export function mapContainsKey<M extends Dictionary, K extends Operand<KeyOf<M>>>(
  of: Expr<M>,
  key: K,
): BooleanExpr<boolean | NullOf<M> | NullIn<K>> {
  return call('mapContainsKey', of, key) as never;
}

/** The entries of a map as an array of structs of `key` and `value`. */
export function mapEntries<M extends Dictionary>(
  of: Expr<M>,
): ListOf<{ key: KeyOf<M>; value: ItemOf<M> }, NullOf<M>> {
  const type = typeOf(of);
  return typedCall('mapEntries', type?.kind === 'map' ? arrayOf(entryType(type)) : undefined, of);
}

/**
 * A map of an array of keys and one of values, equally long; null where one of them is null.
 *
 * @throws `COLLECTION.UNEQUAL_LENGTHS`, `COLLECTION.NULL_MAP_KEY` and `COLLECTION.DUPLICATED_MAP_KEY`
 *   when the query runs
 */
export function mapFromArrays<K extends List, V extends List>(
  keys: Expr<K>,
  values: Expr<V>,
): MapOf<NonNullable<ElementOf<K>>, ElementOf<V>, NullOf<K> | NullOf<V>> {
  const type = mapType(itemType(typeOf(keys)), itemType(typeOf(values)));
  return typedCall('mapFromArrays', type, keys, values);
}

/**
 * A map of an array of structs of two fields, a key and its value; null where one of them is null.
 *
 * @throws `COLLECTION.NULL_MAP_KEY` and `COLLECTION.DUPLICATED_MAP_KEY` when the query runs
 */
export function mapFromEntries<A extends List>(
  entries: Expr<A>,
): MapOf<EntryOf<A>['key'], EntryOf<A>['value'], NullOf<A> | NullOf<ElementOf<A>>> {
  return call('mapFromEntries', entries) as never;
}

/** The keys of a map as an array, in the order of its entries. */
export function mapKeys<M extends Dictionary>(of: Expr<M>): ListOf<KeyOf<M>, NullOf<M>> {
  const type = typeOf(of);
  return typedCall('mapKeys', type?.kind === 'map' ? arrayOf(type.key) : undefined, of);
}

/** The values of a map as an array, in the order of its entries. */
export function mapValues<M extends Dictionary>(of: Expr<M>): ListOf<ItemOf<M>, NullOf<M>> {
  return typedCall('mapValues', arrayOf(itemType(typeOf(of))), of);
}

/**
 * A map of text as `a:1,b:2`; both delimiters are regular expressions. A key without a value has null.
 *
 * @throws `COLLECTION.DUPLICATED_MAP_KEY` when the query runs
 * @example
 * ```ts
 * baskets.withColumns((b) => ({ labels: strToMap(b.labels, ';', '=') }));
 * ```
 */
export function strToMap<T extends string | null>(
  text: Expr<T>,
  pairDelimiter: Operand<string> = ',',
  keyValueDelimiter: Operand<string> = ':',
): MapOf<string, string | null, NullOf<T>> {
  return call('strToMap', text, pairDelimiter, keyValueDelimiter) as never;
}

/** The key and the value in an array of structs of these two; structs with other names are not known here. */
type EntryOf<A> =
  NonNullable<ElementOf<A>> extends { key: infer K; value: infer V }
    ? { key: NonNullable<K>; value: V }
    : { key: unknown; value: unknown };

function mapType(key: DataType | undefined, value: DataType | undefined): DataType | undefined {
  return value && { kind: 'map', key: key ?? value, value, valueContainsNull: true };
}
