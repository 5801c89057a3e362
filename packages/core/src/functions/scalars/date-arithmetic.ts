import type { Vector } from '../../columnar/vector.ts';
import { ARITHMETIC_OVERFLOW } from '../../errors/expression.ts';
import { NOT_A_TIME } from '../../errors/time.ts';
import { civilDate, MICROS_PER_DAY, MICROS_PER_SECOND } from '../../types/civil.ts';
import {
  BOOLEAN,
  DATE,
  type DataType,
  DOUBLE,
  INT,
  STRING,
  TIMESTAMP,
} from '../../types/data-type.ts';
import { type TimeZone, timeZone } from '../../types/time-zone.ts';
import type {
  Argument,
  ExprSettings,
  Kernel,
  ResolvedFunction,
  ScalarFunction,
} from '../function.ts';
import { addMonths, lastDay } from '../time/calendar.ts';
import { weekday } from '../time/date-names.ts';
import { numberRows } from '../vectors/number-rows.ts';
import { booleans, doubles, ints } from '../vectors/numbers.ts';
import { perText } from '../vectors/per-text.ts';
import { argument, expectCount, typeMismatch } from './arguments.ts';
import { expectNumber, expectTime, mayBeNull } from './time-arguments.ts';

const SECONDS_PER_31_DAYS = 31 * 86_400;
const WEEKDAYS: readonly string[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const FULL_WEEKDAYS: readonly string[] = [
  ...['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'],
];

export const DATE_ARITHMETIC: readonly ScalarFunction[] = [
  { name: 'dateAdd', resolve: (args) => resolveAddDays('dateAdd', args, 1) },
  { name: 'dateSub', resolve: (args) => resolveAddDays('dateSub', args, -1) },
  { name: 'dateDiff', resolve: resolveDateDiff },
  { name: 'addMonths', resolve: resolveAddMonths },
  { name: 'monthsBetween', resolve: resolveMonthsBetween },
  { name: 'nextDay', resolve: resolveNextDay },
  {
    name: 'lastDay',
    resolve(args) {
      expectCount('lastDay', args, 1);
      expectTime('lastDay', args, 0);
      const kernel: Kernel = ([dates], length) => {
        const days = ints(dates as Vector);
        return numberRows('int', [dates as Vector], length, (row) => lastDay(days[row] as number));
      };
      return { dataType: DATE, nullable: mayBeNull(args), castTo: [DATE], kernel };
    },
  },
];

/** A date some days later. The days are of at most 32 bits, or a constant text of them. */
export function resolveAddDays(
  fn: string,
  args: readonly Argument[],
  sign: 1 | -1,
): ResolvedFunction {
  expectCount(fn, args, 2);
  expectTime(fn, args, 0);
  const { dataType: amount, constant } = argument(args, 1);
  const isWhole = constant !== undefined && /^\s*[+-]?\d+\s*$/.test(String(constant.value));
  if (!DAYS.includes(amount.kind) || (amount.kind === 'string' && !isWhole))
    throw typeMismatch(fn, args, 'a date and an int');
  const kernel: Kernel = ([dates, amounts], length) => {
    const [days, more] = [ints(dates as Vector), ints(amounts as Vector)];
    // Beyond 32 bits dates wrap around, as in Spark.
    const vectors = [dates as Vector, amounts as Vector];
    return numberRows(
      'int',
      vectors,
      length,
      (i) => (days[i] as number) + sign * (more[i] as number),
    );
  };
  return { dataType: DATE, nullable: mayBeNull(args), castTo: [DATE, INT], kernel };
}

const DAYS: readonly DataType['kind'][] = ['byte', 'short', 'int', 'string', 'null'];

function resolveDateDiff(args: readonly Argument[]): ResolvedFunction {
  expectCount('dateDiff', args, 2);
  expectTime('dateDiff', args, 0);
  expectTime('dateDiff', args, 1);
  const kernel: Kernel = ([ends, starts], length) => {
    const [end, start] = [ints(ends as Vector), ints(starts as Vector)];
    const vectors = [ends as Vector, starts as Vector];
    return numberRows('int', vectors, length, (i) => (end[i] as number) - (start[i] as number));
  };
  return { dataType: INT, nullable: mayBeNull(args), castTo: [DATE, DATE], kernel };
}

function resolveAddMonths(args: readonly Argument[]): ResolvedFunction {
  expectCount('addMonths', args, 2);
  expectTime('addMonths', args, 0);
  expectNumber('addMonths', args, 1);
  const kernel: Kernel = ([dates, amounts], length) => {
    const [days, months] = [ints(dates as Vector), ints(amounts as Vector)];
    return numberRows('int', [dates as Vector, amounts as Vector], length, (row) =>
      checkedDate('addMonths', addMonths(days[row] as number, months[row] as number)),
    );
  };
  const nullable = mayBeNull(args);
  return { dataType: DATE, nullable, castTo: [DATE, INT], kernel, canFail: true };
}

/**
 * A day that fits a date.
 *
 * @throws {@link ARITHMETIC_OVERFLOW}
 */
export function checkedDate(fn: string, days: number): number {
  if (days !== (days | 0)) throw ARITHMETIC_OVERFLOW.error({ fn, type: 'date' });
  return days;
}

/**
 * Months from the second time to the first: whole where both are the same day of the month or the
 * last one, else days count as 1/31. Rounded to 8 digits unless the third argument is false.
 */
function resolveMonthsBetween(args: readonly Argument[]): ResolvedFunction {
  expectCount('monthsBetween', args, 2, 3);
  expectTime('monthsBetween', args, 0);
  expectTime('monthsBetween', args, 1);
  const kernel: Kernel = (vectors, length, context) => {
    const [ends, starts, rounds] = vectors as [Vector, Vector, Vector | undefined];
    const [end, start] = [doubles(ends), doubles(starts)];
    const isRounded = rounds === undefined ? undefined : booleans(rounds);
    const zone = timeZone(context.timeZone);
    return numberRows('double', vectors, length, (row) => {
      const months = monthsBetween(
        clockOf(end[row] as number, zone),
        clockOf(start[row] as number, zone),
      );
      return isRounded?.[row] === 0 ? months : Math.floor(months * 1e8 + 0.5) / 1e8;
    });
  };
  const castTo = [TIMESTAMP, TIMESTAMP, ...(args.length === 3 ? [BOOLEAN] : [])];
  return { dataType: DOUBLE, nullable: mayBeNull(args), castTo, kernel };
}

interface Clock {
  readonly days: number;
  /** Since the beginning of the day, which is not always at midnight. */
  readonly seconds: number;
}

function clockOf(micros: number, zone: TimeZone): Clock {
  const days = Math.floor(zone.toLocal(micros) / MICROS_PER_DAY);
  const start = zone.toInstant(days * MICROS_PER_DAY);
  return { days, seconds: Math.floor((micros - start) / MICROS_PER_SECOND) };
}

function monthsBetween(ends: Clock, starts: Clock): number {
  const end = civilDate(ends.days);
  const start = civilDate(starts.days);
  const months = (end.year - start.year) * 12 + end.month - start.month;
  const areBothLast = lastDay(ends.days) === ends.days && lastDay(starts.days) === starts.days;
  if (end.day === start.day || areBothLast) return months;
  const seconds = (end.day - start.day) * 86_400 + ends.seconds - starts.seconds;
  return months + seconds / SECONDS_PER_31_DAYS;
}

/** The first day after a date that is the named day of the week; null, in ANSI mode an error, for no name. */
function resolveNextDay(args: readonly Argument[], { ansi }: ExprSettings): ResolvedFunction {
  expectCount('nextDay', args, 2);
  expectTime('nextDay', args, 0);
  const weekdayAt = perText(args, 1, (word) => ({ word, day: weekdayOf(word) }));
  const kernel: Kernel = ([dates, words], length) => {
    const days = ints(dates as Vector);
    const read = weekdayAt(words as Vector);
    return numberRows('int', [dates as Vector, words as Vector], length, (row) => {
      const { word, day } = read(row);
      if (day < 0 && !ansi) return Number.NaN;
      if (day < 0)
        throw NOT_A_TIME.error({ fn: 'nextDay', reason: `'${word}' is no day of the week` });
      const date = days[row] as number;
      return date + 7 - ((weekday(date) - day + 7) % 7);
    });
  };
  return { dataType: DATE, nullable: true, castTo: [DATE, STRING], kernel, canFail: ansi };
}

/** 0 is Monday; -1 for a word that names no day. */
function weekdayOf(word: string): number {
  const upper = word.toUpperCase();
  if (upper.length === 2) return WEEKDAYS.indexOf(upper);
  if (upper.length === 3) return FULL_WEEKDAYS.findIndex((name) => name.startsWith(upper));
  return FULL_WEEKDAYS.indexOf(upper);
}
