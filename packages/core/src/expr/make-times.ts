import type { Expr, Interval, Operand, StringExpr, TimestampExpr } from './expr.ts';
import { call } from './expr-builder.ts';

type Count = Operand<number>;
type ReadZone = <T extends Date | null>(
  time: Expr<T>,
  zone: Operand<string>,
) => TimestampExpr<Date | null>;

/**
 * A date of its parts; null, in ANSI mode an error, for a day that does not exist.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ day: makeDate(2024, 2, o.quantity) }));
 * ```
 */
export function makeDate(year: Count, month: Count, day: Count): TimestampExpr<Date | null> {
  return call('makeDate', year, month, day) as never;
}

/**
 * A timestamp of its parts, in the zone of the session unless one is given. Seconds have six decimals;
 * 60 of them are the next minute. Null, in ANSI mode an error, for a time that does not exist; a clock
 * that is put forward over it shows a later one.
 *
 * @throws `EXPRESSION.BAD_TIME_ZONE`, `TIME.OVERFLOW`
 */
export function makeTimestamp(
  ...parts: readonly [
    ...[year: Count, month: Count, day: Count, hour: Count, minute: Count, second: Count],
    zone?: Operand<string>,
  ]
): TimestampExpr<Date | null> {
  return call('makeTimestamp', ...parts) as never;
}

/** As {@link makeTimestamp}. */
export function makeTimestampLtz(
  ...parts: Parameters<typeof makeTimestamp>
): TimestampExpr<Date | null> {
  return call('makeTimestampLtz', ...parts) as never;
}

/** A timestamp without a zone of its parts, as {@link makeTimestamp}. */
export function makeTimestampNtz(
  ...parts: readonly [
    ...[year: Count, month: Count, day: Count, hour: Count, minute: Count, second: Count],
  ]
): TimestampExpr<Date | null> {
  return call('makeTimestampNtz', ...parts) as never;
}

const inZone =
  (fn: string): ReadZone =>
  (time, zone) =>
    call(fn, time, zone) as never;

/**
 * What a clock in `zone` shows at a time, as if it were a time in UTC. Few need it: a timestamp is the
 * same moment in every zone, and is shown in that of the session.
 *
 * @throws `EXPRESSION.BAD_TIME_ZONE`
 */
export const fromUtcTimestamp: ReadZone = inZone('fromUtcTimestamp');
/** The moment at which a clock in `zone` shows what one in UTC shows at a time; undoes {@link fromUtcTimestamp}. */
export const toUtcTimestamp: ReadZone = inZone('toUtcTimestamp');

/** The zone of the session, as it was set. */
export function currentTimezone(): StringExpr<string> {
  return call('currentTimezone') as never;
}

/**
 * What a clock in the zone `to` shows when one in the zone `from` shows `time`, without a zone.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ there: convertTimezone('UTC', 'Asia/Tokyo', o.order_time) }));
 * ```
 *
 * @throws `EXPRESSION.BAD_TIME_ZONE`
 */
export function convertTimezone(
  from: Operand<string>,
  to: Operand<string>,
  time: Expr<Date | null>,
): TimestampExpr<Date | null> {
  return call('convertTimezone', from, to, time) as never;
}

/** The parts of an interval of the calendar; those not given are 0. */
export interface IntervalParts {
  readonly years?: Count;
  readonly months?: Count;
  readonly weeks?: Count;
  readonly days?: Count;
  readonly hours?: Count;
  readonly minutes?: Count;
  /** With up to six decimals. */
  readonly seconds?: Count;
}

/**
 * An interval whose parts are expressions, for `plus` and `minus` of a time. Null where it overflows,
 * in ANSI mode an error.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ due: o.order_time.plus(makeInterval({ months: o.quantity })) }));
 * ```
 */
export function makeInterval(parts: IntervalParts): Expr<Interval | null> {
  const { years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0 } = parts;
  return call('makeInterval', years, months, weeks, days, hours, minutes, seconds) as never;
}

/** An interval of elapsed time, where a day has 24 hours, as {@link makeInterval}; it fails on overflow. */
export function makeDtInterval(
  parts: Pick<IntervalParts, 'days' | 'hours' | 'minutes' | 'seconds'>,
): Expr<Interval | null> {
  const { days = 0, hours = 0, minutes = 0, seconds = 0 } = parts;
  return call('makeDtInterval', days, hours, minutes, seconds) as never;
}

/** An interval of months, as {@link makeInterval}; it fails on overflow. */
export function makeYmInterval(
  parts: Pick<IntervalParts, 'years' | 'months'>,
): Expr<Interval | null> {
  const { years = 0, months = 0 } = parts;
  return call('makeYmInterval', years, months) as never;
}
