import type { Aggregate, BoundedOnly, Dynamic, Expr, Operand } from './expr.ts';
import { build, use } from './expr-builder.ts';

/** Typed by the function that makes it. */
function aggregate(fn: string, args: readonly unknown[], isDistinct = false): never {
  return build({ kind: 'aggregate', fn, args: args.map(use), isDistinct }) as never;
}

/**
 * The sum of the values that are not null; null if there is none. Integers add up to a long, which
 * wraps around as Spark's does.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ revenue: sum(o.price) }));
 * ```
 */
export function sum(input: Expr<number | null>): Aggregate<number | null>;
/** The sum of integers that read as bigint; null if there is none. */
export function sum(input: Expr<bigint | null>): Aggregate<bigint | null>;
export function sum(input: Expr<unknown>): Aggregate<unknown> {
  return aggregate('sum', [input]);
}

/**
 * The mean of the values that are not null, as double; null if there is none.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ basket: avg(o.price) }));
 * ```
 */
export function avg(input: Expr<number | bigint | null>): Aggregate<number | null> {
  return aggregate('avg', [input]);
}

/**
 * The smallest value that is not null; null if there is none.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ first_order: min(o.order_time) }));
 * ```
 */
export function min<T>(input: Expr<T>): Aggregate<T | null> {
  return aggregate('min', [input]);
}

/**
 * The largest value that is not null; null if there is none. NaN is above every number.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ dearest: max(o.price) }));
 * ```
 */
export function max<T>(input: Expr<T>): Aggregate<T | null> {
  return aggregate('max', [input]);
}

/**
 * How many rows there are, or how many have a value that is not null.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ orders: count(), discounted: count(o.discount) }));
 * ```
 */
export function count(input?: Expr<unknown>): Aggregate<number> {
  return aggregate('count', input === undefined ? [] : [input]);
}

/**
 * How many different values there are; null is none. It has to remember every value, so no stream
 * can have it (Spark refuses it too).
 *
 * @example
 * ```ts
 * archive.groupBy('country').agg((o) => ({ products: countDistinct(o.sku) }));
 * ```
 */
export function countDistinct(
  ...inputs: readonly [Expr<unknown>, ...Expr<unknown>[]]
): Aggregate<number> & BoundedOnly {
  return aggregate('count', inputs, true);
}

/**
 * The sum of the different values; null if there is none. It has to remember every value, so no
 * stream can have it.
 *
 * @example
 * ```ts
 * archive.groupBy('country').agg((o) => ({ price_points: sumDistinct(o.price) }));
 * ```
 */
export function sumDistinct(input: Expr<number | null>): Aggregate<number | null> & BoundedOnly {
  return aggregate('sum', [input], true);
}

/** Options of `first` and `last`. */
export interface FirstLastOptions {
  /** Looks for a value that is not null. */
  readonly ignoreNulls?: boolean;
}

/**
 * The value of the row that came first.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ opening: first(o.price) }));
 * ```
 */
export function first<T>(input: Expr<T>, options: FirstLastOptions = {}): Aggregate<T | null> {
  return aggregate('first', [input, options.ignoreNulls ?? false]);
}

/**
 * The value of the row that came last.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ newest: last(o.discount, { ignoreNulls: true }) }));
 * ```
 */
export function last<T>(input: Expr<T>, options: FirstLastOptions = {}): Aggregate<T | null> {
  return aggregate('last', [input, options.ignoreNulls ?? false]);
}

/**
 * All values that are not null, as they came. The state of a group grows with its rows.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ skus: collectList(o.sku) }));
 * ```
 */
export function collectList<T>(input: Expr<T>): Aggregate<readonly NonNullable<T>[]> {
  return aggregate('collectList', [input]);
}

/**
 * The different values that are not null, in no order. The state of a group grows with its values.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ skus: collectSet(o.sku) }));
 * ```
 */
export function collectSet<T>(input: Expr<T>): Aggregate<readonly NonNullable<T>[]> {
  return aggregate('collectSet', [input]);
}

/**
 * The standard deviation of a sample; null for no value or, as in Spark 3.5, for a single one.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ spread: stddev(o.price) }));
 * ```
 */
export function stddev(input: Expr<number | null>): Aggregate<number | null> {
  return aggregate('stddev', [input]);
}

/**
 * The variance of a sample; null for no value or, as in Spark 3.5, for a single one.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ spread: variance(o.price) }));
 * ```
 */
export function variance(input: Expr<number | null>): Aggregate<number | null> {
  return aggregate('variance', [input]);
}

/**
 * Any built-in aggregate by its name, for those that have no typed form here.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ spread: callAggregate('stddevPop', o.price) }));
 * ```
 */
export function callAggregate(
  name: string,
  ...inputs: readonly Operand<unknown>[]
): Aggregate<Dynamic[string]> {
  return aggregate(name, inputs);
}
