import { BAD_DURATION } from '../errors/schema.ts';
import { MICROS_PER_DAY, MICROS_PER_SECOND } from './civil.ts';
import type { IntervalType } from './data-type.ts';
import { type Duration, durationMicros } from './duration.ts';
import type { InternalValue } from './internal-value.ts';
import { two } from './time-text.ts';

type CalendarUnit = 'month' | 'months' | 'year' | 'years';

/** What a time can be moved by: a {@link Duration}, months and years of the calendar, or both. */
export type TimeInterval =
  | Duration
  | `${number} ${CalendarUnit}`
  | `${number} ${CalendarUnit} ${string}`;

/** An interval of any type: its parts are applied to a time in this order. */
export interface Interval {
  readonly months: number;
  readonly days: number;
  readonly micros: number;
}

const MICROS_PER_HOUR = 3_600_000_000;
const MICROS_PER_MINUTE = 60_000_000;

/*
 * Text of intervals, as in Spark SQL:
 *
 *   interval := ["interval"] (amount unit)+ | ["interval"] quoted field "to" field
 *   amount   := number | "'" number "'"
 *   quoted   := "'1-2'" year to month | "'3 4:05:06.7'" day to second, and its parts
 */

const PREFIX = /^\s*interval\s/i;
const MONTHS_PART = /(?<quote>'?)(?<amount>[+-]?\d+)\k<quote>\s+(?<unit>year|month)s?(?=\s|$)/gi;
const DAYS_ONLY = /^(?:\s*'?[+-]?\d+'?\s+(?:day|week)s?(?=\s|$))+\s*$/i;
const FIELDS =
  /^\s*'\s*(?<sign>[+-]?)(?<value>[^']*?)\s*'\s+(?<from>[a-z]+)\s+to\s+(?<to>[a-z]+)\s*$/i;
/** What the fields from one to another look like; each group is a field. */
const FORMS: Readonly<Record<string, RegExp>> = {
  'day to hour': /^(?<day>\d+) (?<hour>\d+)$/,
  'day to minute': /^(?<day>\d+) (?<hour>\d+):(?<minute>\d+)$/,
  'day to second': /^(?<day>\d+) (?<hour>\d+):(?<minute>\d+):(?<second>\d+(?:\.\d{1,9})?)$/,
  'hour to minute': /^(?<hour>\d+):(?<minute>\d+)$/,
  'hour to second': /^(?<hour>\d+):(?<minute>\d+):(?<second>\d+(?:\.\d{1,9})?)$/,
  'minute to second': /^(?<minute>\d+):(?<second>\d+(?:\.\d{1,9})?)$/,
};

/**
 * The value and the type of an interval. Only months and years, only days and weeks, and only what is
 * elapsed time have types of their own; a mixture of months with others is a calendar interval.
 *
 * @throws {@link BAD_DURATION}
 */
export function parseInterval(text: string): {
  readonly value: InternalValue;
  readonly dataType: IntervalType;
} {
  const rest = text.replace(PREFIX, '');
  const fields = FIELDS.exec(rest)?.groups;
  if (fields !== undefined) return parseFields(text, fields);
  let months = 0;
  let hasMonths = false;
  const others = rest.replace(MONTHS_PART, (_, __, amount: string, unit: string) => {
    hasMonths = true;
    months += Number(amount) * (unit.toLowerCase() === 'year' ? 12 : 1);
    return '';
  });
  if (!hasMonths) {
    const value = durationMicros(rest);
    return { value, dataType: DAYS_ONLY.test(rest) ? DAYS : DAY_TIME };
  }
  if (others.trim() === '') return { value: months, dataType: MONTHS };
  return { value: [months, ...calendarDays(others)], dataType: CALENDAR };
}

const DAY_TIME: IntervalType = { kind: 'interval' };
const DAYS: IntervalType = { kind: 'interval', unit: 'days' };
const MONTHS: IntervalType = { kind: 'interval', unit: 'months' };
const CALENDAR: IntervalType = { kind: 'interval', unit: 'calendar' };

