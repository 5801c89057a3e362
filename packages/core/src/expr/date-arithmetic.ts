import type { Expr, NumberExpr, Operand, TimestampExpr, ValueOf } from './expr.ts';
import { call } from './expr-builder.ts';

type NullOf<T> = Extract<T, null>;
/** A function of a date and a number that gives a date; null where either is. */
type Moved = <T extends Date | null, N extends Operand<number>>(
  date: Expr<T>,
  amount: N,
) => TimestampExpr<Date | NullOf<T> | NullOf<ValueOf<N>>>;
/** A function of two times that gives a number; null where either is. */
type Apart<A, B> = NumberExpr<number | NullOf<A> | NullOf<B>>;

const moved =
  (fn: string): Moved =>
  (date, amount) =>
    call(fn, date, amount) as never;

/** The date so many days later. A timestamp counts as its day in the zone of the session. */
export const dateAdd: Moved = moved('dateAdd');
/** The date so many days earlier, as {@link dateAdd}. */
export const dateSub: Moved = moved('dateSub');
/**
 * The date so many months later: the same day of the month, or the last one of a month that is shorter.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ due: addMonths(o.order_time, 1) }));
 * ```
 */
export const addMonths: Moved = moved('addMonths');

/** Days from `start` to `end`, below zero where `end` is earlier. */
export function dateDiff<A extends Date | null, B extends Date | null>(
  end: Expr<A>,
  start: Expr<B>,
): Apart<A, B> {
  return call('dateDiff', end, start) as never;
}

/**
 * Months from `start` to `end`: a whole number where both are the same day of the month or the last of
 * theirs, else days count as 1/31 of a month. Rounded to 8 digits unless `roundOff` is false.
 */
export function monthsBetween<A extends Date | null, B extends Date | null>(
  end: Expr<A>,
  start: Expr<B>,
  roundOff: boolean = true,
): Apart<A, B> {
  return call('monthsBetween', end, start, roundOff) as never;
}

/** The last day of the month that a time is in. */
export function lastDay<T extends Date | null>(of: Expr<T>): TimestampExpr<T> {
  return call('lastDay', of) as never;
}

/**
 * The first day after a date that is a day of the week, such as `'Mon'` or `'monday'`; null, in ANSI
 * mode an error, for a word that names none.
 */
export function nextDay(
  after: Expr<Date | null>,
  dayOfWeek: Operand<string>,
): TimestampExpr<Date | null> {
  return call('nextDay', after, dayOfWeek) as never;
}

/** The first day of the `year`, `quarter`, `month` or `week` that a time is in, as a date. */
export function trunc<T extends Date | null>(
  of: Expr<T>,
  unit: 'year' | 'quarter' | 'month' | 'week',
): TimestampExpr<T> {
  return call('trunc', of, unit) as never;
}

/** The units of {@link timestampAdd} and {@link timestampDiff}. */
export type TimeUnit =
  | ('year' | 'quarter' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second')
  | ('millisecond' | 'microsecond');

/**
 * The time so many units later. Months, and days where there are whole ones, are those of the calendar
 * in the zone of the session; the rest is elapsed time.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ due: timestampAdd('day', o.quantity, o.order_time) }));
 * ```
 */
export function timestampAdd<N extends Operand<number>, T extends Date | null>(
  unit: TimeUnit,
  amount: N,
  to: Expr<T>,
): TimestampExpr<Date | NullOf<T> | NullOf<ValueOf<N>>> {
  return call('timestampAdd', unit, amount, to) as never;
}

/** Whole units from `start` to `end` on the clock of the session, cut off towards zero. */
export function timestampDiff<A extends Date | null, B extends Date | null>(
  unit: TimeUnit,
  start: Expr<A>,
  end: Expr<B>,
): Apart<A, B> {
  return call('timestampDiff', unit, start, end) as never;
}
