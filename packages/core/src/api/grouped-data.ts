import { requireSchema } from '../analysis/schema-of.ts';
import type { Expr } from '../expr/expr.ts';
import { aggregation } from '../plan/aggregation.ts';
import type { GroupFunction, GroupStateTimeout } from '../plan/group-state.ts';
import type { Aggregate, LogicalPlan } from '../plan/logical-plan.ts';
import type {
  ProcessorFactory,
  StatefulProcessor,
  StatefulProcessorHandle,
  TimeMode,
} from '../plan/stateful-processor.ts';
import type { DataFrame } from './data-frame.ts';
import { Eventual } from './eventual.ts';
import type { FrameRuntime } from './frame-runtime.ts';
import {
  type FlatMapGroups,
  type FlatMapGroupsOptions,
  type GroupStates,
  type GroupsWithStateOptions,
  groupsWithState,
  type InitialState,
  type MapGroups,
} from './groups-with-state.ts';
import { recordAggregates, recordExpr } from './record-row.ts';
import type {
  AggregatedRow,
  AggregateModes,
  Aggregation,
  Columns,
  Flatten,
  GroupColumns,
  GroupModes,
  IfBounded,
  Mode,
  TimestampName,
  WatermarksOf,
  WithLateRows,
  WithTimedLateRows,
} from './row-types.ts';
import {
  type IfTimed,
  type TransformWithStateOptions,
  transformWithState,
} from './transform-with-state.ts';

/** Makes the frame of a plan; that there are frames is not known here. */
type FrameOf = <R, W extends string, M extends Mode, X>(
  plan: Eventual<LogicalPlan>,
) => DataFrame<R, W, M, X>;

/** Rows in groups, waiting for `agg`. */
export class GroupedData<R, W extends string, M extends Mode, K, KW extends string> {
  readonly #grouped: Eventual<Aggregate>;
  readonly #runtime: FrameRuntime;
  readonly #frameOf: FrameOf;

  /** @internal */
  constructor(grouped: Eventual<Aggregate>, runtime: FrameRuntime, frameOf: FrameOf) {
    this.#grouped = grouped;
    this.#runtime = runtime;
    this.#frameOf = frameOf;
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
    AggregateModes<R, M, K, KW>,
    WithLateRows<R>
  > {
    const { settings } = this.#runtime;
    const plan = this.#grouped.map((grouped): LogicalPlan => {
      const node = aggregation(grouped, recordAggregates(aggregate, grouped, settings));
      requireSchema(node, settings);
      return node;
    });
    return this.#frameOf(plan);
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
  flatMapGroupsWithState<
    S,
    Out,
    const O extends 'append' | 'update',
    const T extends GroupStateTimeout = 'none',
  >(
    options: FlatMapGroupsOptions<S, Out, O, T> & IfTimed<T, never, W, M>,
    fn: FlatMapGroups<K, R, S, Out>,
    initialState?: InitialState<K, S>,
  ): DataFrame<Out, never, GroupModes<R, M, O>, WithTimedLateRows<R>> {
    return this.#groupsWithState(options, fn as never, false, initialState) as never;
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
  mapGroupsWithState<S, Out, const T extends GroupStateTimeout = 'none'>(
    options: GroupsWithStateOptions<S, Out, T> & IfTimed<T, never, W, M>,
    fn: MapGroups<K, R, S, Out>,
    initialState?: InitialState<K, S>,
  ): DataFrame<Out, never, GroupModes<R, M, 'update'>, WithTimedLateRows<R>> {
    const call = (...args: Parameters<typeof fn>): Iterable<Out> => [fn(...args)];
    const asFlatMap = { ...options, outputMode: 'update' } as const;
    return this.#groupsWithState(asFlatMap, call as never, true, initialState) as never;
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
   *       handleInputRows(_, rows, timers) {
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
  ): DataFrame<
    Out,
    E,
    GroupModes<R, M, O>,
    [T] extends ['eventTime'] ? WithTimedLateRows<R> : unknown
  > {
    const { settings } = this.#runtime;
    const { initialState } = options;
    const initial: Eventual<GroupStates | undefined> = initialState?.plan ?? Eventual.of(undefined);
    const plan = this.#grouped.and(initial).map(([grouped, states]): LogicalPlan => {
      const factory = make as unknown as ProcessorFactory;
      const node = transformWithState(grouped, options as never, factory, { states, settings });
      requireSchema(node, settings);
      return node;
    });
    return this.#frameOf(plan);
  }

  /**
   * These groups with a state each, for groups of a stream to start from. Each key has one row, but for
   * {@link transformWithState}.
   */
  withState<S>(
    this: GroupedData<R, W, M, K, KW> & IfBounded<M>,
    state: (row: Columns<R, W>) => Expr<S | null>,
  ): InitialState<K, S> {
    const { settings } = this.#runtime;
    const plan = this.#grouped.map(({ keys, input }) => {
      return {
        keys,
        input,
        state: recordExpr(state, requireSchema(input, settings), 'withState()'),
      };
    });
    return { plan };
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
    return this.#frameOf(plan);
  }
}
