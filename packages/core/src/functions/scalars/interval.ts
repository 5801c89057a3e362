import type { Vector } from '../../columnar/vector.ts';
import { NOT_A_TIME } from '../../errors/time.ts';
import { MICROS_PER_DAY } from '../../types/civil.ts';
import {
  DATE,
  type DataType,
  INT,
  INTERVAL,
  type IntervalType,
  STRING,
  TIMESTAMP,
} from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import { type Interval, intervalParts } from '../../types/interval.ts';
import { type TimeZone, timeZone, UTC } from '../../types/time-zone.ts';
import { castToText } from '../cast/to-text.ts';
import { isTimestamp } from '../coercion.ts';
import type {
  Argument,
  ExprSettings,
  Kernel,
  ResolvedFunction,
  ScalarFunction,
} from '../function.ts';
import { addMonths } from '../time/calendar.ts';
import { mergeNulls } from '../vectors/nulls.ts';
import { numberRows } from '../vectors/number-rows.ts';
import { doubles, ints } from '../vectors/numbers.ts';
import { anyNullable, argument, expectCount, typeMismatch } from './arguments.ts';
import { checkedDate, resolveAddDays } from './date-arithmetic.ts';
import { timestampType } from './time-arguments.ts';

type Operation = 'add' | 'sub';

export const INTERVALS: readonly ScalarFunction[] = [
  { name: 'plusInterval', resolve: (args, settings) => resolveShift('add', args, settings) },
  { name: 'minusInterval', resolve: (args, settings) => resolveShift('sub', args, settings) },
];

/** True where `+` and `-` are not arithmetic on numbers: an operand is a time or an interval. */
export function isShift(args: readonly Argument[]): boolean {
  return args.some(
    ({ dataType: t }) => t.kind === 'interval' || t.kind === 'date' || isTimestamp(t),
  );
}

/**
 * A time moved by an interval, a date by days, or what lies between two times. As in Spark months and
 * days are those of the calendar in the session's zone, the rest is elapsed time.
 */
export function resolveShift(
  fn: Operation,
  args: readonly Argument[],
  settings: ExprSettings,
): ResolvedFunction {
  expectCount(fn, args, 2);
  const [left, right] = [argument(args, 0), argument(args, 1)];
  if (right.dataType.kind === 'interval') return shiftBy(fn, args, 0, settings);
  if (left.dataType.kind === 'interval' && fn === 'add') return shiftBy(fn, args, 1, settings);
  const isTime = ({ dataType: t }: Argument): boolean => isTimestamp(t) || t.kind === 'date';
  if (fn === 'sub' && isTime(left) && isTime(right)) return between(args);
  if (left.dataType.kind === 'date' && right.dataType.kind !== 'string') {
    return resolveAddDays(fn, args, fn === 'add' ? 1 : -1);
  }
  if (right.dataType.kind !== 'date' || fn === 'sub') throw mismatch(fn, args);
  const { kernel, ...rest } = resolveAddDays(fn, [right, left], 1);
  return {
    ...rest,
    castTo: [INT, DATE],
    kernel: ([days, dates], length, context) =>
      kernel([dates as Vector, days as Vector], length, context),
  };
}

function mismatch(fn: Operation, args: readonly Argument[]): Error {
  return typeMismatch(fn, args, 'a time and an interval');
}

/** What lies between two times: whole days between dates, else on the clock of the session. */
function between(args: readonly Argument[]): ResolvedFunction {
  const areDates = args.every(({ dataType }) => dataType.kind === 'date');
  const isInstant = args.some(({ dataType }) => dataType.kind === 'timestamp');
  const type: DataType = areDates ? DATE : isInstant ? TIMESTAMP : { kind: 'timestamp_ntz' };
  const kernel: Kernel = (vectors, length, context) => {
    const [ends, starts] = vectors as [Vector, Vector];
    const [end, start] = areDates ? [ints(ends), ints(starts)] : [doubles(ends), doubles(starts)];
    const zone = isInstant ? timeZone(context.timeZone) : UTC;
    const nulls = mergeNulls(vectors, length);
    const values: InternalValue[] = [];
    for (let row = 0; row < length; row++) {
      const [to, from] = [end[row] as number, start[row] as number];
      const micros = areDates
        ? (to - from) * MICROS_PER_DAY
        : zone.toLocal(to) - zone.toLocal(from);
      values.push(nulls?.[row] === 1 ? null : micros);
    }
    return { kind: 'boxed', length, nulls, values };
  };
  const dataType: IntervalType = areDates ? { kind: 'interval', unit: 'days' } : INTERVAL;
  return { dataType, nullable: anyNullable(args), castTo: [type, type], kernel };
}

