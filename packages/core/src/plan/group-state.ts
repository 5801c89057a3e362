import type { Duration } from '../types/duration.ts';

/** What lets a group be called without rows: nothing, the clock, or the watermark. */
export type GroupStateTimeout = 'none' | 'processingTime' | 'eventTime';

/**
 * The state of one group, as the function of `mapGroupsWithState` and `flatMapGroupsWithState` sees it
 * (Spark: GroupState; semantics 6.7). Good for the call it was given to, and until the rows the call
 * returned are all taken.
 *
 * What is left in it when the call ends is stored with the batch: durable with the commit.
 */
export interface GroupState<S> {
  /** True while the group has a state. */
  readonly exists: boolean;
  /** True in a call that comes because the timeout passed; then there are no rows. */
  readonly hasTimedOut: boolean;
  /** @throws `GROUP_STATE.MISSING` where there is none */
  get(): S;
  /** The state, or undefined where there is none. */
  getOption(): S | undefined;
  /** @throws `GROUP_STATE.NULL` for null and undefined */
  update(state: S): void;
  /** Forgets the state. A timeout that is set after it still calls. */
  remove(): void;
  /**
   * Calls the function again when this much time has passed since the batch began, unless rows of the
   * group come before. Every call clears the timeout that was set before it.
   *
   * @param duration - milliseconds, or a duration, in which a month has 31 days
   * @throws `GROUP_STATE.TIMEOUT_NOT_ALLOWED` unless the timeout is `processingTime`, `GROUP_STATE.BAD_TIMEOUT`
   */
  setTimeoutDuration(duration: number | Duration): void;
  /**
   * Calls the function again when the watermark has passed a time, unless rows of the group come before.
   *
   * @param time - milliseconds since 1970, or a date
   * @param additional - a duration to add to it
   * @throws `GROUP_STATE.TIMEOUT_NOT_ALLOWED` unless the timeout is `eventTime`, `GROUP_STATE.BAD_TIMEOUT`
   */
  setTimeoutTimestamp(time: number | Date, additional?: Duration): void;
  /** @throws `GROUP_STATE.NO_WATERMARK` where no watermark reaches the groups */
  getCurrentWatermarkMs(): number;
  /** When the batch began, milliseconds since 1970; the same when it runs again. */
  getCurrentProcessingTimeMs(): number;
}

/** What a user function makes of the rows of a group and its state. Rows can be walked once. */
export type GroupFunction = (
  key: Readonly<Record<string, unknown>>,
  rows: Iterable<Readonly<Record<string, unknown>>>,
  state: GroupState<unknown>,
) => Iterable<Readonly<Record<string, unknown>>>;
