import type { DataType } from '../types/data-type.ts';
import type { ArrayExpr, MapExpr, ValueOf } from './expr.ts';
import { build, ExprBuilder, use } from './expr-builder.ts';

// What the builders of arrays, maps and lambdas share: the types of their elements, for the compiler and at run time.

/** An array that may be null. */
export type List = readonly unknown[] | null;
/** A map that may be null. */
export type Dictionary = ReadonlyMap<unknown, unknown> | null;

export type NullOf<T> = Extract<T, null>;
export type NullIn<O> = NullOf<ValueOf<O>>;
/** The type of the elements of an array. */
export type ElementOf<A> = NonNullable<A> extends readonly (infer E)[] ? E : never;
/** The type of the keys of a map. */
export type KeyOf<M> = NonNullable<M> extends ReadonlyMap<infer K, unknown> ? K : never;
/** The type of the values of a map. */
export type ItemOf<M> = NonNullable<M> extends ReadonlyMap<unknown, infer V> ? V : never;

/** The expression of an array of `E`, or of null where `N` is null. */
export type ListOf<E, N = never> = ArrayExpr<readonly E[] | N, E>;
/** The expression of a map from `K` to `V`, or of null where `N` is null. */
export type MapOf<K, V, N = never> = MapExpr<ReadonlyMap<K, V> | N, K, V>;

/** The type of an expression where it is known at run time. */
export function typeOf(value: unknown): DataType | undefined {
  return ExprBuilder.structTypeOf(value);
}

/** An array of a type, where the type of its elements is known. */
export function arrayOf(element: DataType | undefined): DataType | undefined {
  return element && { kind: 'array', element, containsNull: true };
}

/** A call whose type is known at run time, or is not. */
export function typedCall(
  fn: string,
  dataType: DataType | undefined,
  ...args: readonly unknown[]
): never {
  return build({ kind: 'call', fn, args: args.map(use) }, dataType) as never;
}

/** A call that gives what its first argument is. */
export function sameCall(fn: string, of: unknown, ...args: readonly unknown[]): never {
  return typedCall(fn, typeOf(of), of, ...args);
}
