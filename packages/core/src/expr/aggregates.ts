import { checkOptions, type OptionNames } from '../errors/check-options.ts';
import { aggregate, aggregateOf, buildAggregate, distinctAggregate } from './aggregate-builder.ts';
import type { AggregateExpr, DynamicExpr, Expr, Operand } from './expr.ts';
import { ExprBuilder, use } from './expr-builder.ts';

/**
 * The sum of the values that are not null; null if there is none. Integers add up to a long, which
 * wraps around as Spark's does.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ revenue: sum(o.price) }));
 * ```
 */
export function sum(input: Expr<number | null>): AggregateExpr<number | null>;
/** The sum of integers that read as bigint; null if there is none. */
export function sum(input: Expr<bigint | null>): AggregateExpr<bigint | null>;
export function sum(input: Expr<unknown>): never {
  return aggregate('sum', input) as never;
}

/**
 * The mean of the values that are not null, as double; null if there is none.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ basket: avg(o.price) }));
 * ```
 */
export function avg(input: Expr<number | bigint | null>): AggregateExpr<number | null> {
  return aggregate('avg', input);
}

/**
 * The smallest value that is not null; null if there is none.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ first_order: min(o.order_time) }));
 * ```
 */
export function min<T>(input: Expr<T>): AggregateExpr<T | null> {
  return aggregateOf('min', input);
}

/**
 * The largest value that is not null; null if there is none. NaN is above every number.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ dearest: max(o.price) }));
 * ```
 */
export function max<T>(input: Expr<T>): AggregateExpr<T | null> {
  return aggregateOf('max', input);
}

/**
 * How many rows there are, or in how many none of the inputs is null.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ orders: count(), discounted: count(o.discount) }));
 * ```
 */
export function count(...inputs: readonly Expr<unknown>[]): AggregateExpr<number> {
  return aggregate('count', ...inputs);
}

/**
 * In how many rows the condition is true.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ dear: countIf(o.price.gt(100)) }));
 * ```
 */
