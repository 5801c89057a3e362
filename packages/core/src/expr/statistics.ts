import { aggregate, aggregateOf } from './aggregate-builder.ts';
import type { AggregateExpr, Expr, Operand } from './expr.ts';
import { build, use } from './expr-builder.ts';

/**
 * The standard deviation of a sample; null for no value or, as in Spark 3.5, for a single one.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ spread: stddev(o.price) }));
 * ```
 */
export function stddev(input: Expr<number | null>): AggregateExpr<number | null> {
  return aggregate('stddev', input);
}

/**
 * The standard deviation of a whole population; null for no value.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ spread: stddevPop(o.price) }));
 * ```
 */
export function stddevPop(input: Expr<number | null>): AggregateExpr<number | null> {
  return aggregate('stddevPop', input);
}

/**
 * The variance of a sample; null for no value or, as in Spark 3.5, for a single one.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ spread: variance(o.price) }));
 * ```
 */
export function variance(input: Expr<number | null>): AggregateExpr<number | null> {
  return aggregate('variance', input);
}

/**
 * The variance of a whole population; null for no value.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ spread: varPop(o.price) }));
 * ```
 */
export function varPop(input: Expr<number | null>): AggregateExpr<number | null> {
  return aggregate('varPop', input);
}

/**
 * How far the values lean to one side of their mean: below 0 to the left. Null for no value, and
 * where all are equal.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ lean: skewness(o.price) }));
 * ```
 */
export function skewness(input: Expr<number | null>): AggregateExpr<number | null> {
  return aggregate('skewness', input);
}

/**
 * How heavy the tails of the values are: 0 for a normal distribution. Null for no value, and where all
 * are equal.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ tails: kurtosis(o.price) }));
 * ```
 */
export function kurtosis(input: Expr<number | null>): AggregateExpr<number | null> {
  return aggregate('kurtosis', input);
}

/**
 * Pearson's correlation of two columns, from -1 to 1. Null for less than two pairs, and where a column
 * has one value only.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ together: corr(o.price, o.quantity) }));
 * ```
 */
export function corr(x: Expr<number | null>, y: Expr<number | null>): AggregateExpr<number | null> {
  return aggregate('corr', x, y);
}

/**
 * The covariance of a whole population of pairs; null for no pair.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ together: covarPop(o.price, o.quantity) }));
 * ```
 */
export function covarPop(
  x: Expr<number | null>,
  y: Expr<number | null>,
): AggregateExpr<number | null> {
  return aggregate('covarPop', x, y);
}

/**
 * The covariance of a sample of pairs; null for less than two.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ together: covarSamp(o.price, o.quantity) }));
 * ```
 */
export function covarSamp(
  x: Expr<number | null>,
  y: Expr<number | null>,
): AggregateExpr<number | null> {
  return aggregate('covarSamp', x, y);
}

/**
 * The slope of the line that fits `y` as a function of `x` best; null where all `x` are equal.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ discount_each: regrSlope(o.price, o.quantity) }));
 * ```
 */
export function regrSlope(
  y: Expr<number | null>,
  x: Expr<number | null>,
): AggregateExpr<number | null> {
  return aggregate('regrSlope', y, x);
}

/**
 * Where the line that fits `y` as a function of `x` best meets `x = 0`; null where all `x` are equal.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ base: regrIntercept(o.price, o.quantity) }));
 * ```
 */
export function regrIntercept(
  y: Expr<number | null>,
  x: Expr<number | null>,
): AggregateExpr<number | null> {
  return aggregate('regrIntercept', y, x);
}

/**
 * How much of `y` the line over `x` explains, from 0 to 1.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ explained: regrR2(o.price, o.quantity) }));
 * ```
 */
export function regrR2(
  y: Expr<number | null>,
  x: Expr<number | null>,
): AggregateExpr<number | null> {
  return aggregate('regrR2', y, x);
}

/**
 * The value in the middle, or the mean of the two in the middle, as double; null for no value. It keeps
 * every different value of a group.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ typical: median(o.price) }));
 * ```
 */
export function median(input: Expr<number | null>): AggregateExpr<number | null> {
  return aggregate('median', input);
}

/**
 * The value below which a share of the values lies, exactly, as double; null for no value. Between two
 * values in proportion to their distance. It keeps every different value of a group.
 *
 * @param percentage - from 0 to 1, or a list of such
 * @param frequency - how often the value of the row counts
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ ninth: percentile(o.price, 0.9), ends: percentile(o.price, [0, 1]) }));
 * ```
 */
export function percentile(
  input: Expr<number | null>,
  percentage: number,
  frequency?: Operand<number>,
): AggregateExpr<number | null>;
export function percentile(
  input: Expr<number | null>,
  percentages: readonly number[],
  frequency?: Operand<number>,
): AggregateExpr<readonly number[] | null>;
export function percentile(
  input: Expr<number | null>,
  percentages: number | readonly number[],
  frequency?: Operand<number>,
): never {
  const rest = frequency === undefined ? [] : [frequency];
  return aggregate('percentile', input, constant(percentages), ...rest) as never;
}

/**
 * A value of the column below which about a share of the values lies; null for no value. Its rank is off
 * by at most the count divided by `accuracy`, so up to that many values it is exact.
 *
 * @param percentage - from 0 to 1, or a list of such
 * @param accuracy - 10000 unless said; state grows with it
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ ninth: percentileApprox(o.price, 0.9) }));
 * ```
 */
export function percentileApprox<T>(
  input: Expr<T>,
  percentage: number,
  accuracy?: number,
): AggregateExpr<T | null>;
export function percentileApprox<T>(
  input: Expr<T>,
  percentages: readonly number[],
  accuracy?: number,
): AggregateExpr<readonly NonNullable<T>[] | null>;
export function percentileApprox(
  input: Expr<unknown>,
  percentages: number | readonly number[],
  accuracy = 10_000,
): never {
  return aggregate('percentileApprox', input, constant(percentages), accuracy) as never;
}

/**
 * The most frequent value, nulls aside; of several the one that came first. Null for no value. It keeps
 * every different value of a group.
 *
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ favourite: mode(o.sku) }));
 * ```
 */
export function mode<T>(input: Expr<T>): AggregateExpr<T | null> {
  return aggregateOf('mode', input);
}

/**
 * About how many different values there are; null is none. The state of a group stays small, so streams
 * can have it. HyperLogLog++ as in Spark.
 *
 * @param deviation - the relative standard deviation of the result, 0.05 unless said
 * @example
 * ```ts
 * orders.groupBy('country').agg((o) => ({ products: approxCountDistinct(o.sku) }));
 * ```
 */
export function approxCountDistinct(input: Expr<unknown>, deviation = 0.05): AggregateExpr<number> {
  return aggregate('approxCountDistinct', input, deviation);
}

/** A list of numbers is an array of constants. */
function constant(value: number | readonly number[]): unknown {
  if (typeof value === 'number') return value;
  return build({ kind: 'call', fn: 'array', args: value.map(use) });
}