/**
 * The time at `timeAt` moved by the interval that is the other argument. A date stays a date unless
 * hours are in the type of the interval; text stays text.
 */
function shiftBy(
  fn: Operation,
  args: readonly Argument[],
  timeAt: 0 | 1,
  { ansi }: ExprSettings,
): ResolvedFunction {
  const time = argument(args, timeAt);
  const amount = argument(args, 1 - timeAt);
  const from = time.dataType;
  const interval = amount.dataType as IntervalType;
  const isText = from.kind === 'string';
  const isTime = isTimestamp(from) || from.kind === 'date' || from.kind === 'null';
  if (!isTime && !(isText && interval.unit !== 'months')) throw mismatch(fn, args);
  const staysDate = from.kind === 'date' && interval.unit !== undefined;
  const type = staysDate ? DATE : timestampType(time);
  const partsOf = readParts(amount, interval, fn === 'add' ? 1 : -1);
  const shift: Kernel = (vectors, length, context) => {
    const moved = vectors[timeAt] as Vector;
    const parts = partsOf(vectors[1 - timeAt] as Vector);
    const zone = type.kind === 'timestamp_ntz' ? UTC : timeZone(context.timeZone);
    if (!staysDate) {
      const micros = doubles(moved);
      return numberRows('double', vectors, length, (row) =>
        moveInstant(micros[row] as number, parts(row), zone),
      );
    }
    const days = ints(moved);
    return numberRows('int', vectors, length, (row) =>
      checkedDate(fn, moveDate(days[row] as number, parts(row), zone, ansi)),
    );
  };
  const toText = isText ? castToText(TIMESTAMP, STRING) : undefined;
  const kernel: Kernel = (vectors, length, context) => {
    const times = shift(vectors, length, context);
    return toText === undefined ? times : toText([times], length, context);
  };
  return {
    ...{ dataType: isText ? STRING : type, nullable: anyNullable(args) || isText, kernel },
    castTo: timeAt === 0 ? [type] : [undefined, type],
    canFail: staysDate,
  };
}

/** The parts of an interval in each row, with a sign; of a constant they are taken apart once. */
function readParts(
  { constant }: Argument,
  type: IntervalType,
  sign: number,
): (intervals: Vector) => (row: number) => Interval {
  const signed = (value: InternalValue): Interval => {
    const { months, days, micros } = intervalParts(value, type);
    return { months: sign * months, days: sign * days, micros: sign * micros };
  };
  if (constant !== undefined && constant.value !== null) {
    const parts = signed(constant.value);
    return () => () => parts;
  }
  return (intervals) => {
    if (intervals.kind !== 'boxed')
      throw new TypeError(`expected intervals, not ${intervals.kind}`);
    return (row) => signed(intervals.values[row] ?? null);
  };
}

/** A clock that is set to another day keeps its offset where the time of day has two. */
export function moveInstant(
  micros: number,
  { months, days, micros: elapsed }: Interval,
  zone: TimeZone,
): number {
  if (zone.isUtc && months === 0) return micros + days * MICROS_PER_DAY + elapsed;
  if (months === 0 && days === 0) return micros + elapsed;
  const offset = zone.offsetAt(micros);
  const local = micros + offset;
  const day = Math.floor(local / MICROS_PER_DAY);
  const ofDay = local - day * MICROS_PER_DAY;
  const inMonth = addMonths(day, months) * MICROS_PER_DAY + ofDay;
  if (zone.isUtc) return inMonth + days * MICROS_PER_DAY + elapsed;
  const afterMonths = zone.toInstant(inMonth, offset);
  if (days === 0) return afterMonths + elapsed;
  const kept = zone.offsetAt(afterMonths);
  return zone.toInstant(afterMonths + kept + days * MICROS_PER_DAY, kept) + elapsed;
}

/** A part of a day moves a date by the day that it ends in; ANSI mode refuses it. */
function moveDate(days: number, interval: Interval, zone: TimeZone, ansi: boolean): number {
  if (interval.micros === 0) return addMonths(days, interval.months) + interval.days;
  if (ansi) throw NOT_A_TIME.error({ fn: 'add', reason: 'a date cannot move by part of a day' });
  const moved = moveInstant(zone.toInstant(days * MICROS_PER_DAY), interval, zone);
  return Math.floor(zone.toLocal(moved) / MICROS_PER_DAY);
}
