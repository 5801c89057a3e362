import { civilDate, daysOf, MICROS_PER_DAY } from '../../types/civil.ts';
import { weekday } from './date-names.ts';

export type Unit =
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

const ALIASES: Readonly<Record<string, Unit>> = {
  ...{ year: 'year', yyyy: 'year', yy: 'year', quarter: 'quarter', month: 'month', mon: 'month' },
  ...{ mm: 'month', week: 'week', day: 'day', dd: 'day', hour: 'hour', minute: 'minute' },
  ...{ second: 'second', millisecond: 'millisecond', microsecond: 'microsecond' },
};
const MICROS: Readonly<Partial<Record<Unit, number>>> = {
  day: MICROS_PER_DAY,
  hour: 3_600_000_000,
  minute: 60_000_000,
  second: 1_000_000,
  millisecond: 1000,
  microsecond: 1,
};

/** The unit that Spark's `date_trunc` and `trunc` mean by a word; undefined if they mean none. */
export function unitOf(word: string): Unit | undefined {
  const lower = word.toLowerCase();
  return Object.hasOwn(ALIASES, lower) ? ALIASES[lower] : undefined;
}

/** The start of the unit that holds a wall clock time. */
export function truncateLocal(localMicros: number, unit: Unit): number {
  const size = MICROS[unit];
  if (size !== undefined) return Math.floor(localMicros / size) * size;
  return truncateDays(Math.floor(localMicros / MICROS_PER_DAY), unit) * MICROS_PER_DAY;
}

/** The first day of the unit that holds a day; NaN for a unit that is not longer than one. */
export function truncateDays(days: number, unit: Unit): number {
  const { year, month } = civilDate(days);
  switch (unit) {
    case 'year':
      return daysOf(year, 1, 1);
    case 'quarter':
      return daysOf(year, month - ((month - 1) % 3), 1);
    case 'month':
      return daysOf(year, month, 1);
    case 'week':
      return days - weekday(days);
    default:
      return Number.NaN;
  }
}
