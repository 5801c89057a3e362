/*
 * The proleptic Gregorian calendar on plain numbers (Howard Hinnant, "chrono-compatible low-level
 * date algorithms"). Years as astronomers count them: 0 is 1 BC.
 */

export const MICROS_PER_SECOND = 1_000_000;
export const MICROS_PER_DAY = 86_400_000_000;

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

/** Days since 1970-01-01. */
export function daysOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The date of a count of days since 1970-01-01. */
export function civilDate(days: number): CivilDate {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted + (shifted < 10 ? 3 : -9);
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return { year, month, day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1 };
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** How many days a month has. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days of a date that exists; undefined for 31 April and the like. */
export function checkedDays(year: number, month: number, day: number): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return daysOf(year, month, day);
}

/**
 * Seconds and microseconds together. After the year 2255 a double has no room for every microsecond;
 * it is rounded then, but never into the next second, which may be in another year.
 */
export function microsOf(seconds: number, micros: number): number {
  const whole = seconds * MICROS_PER_SECOND;
  const joined = whole + micros;
  if (joined - whole < MICROS_PER_SECOND) return joined;
  return joined - 2 ** (Math.floor(Math.log2(Math.abs(joined))) - 52);
}

/** The day that holds a microsecond, and how far the microsecond is into it. */
export function splitMicros(micros: number): {
  readonly days: number;
  readonly microsOfDay: number;
} {
  const days = Math.floor(micros / MICROS_PER_DAY);
  return { days, microsOfDay: micros - days * MICROS_PER_DAY };
}
