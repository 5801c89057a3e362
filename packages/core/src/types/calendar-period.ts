type CalendarUnit = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** A number of days, weeks, months, quarters or years of the calendar. */
export type CalendarPeriod = `${number} ${CalendarUnit}` | `${number} ${CalendarUnit}s`;

export type WeekDay =
  | 'monday'
  | 'tuesday'
  | 'wednesday'
  | 'thursday'
  | 'friday'
  | 'saturday'
  | 'sunday';

/** Monday first, as in ISO 8601. */
export const WEEK_DAYS: readonly WeekDay[] = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
];

/** A period in the units that the calendar is made of. */
export interface PeriodLength {
  readonly unit: 'day' | 'month';
  readonly count: number;
  readonly isWeeks: boolean;
}

const PERIOD = /^\s*(?<count>\d+)\s+(?<unit>day|week|month|quarter|year)s?\s*$/i;
const DAYS_PER: Readonly<Record<string, number>> = { day: 1, week: 7 };
const MONTHS_PER: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };
/** Longer ones would leave the times there are. */
const MAX_COUNT = 1_000_000;

/** Reads `'1 month'`; undefined for anything else, and for a count of 0 or beyond a million. */
export function parsePeriod(text: string): PeriodLength | undefined {
  const groups = PERIOD.exec(text)?.groups;
  const count = Number(groups?.['count']);
  const unit = groups?.['unit']?.toLowerCase() ?? '';
  const days = Object.hasOwn(DAYS_PER, unit) ? DAYS_PER[unit] : undefined;
  const length = count * (days ?? MONTHS_PER[unit] ?? Number.NaN);
  if (!(length >= 1 && length <= MAX_COUNT)) return undefined;
  return { unit: days === undefined ? 'month' : 'day', count: length, isWeeks: unit === 'week' };
}

/** True for a text that counts in months, which have no one length. */
export function countsMonths(text: string): boolean {
  return /\d'?\s+(?:month|quarter|year)s?(?=\s|$)|to\s+month\s*$/i.test(text);
}
