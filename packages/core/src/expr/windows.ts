import { WINDOW } from '../types/data-type.ts';
import type { Duration } from '../types/duration.ts';
import type {
  Expr,
  SessionWindow,
  StructExpr,
  TimestampExpr,
  Watermarked,
  Window,
} from './expr.ts';
import { build, call, use } from './expr-builder.ts';
import { intervalOf } from './literal.ts';

/**
 * The window of an event time: of one length side by side, or sliding. A sliding window gives a row
 * for each window it is in, so it can only be a key of `groupBy`. Rows whose time is null are in no
 * window and go. Windows lie on a grid from 1970-01-01T00:00Z plus `start`; a day is 24 hours.
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
  const intervals = lengths.filter((length) => length !== undefined).map(intervalOf);
  const args = [use(eventTime), ...intervals];
  return build({ kind: 'call', fn: 'window', args }, WINDOW) as never;
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