export function countIf(condition: Expr<boolean | null>): AggregateExpr<number> {
  return aggregate('countIf', condition);
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
): AggregateExpr<number, 'distinct'> {
  return distinctAggregate('count', ...inputs);
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
export function sumDistinct(input: Expr<number | null>): AggregateExpr<number | null, 'distinct'> {
  return distinctAggregate('sum', input);
}

/**
 * The sum of the values that are not null; null if there is none, and where it overflows, also with
 * `ansi`.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ items: trySum(o.quantity) }));
 * ```
 */
export function trySum(input: Expr<number | null>): AggregateExpr<number | null>;
/** The sum of integers that read as bigint; null if there is none, and where it overflows. */
export function trySum(input: Expr<bigint | null>): AggregateExpr<bigint | null>;
export function trySum(input: Expr<unknown>): never {
  return aggregate('trySum', input) as never;
}

/**
 * The mean of the values that are not null; null if there is none, and where the sum of decimals
 * overflows, also with `ansi`.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ basket: tryAvg(o.price) }));
 * ```
 */
export function tryAvg(input: Expr<number | bigint | null>): AggregateExpr<number | null> {
  return aggregate('tryAvg', input);
}

/**
 * The product of the values that are not null, as double; null if there is none.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ all: product(o.quantity) }));
 * ```
 */
export function product(input: Expr<number | null>): AggregateExpr<number | null> {
  return aggregate('product', input);
}

/** Options of `first`, `last` and `anyValue`. */
export interface FirstLastOptions {
  /** Looks for a value that is not null. */
  readonly ignoreNulls?: boolean;
}

const FIRST_LAST_OPTIONS: OptionNames<FirstLastOptions> = { ignoreNulls: true };

/**
 * The value of the row that came first.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ opening: first(o.price) }));
 * ```
 */
export function first<T>(input: Expr<T>, options: FirstLastOptions = {}): AggregateExpr<T | null> {
  checkOptions('first()', options, FIRST_LAST_OPTIONS);
  return aggregateOf('first', input, options.ignoreNulls ?? false);
}

/**
 * The value of the row that came last.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ newest: last(o.discount, { ignoreNulls: true }) }));
 * ```
 */
export function last<T>(input: Expr<T>, options: FirstLastOptions = {}): AggregateExpr<T | null> {
  checkOptions('last()', options, FIRST_LAST_OPTIONS);
  return aggregateOf('last', input, options.ignoreNulls ?? false);
}

/**
 * All values that are not null, as they came. The state of a group grows with its rows.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ skus: collectList(o.sku) }));
 * ```
 */
export function collectList<T>(input: Expr<T>): AggregateExpr<readonly NonNullable<T>[]> {
  return aggregate('collectList', input);
}

/**
 * The different values that are not null, in no order. The state of a group grows with its values.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ skus: collectSet(o.sku) }));
 * ```
 */
export function collectSet<T>(input: Expr<T>): AggregateExpr<readonly NonNullable<T>[]> {
  return aggregate('collectSet', input);
}

/**
 * One of the values: here that of the row that came first.
 *
 * @example
 * ```ts
 * orders.groupBy('sku').agg((o) => ({ sample: anyValue(o.order_id) }));
 * ```
 */
export function anyValue<T>(
  input: Expr<T>,
  options: FirstLastOptions = {},
): AggregateExpr<T | null> {
  return first(input, options);
}

/**
 * The value in the row whose `ordering` is greatest; of equal ones the last row counts. A row with a
 * null ordering does not count, a null value does.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ dearest: maxBy(o.sku, o.price) }));
 * ```
 */
export function maxBy<T>(input: Expr<T>, ordering: Expr<unknown>): AggregateExpr<T | null> {
  return aggregateOf('maxBy', input, ordering);
}

/**
 * The value in the row whose `ordering` is least; of equal ones the last row counts. A row with a null
 * ordering does not count, a null value does.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ cheapest: minBy(o.sku, o.price) }));
 * ```
 */
export function minBy<T>(input: Expr<T>, ordering: Expr<unknown>): AggregateExpr<T | null> {
  return aggregateOf('minBy', input, ordering);
}

/**
 * True if all values that are not null are; null if there is none (Spark also: `every`).
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ all_dear: boolAnd(o.price.gt(100)) }));
 * ```
 */
export function boolAnd(input: Expr<boolean | null>): AggregateExpr<boolean | null> {
  return aggregate('boolAnd', input);
}

/**
 * True if any value is; null if all are null (Spark also: `some`, `any`).
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ one_dear: boolOr(o.price.gt(100)) }));
 * ```
 */
export function boolOr(input: Expr<boolean | null>): AggregateExpr<boolean | null> {
  return aggregate('boolOr', input);
}

/**
 * The bits that are set in all integers that are not null; null if there is none.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ common: bitAnd(o.quantity) }));
 * ```
 */
export function bitAnd<T extends number | bigint | null>(input: Expr<T>): AggregateExpr<T | null> {
  return aggregate('bitAnd', input);
}

/**
 * The bits that are set in any integer; null if all are null.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ any: bitOr(o.quantity) }));
 * ```
 */
export function bitOr<T extends number | bigint | null>(input: Expr<T>): AggregateExpr<T | null> {
  return aggregate('bitOr', input);
}

/**
 * The bits that are set in an odd number of integers; null if all are null.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ parity: bitXor(o.quantity) }));
 * ```
 */
export function bitXor<T extends number | bigint | null>(input: Expr<T>): AggregateExpr<T | null> {
  return aggregate('bitXor', input);
}

/** Aggregates that give one of the values of their first argument. */
const GIVES_INPUT: ReadonlySet<string> = new Set([
  'min',
  'max',
  'first',
  'last',
  'mode',
  'minBy',
  'maxBy',
]);

/** Spark's other names for an aggregate. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['mean', 'avg'],
  ['std', 'stddev'],
  ['every', 'boolAnd'],
  ['some', 'boolOr'],
  ['any', 'boolOr'],
  ['anyValue', 'first'],
  ['firstValue', 'first'],
  ['lastValue', 'last'],
  ['arrayAgg', 'collectList'],
  ['approxPercentile', 'percentileApprox'],
]);

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
): DynamicExpr & { filter(condition: Expr<boolean | null>): DynamicExpr } {
  const [input] = inputs;
  const call = {
    kind: 'aggregate',
    fn: ALIASES.get(name) ?? name,
    args: inputs.map(use),
    isDistinct: false,
  } as const;
  return buildAggregate(
    call,
    GIVES_INPUT.has(call.fn) ? ExprBuilder.structTypeOf(input) : undefined,
  );
}
