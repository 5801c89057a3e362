import { checkOptions, type OptionNames } from '../errors/check-options.ts';
import type { DataType } from '../types/data-type.ts';
import type { Expr, Operand, OverExpr, ValueOf } from './expr.ts';
import { build, ExprBuilder, use } from './expr-builder.ts';
import type { Call, Over } from './node.ts';
import type { WindowSpec } from './window-spec.ts';

/** A function of the place of a row among others; `over` says among which. */
export interface RowFunction<T> {
  /** The value of each row. Only `select()` and `withColumns()` of data that has an end take it. */
  over(rows: WindowSpec<null>): OverExpr<T>;
}

/** How a function treats rows without a value. */
export interface NullsOptions {
  /** Takes no notice of rows where the value is null. */
  readonly ignoreNulls?: boolean;
}

const NULLS_OPTIONS: OptionNames<NullsOptions> = { ignoreNulls: true };

/** The function over the rows of a specification. */
export function overOf(
  fn: Over['fn'],
  { partitions, orders, frame }: WindowSpec<null>,
  dataType?: DataType,
): never {
  const node: Over = {
    kind: 'over',
    fn,
    partitionBy: partitions,
    orderBy: orders,
    ...(frame === undefined ? {} : { frame }),
  };
  return build(node, dataType) as never;
}

function rowFunction<T>(fn: string, args: readonly unknown[] = []): RowFunction<T> {
  const [of] = args;
  const call: Call = { kind: 'call', fn, args: args.map(use) };
  return { over: (rows) => overOf(call, rows, ExprBuilder.structTypeOf(of)) };
}

/**
 * The position of the row in its partition, from 1. Rows that are equal in the order have any order.
 *
 * @example
 * ```ts
 * archive.withColumns((o) => ({
 *   place: rowNumber().over(windowSpec().partitionBy(o.country).orderBy(desc(o.price))),
 * }));
 * ```
 */
export function rowNumber(): RowFunction<number> {
  return rowFunction('rowNumber');
}

/** One more than the rows before it in the order; rows that are equal have the same rank, and ranks have gaps after them. */
export function rank(): RowFunction<number> {
  return rowFunction('rank');
}

/** The rank without gaps. */
export function denseRank(): RowFunction<number> {
  return rowFunction('denseRank');
}

/** The rank from 0 for the first to 1: `(rank - 1) / (rows - 1)`, and 0 where there is one row. */
export function percentRank(): RowFunction<number> {
  return rowFunction('percentRank');
}

/** Which part of the partition comes no later in the order than the row, the row included. */
export function cumeDist(): RowFunction<number> {
  return rowFunction('cumeDist');
}

/**
 * The number of the row's bucket, from 1, where the partition is divided into so many of about the same
 * size, the larger ones first.
 */
export function ntile(buckets: number): RowFunction<number> {
  return rowFunction('ntile', [buckets]);
}

/**
 * The value of the row so many before this one; the default where there is none.
 *
 * @example
 * ```ts
 * archive.withColumns((o) => ({
 *   before: lag(o.price).over(windowSpec().partitionBy(o.country).orderBy(o.order_time)),
 * }));
 * ```
 */
export function lag<T, D extends Operand<NonNullable<T>> | null = null>(
  value: Expr<T>,
  offset = 1,
  orElse: D = null as D,
  options: NullsOptions = {},
): RowFunction<T | ValueOf<D>> {
  checkOptions('lag()', options, NULLS_OPTIONS);
  return rowFunction('lag', [value, offset, orElse, options.ignoreNulls === true]);
}

/** The value of the row so many after this one; the default where there is none. */
export function lead<T, D extends Operand<NonNullable<T>> | null = null>(
  value: Expr<T>,
  offset = 1,
  orElse: D = null as D,
  options: NullsOptions = {},
): RowFunction<T | ValueOf<D>> {
  checkOptions('lead()', options, NULLS_OPTIONS);
  return rowFunction('lead', [value, offset, orElse, options.ignoreNulls === true]);
}

/** The value of the row at a position of the frame, from 1; null while the frame is shorter. */
export function nthValue<T>(
  value: Expr<T>,
  position: number,
  options: NullsOptions = {},
): RowFunction<T | null> {
  checkOptions('nthValue()', options, NULLS_OPTIONS);
  return rowFunction('nthValue', [value, position, options.ignoreNulls === true]);
}
