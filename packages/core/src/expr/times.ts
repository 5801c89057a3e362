import type { ColumnType } from '../types/schema.ts';
import type { Expr, ExprOf, NumberExpr, Operand, StringExpr, TimestampExpr } from './expr.ts';
import { build, call, use } from './expr-builder.ts';

type NullOf<T> = Extract<T, null>;
/** A function of a time that gives a number. */
type PartOf = <T extends Date | null>(time: Expr<T>) => NumberExpr<number | NullOf<T>>;

const part =
  (fn: string): PartOf =>
  (time) =>
    call(fn, time) as never;

/** The year of a time, in the zone of the session. */
export const year: PartOf = part('year');
/** The quarter of the year, 1 to 4. */
export const quarter: PartOf = part('quarter');
/** The month of a time, 1 to 12. */
export const month: PartOf = part('month');
/** The day of the month, from 1. */
export const dayOfMonth: PartOf = part('dayOfMonth');
/** The day of the month, as {@link dayOfMonth}. */
export const day: PartOf = part('day');
/** The day of the week: 1 is Sunday, 7 is Saturday. */
export const dayOfWeek: PartOf = part('dayOfWeek');
/** The day of the week: 0 is Monday, 6 is Sunday. */
export const weekday: PartOf = part('weekday');
/** The day of the year, from 1. */
export const dayOfYear: PartOf = part('dayOfYear');
/** The week of the year by ISO 8601: weeks begin on Monday, and the first has the first Thursday. */
export const weekOfYear: PartOf = part('weekOfYear');
/** The hour of the day, 0 to 23. */
export const hour: PartOf = part('hour');
/** The minute of the hour. */
export const minute: PartOf = part('minute');
/** The second of the minute. */
export const second: PartOf = part('second');
/** Days since 1970-01-01; of a date, not of a timestamp. */
export const unixDate: PartOf = part('unixDate');
/** Seconds since 1970-01-01T00:00Z, rounded down. */
export const unixSeconds: PartOf = part('unixSeconds');
/** Milliseconds since 1970-01-01T00:00Z, rounded down. */
export const unixMillis: PartOf = part('unixMillis');
/** Microseconds since 1970-01-01T00:00Z. */
export const unixMicros: PartOf = part('unixMicros');

/** A function of a number that gives a time. */
type TimeOf = <T extends number | null>(number: Expr<T>) => TimestampExpr<Date | NullOf<T>>;

const time =
  (fn: string): TimeOf =>
  (number) =>
    call(fn, number) as never;

/** The time so many seconds after 1970-01-01T00:00Z. */
export const timestampSeconds: TimeOf = time('timestampSeconds');
/** The time so many milliseconds after 1970-01-01T00:00Z. */
export const timestampMillis: TimeOf = time('timestampMillis');
/** The time so many microseconds after 1970-01-01T00:00Z. */
export const timestampMicros: TimeOf = time('timestampMicros');

/** The date so many days after 1970-01-01. */
export const dateFromUnixDate: TimeOf = time('dateFromUnixDate');

/** What {@link datePart} can take out of a time, Spark's `EXTRACT`. Each has shorter names as well. */
export type DateField =
  | ('year' | 'quarter' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second')
  | ('yearOfWeek' | 'dayOfWeek' | 'dayOfWeek_iso' | 'doy');

/**
 * A part of a time, in the zone of the session. The seconds have their fraction, as a decimal; `week`
 * and `yearOfWeek` count by ISO 8601.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ year: datePart('yearOfWeek', o.order_time) }));
 * ```
 */
export function datePart<F extends DateField, T extends Date | null>(
  field: F,
  of: Expr<T>,
): F extends 'second' ? StringExpr<string | NullOf<T>> : NumberExpr<number | NullOf<T>> {
  return call('datePart', field, of) as never;
}

/** What {@link dateTrunc} can cut a time down to. */
export type TruncUnit =
  | 'year'
  | 'quarter'
  | 'month'
  | 'week'
  | 'day'
  | 'hour'
  | 'minute'
  | 'second'
  | 'millisecond'
  | 'microsecond';

/**
 * The beginning of the year, month, day and so on that a time lies in, in the zone of the session.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ hour: dateTrunc('hour', o.order_time) }));
 * ```
 */
export function dateTrunc<T extends Date | null>(unit: TruncUnit, of: Expr<T>): TimestampExpr<T> {
  return call('dateTrunc', unit, of) as never;
}

/**
 * The processing time of the batch: the same for all its rows, and when it runs again.
 *
 * @example
 * ```ts
 * orders.withColumns(() => ({ seen_at: currentTimestamp() }));
 * ```
 */
export function currentTimestamp(): TimestampExpr<Date> {
  return call('currentTimestamp') as never;
}

/** The time of the batch, as {@link currentTimestamp}. */
export function now(): TimestampExpr<Date> {
  return call('now') as never;
}

/** What the clock of the session shows at {@link currentTimestamp}, as a timestamp without a zone. */
export function localtimestamp(): TimestampExpr<Date> {
  return call('localtimestamp') as never;
}

/** The day of {@link currentTimestamp} in the zone of the session. */
export function currentDate(): TimestampExpr<Date> {
  return call('currentDate') as never;
}

/** The day of the batch, as {@link currentDate}. */
export function curdate(): TimestampExpr<Date> {
  return call('curdate') as never;
}

/**
 * Spark's CAST, with null for a value that has no equal of the type, also where ANSI mode would fail.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ number: tryCast(o.sku, int()) }));
 * ```
 */
export function tryCast<U>(of: Operand<unknown>, to: ColumnType<U>): ExprOf<U | null> {
  const { dataType } = to;
  return build({ kind: 'cast', to: dataType, arg: use(of), isTry: true }, dataType) as never;
}
