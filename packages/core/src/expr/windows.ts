import { checkOptions, type OptionNames } from '../errors/check-options.ts';
import { WINDOW_OF_MONTHS } from '../errors/window.ts';
import { type CalendarPeriod, countsMonths, type WeekDay } from '../types/calendar-period.ts';
import { WINDOW } from '../types/data-type.ts';
import type { Duration } from '../types/duration.ts';
import type { TimeInterval } from '../types/interval.ts';
import type {
  Expr,
  SessionWindow,
  StructExpr,
  TimestampExpr,
  Watermarked,
  Window,
} from './expr.ts';
import { build, call, use } from './expr-builder.ts';
import { intervalOf, literalOf } from './literal.ts';
import type { Literal } from './node.ts';

/**
 * The window of an event time: of one length side by side, or sliding. A sliding window gives a row
 * for each window it is in, so it can only be a key of `groupBy`. Rows whose time is null are in no
 * window and go. Windows lie on a grid from 1970-01-01T00:00Z plus `start`; a day is 24 hours.
 * For months, and for days of a zone, there is {@link calendarWindow}.
 *
 * A window of a window falls into the one around it.
 *
 * @example
 * ```ts
 * orders
 *   .withWatermark('order_time', '10 minutes')
 *   .groupBy((o) => ({ window: window(o.order_time, '1 hour', '10 minutes'), country: o.country }))
 *   .agg((o) => ({ revenue: sum(o.price) }));
 * ```
 */
export function window<E extends Expr<Date | Window | null>>(
  eventTime: E,
  size: Duration,
  slide?: Duration,
  start?: Duration,
): StructExpr<Window, Window> & (E extends Watermarked ? Watermarked : unknown) {
  const lengths = start === undefined ? [size, slide] : [size, slide ?? size, start];
  const intervals = lengths.filter((length) => length !== undefined).map(lengthOf);
  const args = [use(eventTime), ...intervals];
  return build({ kind: 'call', fn: 'window', args }, WINDOW) as never;
}

/** @throws {@link WINDOW_OF_MONTHS} */
function lengthOf(text: string): Literal {
  if (countsMonths(text)) throw WINDOW_OF_MONTHS.error({ text });
  return intervalOf(text);
}

/** How the periods of {@link calendarWindow} lie. */
export interface CalendarWindowOptions {
  /** IANA name, or an offset: whose clocks and calendar. That of the session unless said. */
  readonly timeZone?: string;
  /** The first day of a week; Monday unless said. */
  readonly startOfWeek?: WeekDay;
  /**
   * How much later than the calendar a period begins, on the clock of the wall: `'4 hours'` for days from
   * 4 to 4, `'3 months'` for years from April. Shorter than the period; may be below 0.
   */
  readonly start?: TimeInterval;
}

const OPTIONS: OptionNames<CalendarWindowOptions> = {
  timeZone: true,
  startOfWeek: true,
  start: true,
};

/**
 * The period of the calendar that an event time is in: the day, week, month, quarter or year of a zone,
 * or a number of them, counted from 1970. A day with a change of the clocks has 23 or 25 hours, and
 * months have their lengths; between periods there is no gap. Rows whose time is null are in none and
 * go. Of a window the last microsecond counts. Spark has only {@link window}, whose days are 24 hours.
 *
 * @throws `EXPRESSION.BAD_CALENDAR_WINDOW`, `EXPRESSION.BAD_TIME_ZONE` when the step is made
 * @example
 * ```ts
 * orders
 *   .withWatermark('order_time', '1 hour')
 *   .groupBy((o) => ({ day: calendarWindow(o.order_time, '1 day', { timeZone: 'Europe/Paris' }) }))
 *   .agg((o) => ({ revenue: sum(o.price) }));
 * ```
 */
export function calendarWindow<E extends Expr<Date | Window | null>>(
  eventTime: E,
  size: CalendarPeriod,
  options: CalendarWindowOptions = {},
): StructExpr<Window, Window> & (E extends Watermarked ? Watermarked : unknown) {
  checkOptions('calendarWindow()', options, OPTIONS);
  const { start, startOfWeek, timeZone } = options;
  const texts = [size, start ?? null, startOfWeek ?? null, timeZone ?? null].map(literalOf);
  const args = [use(eventTime), ...texts];
  return build({ kind: 'call', fn: 'calendarWindow', args }, WINDOW) as never;
}

/**
 * The session window of an event time: it lasts until no row of the same keys came for the length of
 * `gap`, which may differ from row to row. It can only be a key of `groupBy`, beside another one; rows
 * whose time or gap is null go, and those whose gap is not above 0.
 *
 * @param gap - a duration, or an expression that gives one as text for each row
 * @example
 * ```ts
 * orders
 *   .withWatermark('order_time', '10 minutes')
 *   .groupBy((o) => ({ session: sessionWindow(o.order_time, '5 minutes'), country: o.country }))
 *   .agg((o) => ({ revenue: sum(o.price) }));
 * ```
 */
export function sessionWindow<E extends Expr<Date | Window | null>>(
  eventTime: E,
  gap: Duration | Expr<string | null>,
): StructExpr<SessionWindow, Window> & (E extends Watermarked ? Watermarked : unknown) {
  const args = [use(eventTime), typeof gap === 'string' ? intervalOf(gap) : use(gap)];
  return build({ kind: 'call', fn: 'sessionWindow', args }, WINDOW) as never;
}

/**
 * The last moment of a window, one microsecond before its end: the event time of its row in the
 * windows of a second aggregation.
 *
 * @example
 * ```ts
 * const hourly = byWindow.groupBy((o) => ({ window: window(windowTime(o.window), '1 hour') }));
 * ```
 */
export function windowTime<E extends Expr<Window | null>>(
  of: E,
): TimestampExpr<Date> & (E extends Watermarked ? Watermarked : unknown) {
  return call('windowTime', of) as never;
}
