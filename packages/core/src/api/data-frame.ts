import { requireSchema } from '../analysis/schema-of.ts';
import { streamingSourceOf } from '../analysis/streaming-source-of.ts';
import { concatBatches } from '../columnar/concat.ts';
import { tableText } from '../columnar/table-text.ts';
import {
  COLUMNS_NOT_KNOWN,
  NO_BAD_RECORDS,
  NO_LATE_ROWS,
  NOT_STREAMING,
  STREAMING_IN_BATCH,
} from '../errors/analysis.ts';
import type { Dynamic, Expr, Watermarked } from '../expr/expr.ts';
import type { NamedExpr } from '../expr/node.ts';
import type { SortOrder } from '../expr/sort-order.ts';
import { aggregation, aggregationOf } from '../plan/aggregation.ts';
import { explain } from '../plan/explain.ts';
import type { GroupFunction } from '../plan/group-state.ts';
import type { Aggregate, JoinType, LogicalPlan } from '../plan/logical-plan.ts';
import { schemaTree } from '../plan/schema-tree.ts';
import type {
  ProcessorFactory,
  StatefulProcessor,
  StatefulProcessorHandle,
  TimeMode,
} from '../plan/stateful-processor.ts';
import { defineSink, type Sink } from '../sinks/sink.ts';
import { type Delay, delayMsOf } from '../types/duration.ts';
import type { OutputMode } from '../types/output-mode.ts';
import type { Schema } from '../types/schema.ts';
import { timeZone } from '../types/time-zone.ts';
import { callSite } from './call-site.ts';
import { DataStreamWriter } from './data-stream-writer.ts';
import { Eventual } from './eventual.ts';
import type { FrameRuntime, OutputSpec } from './frame-runtime.ts';
import {
  type FlatMapGroups,
  type FlatMapGroupsOptions,
  type GroupModes,
  type GroupStates,
  type GroupsWithStateOptions,
  groupsWithState,
  type InitialState,
  type MapGroups,
} from './groups-with-state.ts';
import { type JoinOn, joined } from './join-steps.ts';
import type {
  IfDistinct,
  IfJoinable,
  JoinedModes,
  JoinedRow,
  JoinedWatermarks,
  UsingRow,
  UsingWatermarks,
} from './join-types.ts';
import { print } from './print.ts';
import { recordAggregates, recordColumns, recordExpr } from './record-row.ts';
import { checkRow } from './row-claim.ts';
import type {
  Accepts,
  AggregatedRow,
  AggregateModes,
  Aggregation,
  Columns,
  DynamicModes,
  Extend,
  Flatten,
  GroupColumns,
  IfAggregated,
  IfAlike,
  IfBounded,
  IfComplete,
  IfLimited,
  IfMarked,
  IfSource,
  IfStream,
  IfWatermarked,
  Mode,
  Name,
  NewName,
  ProjectedRow,
  Projection,
  Renamed,
  TimestampName,
  WatermarksOf,
  WhyNotAppend,
  WithBadRecords,
  WithLateRows,
} from './row-types.ts';
import {
  columnsOf,
  distinctBy,
  dropsLateRows,
  sorted,
  withDerived,
  withOperatorName,
  without,
  withRenamed,
} from './steps.ts';

/** How a watermark differs from the usual. */
export interface WatermarkOptions {
  /**
   * How far a time may be ahead of the clock and still move the watermark; one wrong clock would move it
   * for good. Such rows count all the same. No limit unless said, as in Spark.
   */
  readonly maxFutureSkew?: Delay;
}

import {
  type IfTimed,
  type TransformWithStateOptions,
  transformWithState,
} from './transform-with-state.ts';