/** Days and weeks apart from hours and less. */
function calendarDays(text: string): readonly [days: number, micros: number] {
  let days = 0;
  const rest = text.replace(
    /'?([+-]?\d+)'?\s+(day|week)s?(?=\s|$)/gi,
    (_, amount: string, unit: string) => {
      days += Number(amount) * (unit.toLowerCase() === 'week' ? 7 : 1);
      return '';
    },
  );
  return [days, rest.trim() === '' ? 0 : durationMicros(rest)];
}

function parseFields(
  text: string,
  { sign, value = '', from = '', to = '' }: Record<string, string | undefined>,
): ReturnType<typeof parseInterval> {
  const factor = sign === '-' ? -1 : 1;
  const form = `${from} to ${to}`.toLowerCase();
  if (form === 'year to month') {
    const [, years, months] = /^(\d+)-(\d+)$/.exec(value) ?? [];
    if (years === undefined || Number(months) > 11) throw BAD_DURATION.error({ text });
    return { value: factor * (Number(years) * 12 + Number(months)), dataType: MONTHS };
  }
  const parts = Object.hasOwn(FORMS, form) ? FORMS[form]?.exec(value)?.groups : undefined;
  if (parts === undefined) throw BAD_DURATION.error({ text });
  const { day = 0, hour = 0, minute = 0, second = 0 } = parts;
  const micros =
    Number(day) * MICROS_PER_DAY +
    Number(hour) * MICROS_PER_HOUR +
    Number(minute) * MICROS_PER_MINUTE +
    Math.round(Number(second) * MICROS_PER_SECOND);
  return { value: factor * micros, dataType: DAY_TIME };
}

/** The parts of a value. What has no months counts whole days, of 24 hours, as days of the calendar. */
export function intervalParts(value: InternalValue, { unit }: IntervalType): Interval {
  if (unit === 'calendar') {
    const [months, days, micros] = value as readonly number[];
    return { months: months as number, days: days as number, micros: micros as number };
  }
  if (unit === 'months') return { months: value as number, days: 0, micros: 0 };
  const days = Math.trunc((value as number) / MICROS_PER_DAY);
  return { months: 0, days, micros: (value as number) - days * MICROS_PER_DAY };
}

/** What Spark's cast of an interval to string gives. */
export function intervalText(value: InternalValue, type: IntervalType): string {
  switch (type.unit) {
    case 'calendar':
      return calendarText(intervalParts(value, type));
    case 'months': {
      const months = Math.abs(value as number);
      return `INTERVAL '${signOf(value)}${Math.floor(months / 12)}-${months % 12}' YEAR TO MONTH`;
    }
    case 'days':
      return `INTERVAL '${(value as number) / MICROS_PER_DAY}' DAY`;
    default:
      return `INTERVAL '${signOf(value)}${dayTimeText(Math.abs(value as number))}' DAY TO SECOND`;
  }
}

function signOf(value: InternalValue): string {
  return (value as number) < 0 ? '-' : '';
}

function dayTimeText(micros: number): string {
  const days = Math.floor(micros / MICROS_PER_DAY);
  const seconds = Math.floor((micros - days * MICROS_PER_DAY) / MICROS_PER_SECOND);
  const fraction = micros % MICROS_PER_SECOND;
  const time = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${days} ${time}${fraction === 0 ? '' : `.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`}`;
}

/** `1 years 2 months 3 days 4 hours`, as Spark writes intervals of the calendar. */
export function calendarText({ months, days, micros }: Interval): string {
  const hours = Math.trunc(micros / MICROS_PER_HOUR);
  const minutes = Math.trunc((micros - hours * MICROS_PER_HOUR) / MICROS_PER_MINUTE);
  const rest = micros - hours * MICROS_PER_HOUR - minutes * MICROS_PER_MINUTE;
  const parts: readonly (readonly [number, string])[] = [
    [Math.trunc(months / 12), 'years'],
    [months % 12, 'months'],
    [days, 'days'],
    [hours, 'hours'],
    [minutes, 'minutes'],
    [rest / MICROS_PER_SECOND, 'seconds'],
  ];
  const text = parts.flatMap(([amount, unit]) =>
    amount === 0 ? [] : [`${plain(amount)} ${unit}`],
  );
  return text.length === 0 ? '0 seconds' : text.join(' ');
}

/** Without an exponent, which a microsecond of a second would have. */
function plain(amount: number): string {
  return Number.isInteger(amount) ? String(amount) : amount.toFixed(6).replace(/0+$/, '');
}
