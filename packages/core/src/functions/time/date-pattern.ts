import { WRONG_ARGUMENTS } from '../../errors/expression.ts';
import { civilDate, daysOf, MICROS_PER_SECOND, splitMicros } from '../../types/civil.ts';
import { offsetText, two } from '../../types/time-text.ts';

/*
 * Patterns of java.time.format.DateTimeFormatter, US English: the letters that Spark documents and
 * that have a meaning without a locale's data.
 */

const MONTHS: readonly string[] = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September'],
  ...['October', 'November', 'December'],
];
const WEEKDAYS: readonly string[] = [
  ...['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
];
const TOKEN = /([A-Za-z])\1*|'(?:[^']|'')*'|[^A-Za-z']+/g;

interface Moment {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly days: number;
  readonly secondOfDay: number;
  readonly micros: number;
  readonly offsetMicros: number;
  readonly zone: string;
}

type Part = (moment: Moment) => string;

/**
 * A formatter of wall clock times in microseconds.
 *
 * @throws `EXPRESSION.WRONG_ARGUMENTS` for a letter it does not know
 */
export function datePattern(
  pattern: string,
): (localMicros: number, offsetMicros: number, zone: string) => string {
  const parts = (pattern.match(TOKEN) ?? []).map((token) => partOf(token, pattern));
  return (localMicros, offsetMicros, zone) => {
    const { days, microsOfDay } = splitMicros(localMicros);
    const secondOfDay = Math.floor(microsOfDay / MICROS_PER_SECOND);
    const micros = microsOfDay - secondOfDay * MICROS_PER_SECOND;
    const moment = { ...civilDate(days), days, secondOfDay, micros, offsetMicros, zone };
    return parts.map((part) => part(moment)).join('');
  };
}

function partOf(token: string, pattern: string): Part {
  const text = token.startsWith("'")
    ? token === "''"
      ? "'"
      : token.slice(1, -1).replaceAll("''", "'")
    : token;
  // Brackets make a section optional, which only matters when reading.
  if (!/^[A-Za-z]/.test(token)) {
    const shown = token.startsWith("'") ? text : text.replace(/[[\]]/g, '');
    return () => shown;
  }
  const count = token.length;
  const padded = (value: number): string => String(value).padStart(count, '0');
  const hour = (moment: Moment): number => Math.floor(moment.secondOfDay / 3600);
  switch (token[0]) {
    case 'y':
    case 'u':
      return count === 2
        ? ({ year }) => two(((year % 100) + 100) % 100)
        : ({ year }) => signedYear(year, count);
    case 'M':
    case 'L':
      return ({ month }) => named(MONTHS[month - 1] as string, month, count);
    case 'd':
      return ({ day }) => padded(day);
    case 'D':
      return ({ days, year }) => padded(days - daysOf(year, 1, 1) + 1);
    case 'E':
      return ({ days }) => named(WEEKDAYS[weekday(days)] as string, 0, Math.max(count, 3));
    case 'q':
    case 'Q':
      return ({ month }) => quarter(Math.ceil(month / 3), count);
    case 'H':
      return (moment) => padded(hour(moment));
    case 'k':
      return (moment) => padded(hour(moment) === 0 ? 24 : hour(moment));
    case 'h':
      return (moment) => padded(hour(moment) % 12 === 0 ? 12 : hour(moment) % 12);
    case 'K':
      return (moment) => padded(hour(moment) % 12);
    case 'a':
      return (moment) => (hour(moment) < 12 ? 'AM' : 'PM');
    case 'm':
      return ({ secondOfDay }) => padded(Math.floor(secondOfDay / 60) % 60);
    case 's':
      return ({ secondOfDay }) => padded(secondOfDay % 60);
    case 'S':
      return ({ micros }) => String(micros).padStart(6, '0').padEnd(9, '0').slice(0, count);
    case 'G':
      return ({ year }) => (year > 0 ? 'AD' : 'BC');
    case 'V':
      return ({ zone }) => zone;
    case 'X':
      return ({ offsetMicros }) => offset(offsetMicros, count, 'Z');
    case 'x':
      return ({ offsetMicros }) => offset(offsetMicros, count, undefined);
    case 'Z':
      return ({ offsetMicros }) =>
        offset(offsetMicros, count === 5 ? 3 : 2, count === 5 ? 'Z' : undefined);
    default:
      throw WRONG_ARGUMENTS.error({
        ...{
          fn: 'dateFormat',
          expected: 'a pattern of known letters',
          found: `'${token}' in '${pattern}'`,
        },
      });
  }
}

/** 0 is Monday. */
export function weekday(days: number): number {
  return (((days + 3) % 7) + 7) % 7;
}

function named(name: string, number: number, count: number): string {
  if (count >= 4) return name;
  return count === 3 ? name.slice(0, 3) : count === 2 ? two(number) : String(number);
}

function quarter(number: number, count: number): string {
  if (count <= 2) return String(number).padStart(count, '0');
  return count === 3 ? `Q${number}` : `${['1st', '2nd', '3rd', '4th'][number - 1]} quarter`;
}

function signedYear(year: number, count: number): string {
  const digits = String(Math.abs(year)).padStart(count, '0');
  if (year < 0) return `-${digits}`;
  return count >= 4 && digits.length > count ? `+${digits}` : digits;
}

/** One letter `+01` or `+0130`, two `+0100`, three `+01:00`. */
function offset(micros: number, count: number, zero: string | undefined): string {
  if (micros === 0 && zero !== undefined) return zero;
  const text = micros === 0 ? '+00:00' : offsetText(micros);
  if (count === 3) return text;
  return count === 1 && text.endsWith(':00') ? text.slice(0, 3) : text.replace(':', '');
}
