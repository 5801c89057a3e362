import { requireSchema } from '../analysis/schema-of.ts';
import { NO_BAD_RECORDS, NO_LATE_ROWS } from '../errors/analysis.ts';
import type { Dynamic, Expr, Watermarked } from '../expr/expr.ts';
import type { SortOrder } from '../expr/sort-order.ts';
import { aggregationOf } from '../plan/aggregation.ts';
import type { Aggregate, LogicalPlan } from '../plan/logical-plan.ts';
import { type Delay, delayMsOf } from '../types/duration.ts';
import type { Schema } from '../types/schema.ts';
import { callSite } from './call-site.ts';
import { Eventual } from './eventual.ts';
import { FrameCombinations } from './frame-combinations.ts';
import { GroupedData } from './grouped-data.ts';
import { NaFunctions } from './na-functions.ts';
import { recordColumns, recordExpr } from './record-row.ts';
import { checkRow } from './row-claim.ts';
import type {
  AggregatedRow,
  AggregateModes,
  Aggregation,
  AllRenamed,
  Columns,
  DynamicModes,
  Extend,
  Flatten,
  GroupColumns,
  IfAggregated,
  IfComplete,
  IfLimited,
  IfMarked,
  IfSampled,
  IfSource,
  IfStream,
  IfWatermarked,
  KeyProjection,
  Mode,
  Name,
  NewName,
  Projected,
  ProjectedRow,
  Projection,
  Renamed,
  TimestampName,
  WatermarksOf,
  WithBadRecords,
  WithLateRows,
} from './row-types.ts';
import {
  columnsOf,
  distinctBy,
  dropsLateRows,
  sorted,
  withAllRenamed,
  withDerived,
  withOperatorName,
  without,
  withRenamed,
} from './steps.ts';
import { type WatermarkOptions, watermarkSettings } from './watermark-options.ts';

/**
 * A table: an unbounded one from `session.readStream`, or one with an end from `session.read`. A
 * frame is a description; nothing runs before it is started, written or collected. Every verb gives
 * a new frame. A callback is given the row as expressions, runs once, when the verb is called, and
 * returns expressions.
 *
 * Two frames made from one share its work when they run in one query.
 *
 * @typeParam R - a row: column name to value
 * @typeParam W - the columns that a watermark bounds
 * @typeParam M - the output modes that a query on it may use; `bounded` for data that has an end
 * @typeParam X - the other rows its last step can give: see {@link badRecords} and {@link lateRows}
 */
export class DataFrame<
  R,
  W extends string = never,
  M extends Mode = 'append' | 'update',
  out X = unknown,