/** How an output differs from the usual. */
export interface WriteOptions<N> {
  /** Which rows the sink gets: final ones (`append`, unless said), changed ones, or all. */
  readonly outputMode?: N;
  /** Tells apart the sinks of one query, and finds each again after a restart. */
  readonly name?: string;
}

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
> {
  /** @internal Never there: it carries the types. */
  declare readonly '~types': readonly [row: R, watermarks: W, modes: M, exits: X];
  readonly #plan: Eventual<LogicalPlan>;
  readonly #runtime: FrameRuntime;

  /** @internal Frames come from a session, and from other frames. */
  constructor(plan: Eventual<LogicalPlan>, runtime: FrameRuntime) {
    this.#plan = plan;
    this.#runtime = runtime;
  }

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
  select<P extends Projection>(
    project: (row: Columns<R, W>) => P,
  ): DataFrame<ProjectedRow<P>, WatermarksOf<P>, M>;
  select<const N extends readonly Name<R>[]>(
    ...columns: N
  ): DataFrame<Flatten<Pick<R, N[number]>>, W & N[number], M>;
  select(...args: readonly unknown[]): unknown {
    return new DataFrame(
      this.#step((input, schema) => {
        return { op: 'project', columns: columnsOf(args, schema, 'select()'), input };
      }),
      this.#runtime,
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
  withColumns<P extends Projection>(
    derive: (row: Columns<R, W>) => P,
  ): DataFrame<Extend<R, ProjectedRow<P>>, Exclude<W, keyof P> | WatermarksOf<P>, M> {
    return new DataFrame(
      this.#step((input, schema) =>
        withDerived(input, schema, recordColumns(derive, schema, 'withColumns()')),
      ),
      this.#runtime,
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
  withColumn<N extends string, E extends Expr<unknown>>(
    name: N,
    derive: (row: Columns<R, W>) => E,
  ): DataFrame<
    Extend<R, ProjectedRow<{ [K in N]: E }>>,
    Exclude<W, N> | (E extends Watermarked ? N : never),
    M
  > {
    return new DataFrame(
      this.#step((input, schema) =>
        withDerived(input, schema, [{ name, expr: recordExpr(derive, schema, 'withColumn()') }]),
      ),
      this.#runtime,
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
      this.#step((input, schema) => withRenamed(input, schema, from, to)),
      this.#runtime,
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
      this.#step((input, schema) => without(input, schema, columns)),
      this.#runtime,
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
      this.#step((input, schema) => {
        return { op: 'filter', condition: recordExpr(predicate, schema, 'filter()'), input };
      }),
      this.#runtime,
    );
  }

  /** The same as `filter`. */
  where(predicate: (row: Columns<R, W>) => Expr<boolean | null>): DataFrame<R, W, M> {
    return this.filter(predicate);
  }

  /**
   * The rows of both. Columns are put together by position, as in Spark, and named as here; see
   * {@link unionByName}.
   *
   * @throws `PLAN.UNION_COLUMNS` where the columns do not fit; `PLAN.MIXED_UNION`
   * @example
   * ```ts
   * orders.filter((o) => o.country.eq('NL')).union(orders.filter((o) => o.country.eq('DE')));
   * ```
   */
  union<W2 extends string, M2 extends Mode>(
    other: DataFrame<R, W2, M2> & IfAlike<M, M2>,
  ): DataFrame<R, W, Extract<M, M2>> {
    const site = callSite();
    const plan = this.#plan.and(other.#plan).map((inputs) => {
      return this.#checked({ op: 'union', inputs }, site);
    });
    return new DataFrame(plan, this.#runtime);
  }

  /**
   * The rows of both; columns are put together by name.
   *
   * @throws `EXPRESSION.UNRESOLVED_COLUMN` where the other has no column of a name
   * @example
   * ```ts
   * orders.unionByName(orders.select('quantity', 'country', 'sku', 'price', 'order_id', 'discount', 'order_time'));
   * ```
   */
  unionByName<W2 extends string, M2 extends Mode>(
    other: DataFrame<R, W2, M2> & IfAlike<M, M2>,
  ): DataFrame<R, W, Extract<M, M2>> {
    const site = callSite();
    const plan = this.#plan.and(other.#plan).map(([left, right]) => {
      const { settings } = this.#runtime;
      const names = requireSchema(left, settings).fields.map((field) => field.name);
      const columns = columnsOf(names, requireSchema(right, settings), 'unionByName()');
      const aligned = this.#checked({ op: 'project', columns, input: right }, site);
      return this.#checked({ op: 'union', inputs: [left, aligned] }, site);
    });
    return new DataFrame(plan, this.#runtime);
  }

  /**
   * The rows of both put together where the named columns are equal; those columns come once.
   *
   * Of two streams both sides are remembered, until watermarks on both and a condition on their times
   * say that a row can match nothing more. Where one side has an end it is read anew for every batch.
   * An outer join gives null for the side that is missing; of two streams once no match can come.
   *
   * @param joinType - `inner` unless said
   * @throws `JOIN.SAME_COLUMN` where another column has the same name on both sides
   * @example
   * ```ts
   * orders.join(orders.select((o) => ({ order_id: o.order_id, again: o.price })), 'order_id');
   * ```
   */
  join<
    R2,
    W2 extends string,
    M2 extends Mode,
    const K extends Name<R> & Name<R2>,
    T extends JoinType = 'inner',
  >(
    right: DataFrame<R2, W2, M2> & IfJoinable<M, M2, W | W2, T> & IfDistinct<R, R2, K, T>,
    on: K | readonly K[],
    joinType?: T,
  ): DataFrame<UsingRow<R, R2, K, T>, UsingWatermarks<W, W2, K, T>, JoinedModes<M, M2>>;
  /**
   * The rows of both put together where a condition is true. Equalities in it find the matches fast,
   * and two streams need at least one.
   *
   * @example
   * ```ts
   * orders.join(
   *   orders.select((o) => ({ sku2: o.sku, price2: o.price })),
   *   (o, other) => o.sku.eq(other.sku2).and(other.price2.gt(o.price)),
   * );
   * ```
   */
  join<R2, W2 extends string, M2 extends Mode, T extends JoinType = 'inner'>(
    right: DataFrame<R2, W2, M2> & IfJoinable<M, M2, W | W2, T> & IfDistinct<R, R2, never, T>,
    on: (left: Columns<R, W>, right: Columns<R2, W2>) => Expr<boolean | null>,
    joinType?: T,
  ): DataFrame<JoinedRow<R, R2, T>, JoinedWatermarks<W, W2, T>, JoinedModes<M, M2>>;
  join(
    right: DataFrame<unknown, string, Mode>,
    on?: JoinOn,
    joinType: JoinType = 'inner',
  ): unknown {
    const site = callSite();
    const { settings } = this.#runtime;
    const plan = this.#plan.and(right.#plan).map(([left, other]) => {
      const call = { on, joinType, settings, callSite: site };
      return this.#checked(joined({ left, right: other }, call), site);
    });
    return new DataFrame(plan, this.#runtime);
  }

  /**
   * Every row of this put together with every row of the other. Not for two streams.
   *
   * @example
   * ```ts
   * archive.crossJoin(archive.select((o) => ({ other: o.order_id })));
   * ```
   */
  crossJoin<R2, W2 extends string, M2 extends Mode>(
    right: DataFrame<R2, W2, M2> &
      IfJoinable<M, M2, never, 'inner'> &
      IfDistinct<R, R2, never, 'inner'>,
  ): DataFrame<JoinedRow<R, R2, 'inner'>, W | W2, JoinedModes<M, M2>> {
    return this.join(right as never, undefined as never) as never;
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
   * ```
   */
  withWatermark<N extends TimestampName<R>>(
    eventTime: N,
    delay: Delay,
    options: WatermarkOptions = {},
  ): DataFrame<R, N, M> {
    const delayMs = delayMsOf(delay);
    const { maxFutureSkew } = options;
    const skew = maxFutureSkew === undefined ? {} : { maxFutureSkewMs: delayMsOf(maxFutureSkew) };
    return new DataFrame(
      this.#step((input) => {
        return { op: 'eventTimeWatermark', column: eventTime, delayMs, ...skew, input };
      }),
      this.#runtime,
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
      this.#plan.map((plan) => withOperatorName(plan, name)),
      this.#runtime,
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
  groupBy<P extends Projection>(
    keys: (row: Columns<R, W>) => P,
  ): GroupedData<R, W, M, ProjectedRow<P>, WatermarksOf<P>>;
  groupBy<const N extends readonly Name<R>[]>(
    ...columns: N
  ): GroupedData<R, W, M, Pick<R, N[number]>, W & N[number]>;
  groupBy(...args: readonly unknown[]): unknown {
    const site = callSite();
    const grouped = this.#plan.map((input) => {
      const keys = columnsOf(args, requireSchema(input, this.#runtime.settings), 'groupBy()');
      return this.#checked({ op: 'aggregate', keys, aggregates: [], input }, site) as Aggregate;
    });
    return new GroupedData(grouped, this.#runtime);
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
  ): DataFrame<AggregatedRow<A>, never, AggregateModes<R, M, never>, WithLateRows<R>> {
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
      this.#step((input, schema) => distinctBy(input, schema, columns, false)),
      this.#runtime,
    );
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
      this.#step((input, schema) => distinctBy(input, schema, columns, true)),
      this.#runtime,
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
    const plan = this.#step((input) => {
      if (input.op !== 'relation') throw NO_BAD_RECORDS.error({ source: undefined });
      return { op: 'badRecords', input };
    });
    return new DataFrame(plan, this.#runtime);
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
    this: DataFrame<R, W, M, X> & IfStream<M> & IfWatermarked<W> & IfAggregated<X>,
  ): DataFrame<X extends WithLateRows<infer Late> ? Late : never> {
    const plan = this.#step((input) => {
      const step = aggregationOf(input) ?? input;
      if (dropsLateRows(step)) return { op: 'lateRows', input: step };
      throw NO_LATE_ROWS.error({ callSite: input.callSite });
    });
    return new DataFrame(plan, this.#runtime);
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
    return new DataFrame(this.#plan, this.#runtime);
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
    const plan = this.#plan.map((input) => {
      if (schema !== undefined) checkRow(requireSchema(input, this.#runtime.settings), schema);
      return input;
    });
    return new DataFrame(plan, this.#runtime);
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
    return new DataFrame(
      this.#step((input, schema) => sorted(input, schema, args)),
      this.#runtime,
    );
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
      this.#step((input) => ({ op: 'limit', count, input })),
      this.#runtime,
    );
  }

  /**
   * One output of a query, for `session.start({ outputs: [...] })`: frames over one read share it.
   *
   * @example
   * ```ts
   * await session.start({ outputs: [orders.writeTo(consoleSink()), byCountry.writeTo(table, { outputMode: 'update' })] });
   * ```
   */
  writeTo<S extends OutputMode, N extends M = Extract<M, 'append'>>(
    this: DataFrame<R, W, M> & IfStream<M>,
    sink: Sink<R, S> & Accepts<M, N, S>,
    options: WriteOptions<N | WhyNotAppend<M>> = {},
  ): OutputSpec {
    const { outputMode = 'append', name } = options;
    return {
      sink: sink as unknown as Sink,
      outputMode: outputMode as OutputMode,
      plan: this.#streaming('writeTo()'),
      ...(name === undefined ? {} : { name }),
    };
  }

  /**
   * Spark's builder for a query with one output.
   *
   * @example
   * ```ts
   * await orders.writeStream.queryName('copy').checkpointLocation('./checkpoints/copy').start(consoleSink());
   * ```
   */
  get writeStream(): [M] extends ['bounded'] ? IfStream<M> : DataStreamWriter<R, M> {
    return new DataStreamWriter(this.#streaming('writeStream'), this.#runtime) as never;
  }

  /** Writes the rows of data that has an end; resolves when the sink has published them. */
  async write(this: DataFrame<R, W, M> & IfBounded<M>, sink: Sink<R>): Promise<void> {
    await this.#runtime.write(await this.#bounded('write()'), sink as unknown as Sink);
  }

  /** The rows of data that has an end, all in memory. */
  async collect(this: DataFrame<R, W, M> & IfBounded<M>): Promise<readonly Flatten<R>[]> {
    const rows = await this.#runtime.collect(await this.#bounded('collect()'));
    return rows as readonly Flatten<R>[];
  }

  /** How many rows there are in data that has an end. */
  async count(this: DataFrame<R, W, M> & IfBounded<M>): Promise<number> {
    const input = await this.#bounded('count()');
    const expr = { kind: 'aggregate', fn: 'count', args: [], isDistinct: false } as const;
    const aggregates: readonly NamedExpr[] = [{ name: 'count', expr }];
    const [row] = await this.#runtime.collect({ op: 'aggregate', keys: [], aggregates, input });
    return (row as { readonly count: number }).count;
  }

  /** Prints the first rows of data that has an end as a table; long values are cut unless `truncate` is false. */
  async show(
    this: DataFrame<R, W, M> & IfBounded<M>,
    numRows = 20,
    truncate = true,
  ): Promise<void> {
    const input = await this.#bounded('show()');
    const zone = timeZone(this.#runtime.settings.timeZone);
    const printer = defineSink({
      name: 'show',
      outputModes: ['append'],
      write({ schema, recordBatches }) {
        print(tableText(concatBatches(schema, recordBatches), { numRows, truncate, zone }));
        return Promise.resolve();
      },
    });
    await this.#runtime.write({ op: 'limit', count: numRows + 1, input }, printer);
  }

  /**
   * The columns of a row.
   *
   * @throws `PLAN.COLUMNS_NOT_KNOWN` where only opening a source can tell, see {@link discover}
   */
  schema(): Schema<R> {
    return requireSchema(this.#known(), this.#runtime.settings) as Schema<R>;
  }

  /** Prints the columns as a tree, as Spark does. */
  printSchema(): void {
    print(schemaTree(this.schema()));
  }

  /** The plan as text, the last step first. */
  explain(): string {
    return explain(this.#known());
  }

  /** Asks the sources that have no schema for their columns, so that `schema` and `explain` can answer. */
  async discover(): Promise<this> {
    await this.#plan.get();
    return this;
  }

  /** The plan with one more step, checked at once where the columns are known. */
  #step(step: (input: LogicalPlan, schema: Schema) => LogicalPlan): Eventual<LogicalPlan> {
    const site = callSite();
    return this.#plan.map((input) => {
      return this.#checked(step(input, requireSchema(input, this.#runtime.settings)), site);
    });
  }

  #checked(plan: LogicalPlan, site: string | undefined): LogicalPlan {
    const sited = site === undefined ? plan : { ...plan, callSite: site };
    requireSchema(sited, this.#runtime.settings);
    return sited;
  }

  #known(): LogicalPlan {
    const { known } = this.#plan;
    if (known === undefined) throw COLUMNS_NOT_KNOWN.error({});
    return known;
  }

  /** The plan for a query that streams. */
  #streaming(verb: string): OutputSpec['plan'] {
    const callSiteOfUse = callSite();
    const plan = this.#plan.map((known) => {
      if (streamingSourceOf(known) !== undefined) return known;
      throw NOT_STREAMING.error({ verb, callSite: known.callSite ?? callSiteOfUse });
    });
    return () => plan.get();
  }

  /** The plan for a query that ends. */
  async #bounded(verb: string): Promise<LogicalPlan> {
    const plan = await this.#plan.get();
    const source = streamingSourceOf(plan);
    if (source !== undefined) throw STREAMING_IN_BATCH.error({ verb, source: source.description });
    return plan;
  }
}

type SortKeys = Expr<unknown> | SortOrder | readonly (Expr<unknown> | SortOrder)[];

/** Rows in groups, waiting for `agg`. */
export class GroupedData<R, W extends string, M extends Mode, K, KW extends string> {
  readonly #grouped: Eventual<Aggregate>;
  readonly #runtime: FrameRuntime;

  /** @internal */
  constructor(grouped: Eventual<Aggregate>, runtime: FrameRuntime) {
    this.#grouped = grouped;
    this.#runtime = runtime;
  }

  /**
   * One row for each group: the keys, then what the callback makes of aggregates. It is given the row
   * of the input, for the arguments of aggregates, and the keys, which have one value in a group. An
   * aggregate that is written twice is computed once.
   *
   * @throws `PLAN.NOT_AN_AGGREGATE` for a column of the input that is neither aggregated nor a key
   * @example
   * ```ts
   * orders.groupBy('country').agg((o) => ({ revenue: sum(o.price), orders: count() }));
   * orders.groupBy('country').agg((o, key) => ({
   *   place: key.country.lower(),
   *   basket: sum(o.price).div(count()),
   * }));
   * ```
   */
  agg<A extends Aggregation<M>>(
    aggregate: (row: GroupColumns<R>, key: Columns<K, KW>) => A,
  ): DataFrame<
    Flatten<K & AggregatedRow<A>>,
    KW | WatermarksOf<A>,
    AggregateModes<R, M, KW>,
    WithLateRows<R>
  > {
    const { settings } = this.#runtime;
    const plan = this.#grouped.map((grouped): LogicalPlan => {
      const node = aggregation(grouped, recordAggregates(aggregate, grouped, settings));
      requireSchema(node, settings);
      return node;
    });
    return new DataFrame(plan, this.#runtime);
  }

  /**
   * Lets a function make rows of the rows of a group in a batch and of a state that it keeps for the
   * group. The function is called once a batch for every group that has rows, and once for every group
   * whose timeout has passed. Of data that has an end it is called once for every group, without state.
   *
   * It must give the same for the same rows, state and times: a batch may run again. Its state is
   * durable with the commit of the batch. No watermark is left behind it.
   *
   * @param initialState - groups to start from: `frame.groupBy(keys)` of data that has an end, and the state of a row
   * @throws `EXPRESSION.USER_FUNCTION_FAILED` when the query runs and `fn` throws, `GROUP_STATE.*`
   * @example
   * ```ts
   * orders.groupBy('country').flatMapGroupsWithState(
   *   { state: int(), output: schema({ country: string(), orders: int() }), outputMode: 'append' },
   *   function* (key, rows, state) {
   *     const seen = (state.getOption() ?? 0) + [...rows].length;
   *     state.update(seen);
   *     if (seen >= 100) yield { country: key.country, orders: seen };
   *   },
   * );
   * ```
   */
  flatMapGroupsWithState<S, Out, const O extends 'append' | 'update'>(
    options: FlatMapGroupsOptions<S, Out, O>,
    fn: FlatMapGroups<K, R, S, Out>,
    initialState?: InitialState<K, S>,
  ): DataFrame<Out, never, GroupModes<M, O>, WithLateRows<R>> {
    return this.#groupsWithState(options as never, fn as never, false, initialState) as never;
  }

  /**
   * As {@link flatMapGroupsWithState}, with one row for each call, which is the newest of its group.
   *
   * @example
   * ```ts
   * orders.groupBy('country').mapGroupsWithState(
   *   { state: int(), output: schema({ country: string(), orders: int() }) },
   *   (key, rows, state) => {
   *     state.update((state.getOption() ?? 0) + [...rows].length);
   *     return { country: key.country, orders: state.get() };
   *   },
   * );
   * ```
   */
  mapGroupsWithState<S, Out>(
    options: GroupsWithStateOptions<S, Out>,
    fn: MapGroups<K, R, S, Out>,
    initialState?: InitialState<K, S>,
  ): DataFrame<Out, never, GroupModes<M, 'update'>, WithLateRows<R>> {
    const call = (...args: Parameters<typeof fn>): Iterable<Out> => [fn(...args)];
    const asFlatMap = { ...options, outputMode: 'update' } as const;
    return this.#groupsWithState(asFlatMap as never, call as never, true, initialState) as never;
  }

  /**
   * Lets a processor make rows of the rows of each group, with state variables that are stored one by
   * one, a time to live for what is in them, and timers (Spark 4: transformWithState). For new code
   * the better choice than {@link flatMapGroupsWithState}.
   *
   * `make` is called once for each run of a query. What it declares on the handle is the state of the key of each call, durable with the
   * commit of the batch. Between two runs the types may change, as far as what is stored can follow:
   * fields of structs come, if they may be null, go, and change places, and numbers become wider.
   *
   * Of data that has an end every group is handled once, and timers never expire.
   *
   * @throws `STATE_VARIABLE.*`, `TIMER.*` and `EXPRESSION.USER_FUNCTION_FAILED` when the query runs,
   *   `CHECKPOINT.STATE_SCHEMA_CHANGED` when it starts
   * @example
   * ```ts
   * orders.groupBy('country').transformWithState(
   *   {
   *     output: schema({ country: string(), orders: int() }),
   *     outputMode: 'append',
   *     timeMode: 'processingTime',
   *   },
   *   (handle) => {
   *     const seen = handle.valueState('seen', int());
   *     return {
   *       *handleInputRows(key, rows, timers) {
   *         if (!seen.exists) timers.register(timers.currentProcessingTimeMs() + 60_000);
   *         seen.update((seen.getOption() ?? 0) + [...rows].length);
   *       },
   *       *handleExpiredTimer({ country }) {
   *         yield { country, orders: seen.get() };
   *         seen.clear();
   *       },
   *     };
   *   },
   * );
   * ```
   */
  transformWithState<
    Out,
    const O extends 'append' | 'update',
    const T extends TimeMode = 'none',
    const E extends TimestampName<Out> = never,
    S = never,
  >(
    options: TransformWithStateOptions<Out, O, T, E, InitialState<K, S>> & IfTimed<T, E, W, M>,
    make: (
      handle: StatefulProcessorHandle,
    ) => StatefulProcessor<Flatten<K>, Flatten<R>, NoInfer<Out>, NoInfer<S>>,
  ): DataFrame<Out, E, GroupModes<M, O>, WithLateRows<R>> {
    const { settings } = this.#runtime;
    const { initialState } = options;
    const initial: Eventual<GroupStates | undefined> = initialState?.plan ?? Eventual.of(undefined);
    const plan = this.#grouped.and(initial).map(([grouped, states]): LogicalPlan => {
      const factory = make as unknown as ProcessorFactory;
      const node = transformWithState(grouped, options as never, factory, { states, settings });
      requireSchema(node, settings);
      return node;
    });
    return new DataFrame(plan, this.#runtime);
  }

  /**
   * These groups with a state each, for groups of a stream to start from. Each key has one row, but for
   * {@link transformWithState}.
   */
  withState<S>(state: (row: Columns<R, W>) => Expr<S | null>): InitialState<K, S> {
    const { settings } = this.#runtime;
    const plan = this.#grouped.map(({ keys, input }) => {
      return {
        keys,
        input,
        state: recordExpr(state, requireSchema(input, settings), 'withState()'),
      };
    });
    return { plan } as InitialState<K, S>;
  }

  #groupsWithState(
    options: FlatMapGroupsOptions<unknown, unknown, 'append' | 'update'>,
    call: GroupFunction,
    isMap: boolean,
    initialState: InitialState<K, unknown> | undefined,
  ): unknown {
    const { settings } = this.#runtime;
    const initial: Eventual<GroupStates | undefined> = initialState?.plan ?? Eventual.of(undefined);
    const plan = this.#grouped.and(initial).map(([grouped, states]): LogicalPlan => {
      const node = groupsWithState(grouped, options, call, { isMap, states, settings });
      requireSchema(node, settings);
      return node;
    });
    return new DataFrame(plan, this.#runtime);
  }
}
