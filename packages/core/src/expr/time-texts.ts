import type { Expr, NumberExpr, Operand, StringExpr, TimestampExpr, ValueOf } from './expr.ts';
import { call } from './expr-builder.ts';

type NullOf<T> = Extract<T, null>;
type ReadTime = (of: Expr<Date | string | null>, pattern?: string) => TimestampExpr<Date | null>;

const readTime =
  (fn: string): ReadTime =>
  (of, pattern) =>
    (pattern === undefined ? call(fn, of) : call(fn, of, pattern)) as never;

/**
 * A time as text, by a pattern of Spark 3's such as `yyyy-MM-dd HH:mm`, in the zone of the session.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ day: dateFormat(o.order_time, 'yyyy-MM-dd') }));
 * ```
 *
 * @throws `TIME.BAD_PATTERN` when the query starts
 */
export function dateFormat<T extends Date | null>(
  of: Expr<T>,
  pattern: string,
): StringExpr<string | NullOf<T>> {
  return call('dateFormat', of, pattern) as never;
}

/**
 * The calendar day of a time, or of a text: by a pattern, or as a cast reads it. Null, in ANSI mode an
 * error, for a text that is none; an error in any mode, as in Spark 3, for one that does not match
 * the pattern but that Spark 2 read as a time.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ day: toDate(o.order_time), since: toDate(o.sku, 'yyyyMMdd') }));
 * ```
 *
 * @throws `TIME.BAD_PATTERN` when the query starts, `TIME.READ_DIFFERENTLY_BEFORE`, `TIME.NOT_A_TIME`
 */
export const toDate: ReadTime = readTime('toDate');

/**
 * The timestamp in a text, in the zone of the session unless the text names one: by a pattern, or as
 * a cast reads it. Null and errors are those of {@link toDate}.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ at: toTimestamp(o.sku, 'dd/MM/yyyy HH:mm[:ss][.SSS]') }));
 * ```
 */
export const toTimestamp: ReadTime = readTime('toTimestamp');
/** As {@link toTimestamp}. */
export const toTimestampLtz: ReadTime = readTime('toTimestampLtz');
/** As {@link toTimestamp}, but what the text shows, without a zone; one that it names is left out. */
export const toTimestampNtz: ReadTime = readTime('toTimestampNtz');
/** As {@link toTimestamp}, with null where ANSI mode would fail. */
export const tryToTimestamp: ReadTime = readTime('tryToTimestamp');

/**
 * Seconds since 1970-01-01T00:00Z of a time, or of a text by a pattern, cut off towards zero; without
 * arguments those of the batch. Null and errors are those of {@link toDate}.
 */
export function unixTimestamp(
  of?: Expr<Date | string | null>,
  pattern: string = 'yyyy-MM-dd HH:mm:ss',
): NumberExpr<number | null> {
  return (of === undefined ? call('unixTimestamp') : call('unixTimestamp', of, pattern)) as never;
}

/** As {@link unixTimestamp} with arguments. */
export function toUnixTimestamp(
  of: Expr<Date | string | null>,
  pattern: string = 'yyyy-MM-dd HH:mm:ss',
): NumberExpr<number | null> {
  return call('toUnixTimestamp', of, pattern) as never;
}

/** The time so many seconds after 1970-01-01T00:00Z as text, in the zone of the session. */
export function fromUnixtime<N extends Operand<number>>(
  seconds: N,
  pattern: string = 'yyyy-MM-dd HH:mm:ss',
): StringExpr<string | NullOf<ValueOf<N>>> {
  return call('fromUnixtime', seconds, pattern) as never;
}