> extends FrameCombinations<R, W, M> {
  /** @internal Never there: it carries the types. */
  declare readonly '~types': readonly [row: R, watermarks: W, modes: M, exits: X];

  /**
   * These columns only, by name or as a callback computes them.
   *
   * @throws `EXPRESSION.*` for what the compiler would refuse, as all verbs with a callback do
   * @example
   * ```ts
   * orders.select('order_id', 'price');
   * orders.select((o) => ({ id: o.order_id, value: o.price.mul(o.quantity) }));
   * ```
   */
  select<P extends Projection<M>>(
    project: (row: Columns<R, W>) => P,
  ): DataFrame<ProjectedRow<P>, WatermarksOf<P>, M>;
  select<const N extends readonly Name<R>[]>(
    ...columns: N
  ): DataFrame<Flatten<Pick<R, N[number]>>, W & N[number], M>;
  select(...args: readonly unknown[]): unknown {
    return new DataFrame(
      this.step((input, schema) => {
        return { op: 'project', columns: columnsOf(args, schema, 'select()'), input };
      }),
      this.runtime,
    );
  }

  /**
   * Adds columns, or replaces those that have the name already. All see the row as it was.
   *
   * @example
   * ```ts
   * orders.withColumns((o) => ({ value: o.price.mul(o.quantity) }));
   * ```
   */
  withColumns<P extends Projection<M>>(
    derive: (row: Columns<R, W>) => P,
  ): DataFrame<Extend<R, ProjectedRow<P>>, Exclude<W, keyof P> | WatermarksOf<P>, M> {
    return new DataFrame(
      this.step((input, schema) =>
        withDerived(input, schema, recordColumns(derive, schema, 'withColumns()')),
      ),
      this.runtime,
    );
  }

  /**
   * Adds a column, or replaces the one that has the name already.
   *
   * @example
   * ```ts
   * orders.withColumn('value', (o) => o.price.mul(o.quantity));
   * ```
   */
  withColumn<N extends string, E extends Projected<M>>(
    name: N,
    derive: (row: Columns<R, W>) => E,
  ): DataFrame<
    Extend<R, ProjectedRow<{ [K in N]: E }>>,
    Exclude<W, N> | (E extends Watermarked ? N : never),
    M
  > {
    return new DataFrame(
      this.step((input, schema) =>
        withDerived(input, schema, [{ name, expr: recordExpr(derive, schema, 'withColumn()') }]),
      ),
      this.runtime,
    );
  }

  /**
   * Gives a column another name. A watermark stays with it.
   *
   * @example
   * ```ts
   * orders.withColumnRenamed('order_time', 'at');
   * ```
   */
  withColumnRenamed<From extends Name<R>, To extends string>(
    from: From,
    to: To & NewName<R, To>,
  ): DataFrame<Renamed<R, From, To>, Exclude<W, From> | (From extends W ? To : never), M> {
    return new DataFrame(
      this.step((input, schema) => withRenamed(input, schema, from, to)),
      this.runtime,
    );
  }

  /**
   * Gives columns other names, all at once. A watermark stays with its column.
   *
   * @example
   * ```ts
   * orders.withColumnsRenamed({ order_time: 'at', sku: 'article' });
   * ```
   */
  withColumnsRenamed<const New extends { readonly [K in Name<R>]?: string }>(
    names: New,
  ): DataFrame<AllRenamed<R, New>, Exclude<W, keyof New> | (New[keyof New & W] & string), M> {
    return new DataFrame(
      this.step((input, schema) => withAllRenamed(input, schema, names as never)),
      this.runtime,
    );
  }

  /**
   * All columns but these.
   *
   * @example
   * ```ts
   * orders.drop('discount');
   * ```
   */
  drop<N extends Name<R>>(...columns: N[]): DataFrame<Flatten<Omit<R, N>>, Exclude<W, N>, M> {
    return new DataFrame(
      this.step((input, schema) => without(input, schema, columns)),
      this.runtime,
    );
  }

  /**
   * The rows for which the condition is true; null is not.
   *
   * @example
   * ```ts
   * orders.filter((o) => o.price.gt(10).and(o.country.eq('NL')));
   * ```
   */
  filter(predicate: (row: Columns<R, W>) => Expr<boolean | null>): DataFrame<R, W, M> {
    return new DataFrame(
      this.step((input, schema) => {
        return { op: 'filter', condition: recordExpr(predicate, schema, 'filter()'), input };
      }),
      this.runtime,
    );
  }

  /** The same as `filter`. */
  where(predicate: (row: Columns<R, W>) => Expr<boolean | null>): DataFrame<R, W, M> {
    return this.filter(predicate);
  }

  /**
   * Declares a column as event time: no row comes more than `delay` after the latest one, and what
   * comes later may be dropped where state depends on it. On data that has an end it does nothing.
   * A mark on another column ends here.
   *
   * @throws `WATERMARK.NOT_A_TIMESTAMP`, `TIME.BAD_DURATION`
   * @example
   * ```ts
   * orders.withWatermark('order_time', '10 minutes');
   * orders.withWatermark('order_time', '10 minutes', { maxFutureSkew: '1 hour' });
   * orders.withWatermark('order_time', '10 minutes', { perPartition: true, idleAfter: '1 minute' });
   * ```
   */
  withWatermark<N extends TimestampName<R>>(
    eventTime: N,
    delay: Delay,
    options: WatermarkOptions = {},
  ): DataFrame<R, N, M> {
    const delayMs = delayMsOf(delay);
    const more = watermarkSettings(options);
    return new DataFrame(
      this.step((input) => {
        return { op: 'eventTimeWatermark', column: eventTime, delayMs, ...more, input };
      }),
      this.runtime,
    );
  }

  /**
   * Names the step before it, which keeps state. Its state is found by the name after a restart, so
   * steps may be added or removed elsewhere in the plan; without a name it is found by its place.
   *
   * @param name - letters, digits, `-` and `_`, a letter first; once in a query
   * @throws `PLAN.NO_STATE_TO_NAME` where the step keeps none, `PLAN.BAD_OPERATOR_NAME`
   * @example
   * ```ts
   * orders.groupBy('country').agg((o) => ({ revenue: sum(o.price) })).named('revenue');
   * ```
   */
  named(name: string): DataFrame<R, W, M, X> {
    return new DataFrame(
      this.plan.map((plan) => withOperatorName(plan, name)),
      this.runtime,
    );
  }

  /**
   * Groups the rows by columns, or by what a callback computes: at most one `window(…)` among it.
   * Without keys all rows are one group. Nulls are a group.
   *
   * @example
   * ```ts
   * orders.groupBy('country').agg((o) => ({ revenue: sum(o.price) }));
   * orders
   *   .withWatermark('order_time', '10 minutes')
   *   .groupBy((o) => ({ window: window(o.order_time, '5 minutes'), country: o.country }))
   *   .agg((o) => ({ revenue: sum(o.price), orders: count() }));
   * ```
   */
  groupBy<P extends KeyProjection>(
    keys: (row: Columns<R, W>) => P,
  ): GroupedData<R, W, M, ProjectedRow<P>, WatermarksOf<P>>;
  groupBy<const N extends readonly Name<R>[]>(
    ...columns: N
  ): GroupedData<R, W, M, Pick<R, N[number]>, W & N[number]>;
  groupBy(...args: readonly unknown[]): unknown {
    const site = callSite();
    const grouped = this.plan.map((input) => {
      const keys = columnsOf(args, requireSchema(input, this.runtime.settings), 'groupBy()');
      return this.checked({ op: 'aggregate', keys, aggregates: [], input }, site) as Aggregate;
    });
    return new GroupedData(grouped, this.runtime, (plan) => this.frameOf(plan));
  }

  /**
   * Aggregates all rows into one.
   *
   * @example
   * ```ts
   * orders.agg((o) => ({ revenue: sum(o.price) }));
   * ```
   */
  agg<A extends Aggregation<M>>(
    aggregate: (row: GroupColumns<R>) => A,
  ): DataFrame<AggregatedRow<A>, never, AggregateModes<R, M, never, never>, WithLateRows<R>> {
    return this.groupBy().agg(aggregate) as never;
  }

  /**
   * The first row of each value of some columns, at once; of all columns if none is named. Nulls are
   * equal to each other. On a stream every value is remembered for ever, unless the event time is among
   * the columns: then until the watermark passes it. Rows that come after the watermark are dropped.
   *
   * @example
   * ```ts
   * orders.withWatermark('order_time', '1 hour').dropDuplicates('order_id', 'order_time');
   * ```
   */
  dropDuplicates(...columns: readonly Name<R>[]): DataFrame<R, W, M, WithLateRows<R>> {
    return new DataFrame(
      this.step((input, schema) => distinctBy(input, schema, columns, false)),
      this.runtime,
    );
  }

  /** The same as `dropDuplicates` of all columns, in every output mode, as in Spark. */
  distinct(): DataFrame<R, W, M, WithLateRows<R>> {
    return this.dropDuplicates();
  }

  /**
   * The first row of each value of some columns, at once; of all columns if none is named. Rows with
   * the same value whose event times are less than the delay of the watermark apart are dropped, of
   * those further apart some may be; no value is remembered much longer. For streams only.
   *
   * @throws `WATERMARK.MISSING` without a watermark, `PLAN.NOT_STREAMING` on data that has an end
   * @example
   * ```ts
   * orders.withWatermark('order_time', '1 hour').dropDuplicatesWithinWatermark('order_id');
   * ```
   */
  dropDuplicatesWithinWatermark(
    this: DataFrame<R, W, M> & IfStream<M> & IfMarked<W>,
    ...columns: readonly Name<R>[]
  ): DataFrame<R, W, M, WithLateRows<R>> {
    return new DataFrame(
      this.step((input, schema) => distinctBy(input, schema, columns, true)),
      this.runtime,
    );
  }

  /**
   * The records of a source that did not fit its format, with the reason and where they stood. The
   * rows and the bad records of one query come from one read.
   *
   * @throws `PLAN.NO_BAD_RECORDS` for a source that cannot tell them apart
   * @example
   * ```ts
   * await session.start({ outputs: [orders.writeTo(table), orders.badRecords().writeTo(deadLetters)] });
   * ```
   */
  badRecords(
    this: DataFrame<R, W, M, X> & IfSource<X>,
  ): DataFrame<X extends WithBadRecords<infer Bad> ? Bad : never, never, M> {
    const plan = this.step((input) => {
      if (input.op !== 'relation') throw NO_BAD_RECORDS.error({ source: undefined });
      return { op: 'badRecords', input };
    });
    return new DataFrame(plan, this.runtime);
  }

  /**
   * The rows that an aggregation or dropDuplicates drops because they come after the watermark, as they
   * reach it, each once. With sliding windows a row is late when all its windows were closed; one that still counts
   * in some of them is not. They go to another output of the query that has the aggregation.
   *
   * @throws `PLAN.NO_LATE_ROWS` for any other step
   * @example
   * ```ts
   * await session.start({ outputs: [byWindow.writeTo(table), byWindow.lateRows().writeTo(lateTable)] });
   * ```
   */
  lateRows(
    this: DataFrame<R, W, M, X> & IfStream<M> & IfWatermarked<W, X> & IfAggregated<X>,
  ): DataFrame<X extends WithLateRows<infer Late> ? Late : never> {
    const plan = this.step((input) => {
      const step = aggregationOf(input) ?? input;
      if (dropsLateRows(step)) return { op: 'lateRows', input: step };
      throw NO_LATE_ROWS.error({ callSite: input.callSite });
    });
    return new DataFrame(plan, this.runtime);
  }

  /**
   * Leaves static typing, for names known only at run time. The analyzer checks what the compiler
   * no longer can.
   *
   * @example
   * ```ts
   * orders.dynamic().groupBy(config.key).agg(() => ({ total: sum(col(config.value)) }));
   * ```
   */
  dynamic(): DataFrame<Dynamic, string, DynamicModes<M>> {
    return new DataFrame(this.plan, this.runtime);
  }

  /**
   * Returns to static typing, or gives a long row type a short name. With a schema the claim is
   * checked: the same columns, of the same types, and null only where it allows null.
   *
   * @throws `PLAN.ROW_DIFFERS`
   * @example
   * ```ts
   * orders.dynamic().as<Order>();
   * orders.dynamic().as(Order);
   * ```
   */
  as<R2>(schema?: Schema<R2>): DataFrame<R2, W & Name<R2>, M> {
    const plan = this.plan.map((input) => {
      if (schema !== undefined) checkRow(requireSchema(input, this.runtime.settings), schema);
      return input;
    });
    return new DataFrame(plan, this.runtime);
  }

  /**
   * The rows in an order: by columns from the smallest up, or by what a callback returns. On a
   * stream only the complete result of an aggregation has an order.
   *
   * @example
   * ```ts
   * archive.orderBy('country', 'price');
   * archive.orderBy((o) => [desc(o.price), o.country]);
   * ```
   */
  orderBy(
    this: DataFrame<R, W, M> & IfComplete<M>,
    keys: (row: Columns<R, W>) => SortKeys,
  ): DataFrame<R, W, Extract<M, 'complete' | 'bounded'>>;
  orderBy(
    this: DataFrame<R, W, M> & IfComplete<M>,
    ...columns: readonly Name<R>[]
  ): DataFrame<R, W, Extract<M, 'complete' | 'bounded'>>;
  orderBy(...args: readonly unknown[]): unknown {
    return this.#sorted(args);
  }

  /** The same as `orderBy`. */
  sort(
    this: DataFrame<R, W, M> & IfComplete<M>,
    keys: (row: Columns<R, W>) => SortKeys,
  ): DataFrame<R, W, Extract<M, 'complete' | 'bounded'>>;
  sort(
    this: DataFrame<R, W, M> & IfComplete<M>,
    ...columns: readonly Name<R>[]
  ): DataFrame<R, W, Extract<M, 'complete' | 'bounded'>>;
  sort(...args: readonly unknown[]): unknown {
    return this.#sorted(args);
  }

  /**
   * Each row with the same chance, so that about a `fraction` of them is left. Not for streams.
   *
   * @param seed - the same seed takes the same rows, those that Spark takes of one partition; random unless said
   * @throws `PLAN.BAD_SAMPLE`; `PLAN.UNSUPPORTED_ON_STREAM`
   * @example
   * ```ts
   * archive.sample(0.1, 42);
   * ```
   */
  sample(
    this: DataFrame<R, W, M> & IfSampled<M>,
    fraction: number,
    seed?: number | bigint,
  ): DataFrame<R, W, M> {
    const text = seed === undefined ? this.runtime.newSeed() : String(seed);
    return new DataFrame(
      this.step((input) => ({ op: 'sample', fraction, seed: text, input })),
      this.runtime,
    );
  }

  /**
   * What a function makes of the frame: for steps that several queries share.
   *
   * @example
   * ```ts
   * const withValue = (frame: typeof orders) => frame.withColumns((o) => ({ value: o.price.mul(o.quantity) }));
   * orders.transform(withValue);
   * ```
   */
  transform<F>(make: (frame: this) => F): F {
    return make(this);
  }

  /** What can be done about values that are missing: `na.drop()`, `na.fill(0)`, `na.replace(…)`. */
  get na(): NaFunctions<R, W, M> {
    return new NaFunctions((step) => this.frameOf(this.step(step)));
  }

  /**
   * The first rows: of a stream so many over the life of the query, then none ever again; of a complete
   * result so many of every batch. Which rows come first is not said, unless they are in an order.
   *
   * @throws `PLAN.BAD_LIMIT`; `PLAN.UNSUPPORTED_ON_STREAM` in mode `update`
   * @example
   * ```ts
   * orders.filter((o) => o.country.eq('NL')).limit(10);
   * ```
   */
  limit(
    this: DataFrame<R, W, M> & IfLimited<M>,
    count: number,
  ): DataFrame<R, W, Exclude<M, 'update'>> {
    return new DataFrame(
      this.step((input) => ({ op: 'limit', count, input })),
      this.runtime,
    );
  }

  #sorted(args: readonly unknown[]): unknown {
    return new DataFrame(
      this.step((input, schema) => sorted(input, schema, args)),
      this.runtime,
    );
  }

  /** @internal */
  protected override frameOf<R2, W2 extends string, M2 extends Mode, X2>(
    plan: Eventual<LogicalPlan>,
  ): DataFrame<R2, W2, M2, X2> {
    return new DataFrame(plan, this.runtime);
  }
}

type SortKeys = Expr<unknown> | SortOrder | readonly (Expr<unknown> | SortOrder)[];
