import type { Expr } from './expr.ts';
import { use } from './expr-builder.ts';
import type { ExprNode, OrderKey, RowFrame } from './node.ts';
import { type SortOrder, sortKeyOf } from './sort-order.ts';

/**
 * Which rows a function runs over: those with the same `partitionBy` as a row, in the order of `orderBy`,
 * and of those a frame around the row. Without a frame: up to the row and all that are equal to it in the
 * order; without an order all rows of the partition.
 *
 * @typeParam Missing - null where a frame was named, which may have no rows; else never
 */
export class WindowSpec<out Missing extends null = never> {
  /** @internal Never there: it carries the type. */
  declare readonly '~missing': Missing;
  /** @internal */
  readonly partitions: readonly ExprNode[];
  /** @internal */
  readonly orders: readonly OrderKey[];
  /** @internal */
  readonly frame: RowFrame | undefined;

  /** @internal */
  constructor(
    partitions: readonly ExprNode[],
    orders: readonly OrderKey[],
    frame: RowFrame | undefined,
  ) {
    this.partitions = partitions;
    this.orders = orders;
    this.frame = frame;
  }

  /** The values that the rows have in common. Without it all rows are one partition. */
  partitionBy(...keys: readonly Expr<unknown>[]): WindowSpec<Missing> {
    return new WindowSpec(keys.map(use), this.orders, this.frame);
  }

  /** The order in the partition: ascending with nulls first, unless `asc`, `desc` and their kin say otherwise. */
  orderBy(...keys: readonly (Expr<unknown> | SortOrder)[]): WindowSpec<Missing> {
    return new WindowSpec(
      this.partitions,
      keys.map((key) => sortKeyOf(key, 'A key of orderBy()')),
      this.frame,
    );
  }

  /**
   * The frame by positions: from `start` rows after the row to `end` rows after it, both included; below 0
   * is before it, 0 is the row, and `-Infinity` and `Infinity` are the ends of the partition.
   *
   * @example
   * ```ts
   * const lastThree = windowSpec().orderBy(col('order_time')).rowsBetween(-2, 0);
   * ```
   */
  rowsBetween(start: number, end: number): WindowSpec<null> {
    return this.#framed('rows', start, end);
  }

  /**
   * The frame by the value of the one key of the order: from the value of the row and `start` to the value
   * and `end`, both included; of a timestamp in seconds, of a date in days. 0 is the row with all that are
   * equal to it in the order, which may have several keys then; so it may with `-Infinity` and `Infinity`.
   * Rows whose key is null are equal to each other.
   */
  rangeBetween(start: number, end: number): WindowSpec<null> {
    return this.#framed('range', start, end);
  }

  #framed(unit: RowFrame['unit'], start: number, end: number): WindowSpec<null> {
    const bound = (offset: number): number | null => (Number.isFinite(offset) ? offset : null);
    const frame: RowFrame = {
      unit,
      start: bound(start),
      end: bound(end),
      isValid: start <= end && start !== Infinity && end !== -Infinity,
    };
    return new WindowSpec<null>(this.partitions, this.orders, frame);
  }
}

/**
 * Begins to say which rows a function runs over. Spark: `Window`.
 *
 * @example
 * ```ts
 * archive.withColumns((o) => ({
 *   rank: rank().over(windowSpec().partitionBy(o.country).orderBy(desc(o.price))),
 * }));
 * ```
 */
export function windowSpec(): WindowSpec {
  return new WindowSpec([], [], undefined);
}
