import type { Duration } from '../types/duration.ts';
import type { ColumnType } from '../types/schema.ts';

/** What timers go by: there are none, the clock, or the watermark. */
export type TimeMode = 'none' | 'processingTime' | 'eventTime';

/** The state variables of a processor, declared while it is made (Spark: StatefulProcessorHandle). */
export interface StatefulProcessorHandle {
  /**
   * One value for each key.
   *
   * @param name - finds it again after a restart: letters, digits, `_` and `-`
   * @throws `STATE_VARIABLE.BAD_NAME`, `STATE_VARIABLE.TAKEN`, `STATE_VARIABLE.BAD_TTL`, `STATE_VARIABLE.TOO_LATE`
   */
  valueState<T>(name: string, type: ColumnType<T>, options?: StateVariableOptions): ValueState<T>;
  /** A list of values for each key; otherwise as {@link valueState}. */
  listState<T>(name: string, type: ColumnType<T>, options?: StateVariableOptions): ListState<T>;
  /** A map for each key; otherwise as {@link valueState}. */
  mapState<K, V>(
    name: string,
    keyType: ColumnType<K>,
    valueType: ColumnType<V>,
    options?: StateVariableOptions,
  ): MapState<K, V>;
  /**
   * Forgets a variable that an earlier version of the processor declared. Without it a query does not
   * start while the checkpoint has a variable that is not declared any more.
   */
  deleteIfExists(name: string): void;
}

export interface StateVariableOptions {
  /**
   * How long a value counts after it was written, by the time of batches; for ever unless said. In a
   * list each element has its own time, in a map each entry. Needs the time mode `processingTime`.
   */
  readonly ttl?: Duration;
}

/** One value for the key of the call. Durable with the commit of the batch. */
export interface ValueState<T> {
  /** True while the key has a value. */
  readonly exists: boolean;
  /** @throws `STATE_VARIABLE.MISSING` where there is none */
  get(): T;
  /** The value, or undefined where there is none. */
  getOption(): T | undefined;
  /** @throws `STATE_VARIABLE.NULL` for null and undefined */
  update(value: NonNullable<T>): void;
  /** Forgets the value. */
  clear(): void;
}

/** A list of values for the key of the call, in the order they were added. */
export interface ListState<T> {
  /** True while the list has an element. */
  readonly exists: boolean;
  /** The elements as they are now. */
  get(): readonly T[];
  /** @throws `STATE_VARIABLE.NULL` for null and undefined */
  append(value: NonNullable<T>): void;
  /** @throws `STATE_VARIABLE.NULL` for null and undefined */
  appendAll(values: Iterable<NonNullable<T>>): void;
  /** These elements in place of all there are. */
  put(values: Iterable<NonNullable<T>>): void;
  /** Forgets all elements. */
  clear(): void;
}

/** A map for the key of the call, with the words of JavaScript's `Map`. Its order is not said. */
export interface MapState<K, V> {
  /** True while the map has an entry. */
  readonly exists: boolean;
  get(key: NonNullable<K>): V | undefined;
  has(key: NonNullable<K>): boolean;
  /** @throws `STATE_VARIABLE.NULL` for null and undefined */
  set(key: NonNullable<K>, value: NonNullable<V>): void;
  /** True where there was an entry. */
  delete(key: NonNullable<K>): boolean;
  keys(): IterableIterator<K>;
  values(): IterableIterator<V>;
  entries(): IterableIterator<[K, V]>;
  /** Forgets all entries. */
  clear(): void;
}

/** The timers of the key of the call, and what time it is. A key has any number of timers. */
export interface Timers {
  /**
   * Calls `handleExpiredTimer` once time has come to this moment: by the clock or by the watermark, as
   * the time mode says. A timer that is there already stays one.
   *
   * @param time - milliseconds since 1970, or a date
   * @throws `TIMER.NOT_ALLOWED` in the time mode `none`, `TIMER.BAD_TIME`, `PROCESSOR.MISSING_HANDLER`
   */
  register(time: number | Date): void;
  /** Takes a timer back. Nothing happens where there is none. */
  delete(time: number | Date): void;
  /** The timers of the key, ascending; the one that is being handled is among them. */
  list(): readonly number[];
  /** When the batch began, milliseconds since 1970; the same when it runs again. */
  currentProcessingTimeMs(): number;
  /** @throws `TIMER.NO_WATERMARK` where no watermark reaches the groups */
  currentWatermarkMs(): number;
}

/**
 * What makes rows of the rows of each key in a batch, with the state variables it was made with (Spark:
 * StatefulProcessor). Rows can be walked once, and what is returned is walked before the next call.
 * It must give the same for the same rows, state and times, as a batch may run again.
 */
export interface StatefulProcessor<K, R, Out, S = never> {
  /** Takes the rows of a key in a batch. */
  handleInputRows(key: K, rows: Iterable<R>, timers: Timers): Iterable<Out> | void;
  /** A timer of a key has come to its time. It is deleted when what this returns is walked. */
  handleExpiredTimer?(key: K, timers: Timers, expiryMs: number): Iterable<Out> | void;
  /** Takes a row of the initial state, in the first batch, before any input. */
  handleInitialState?(key: K, state: S, timers: Timers): void;
  /** The run has ended, well or not. */
  close?(): void;
}

/** Makes a processor: once for each run of a query, before its state is read. */
export type ProcessorFactory = (
  handle: StatefulProcessorHandle,
) => StatefulProcessor<
  Readonly<Record<string, unknown>>,
  Readonly<Record<string, unknown>>,
  Readonly<Record<string, unknown>>,
  unknown
>;
