import { civilDate, daysInMonth, daysOf } from '../../types/civil.ts';
import { weekday } from './date-names.ts';

/** The same day of a later month, or its last day if it is shorter. */
export function addMonths(days: number, months: number): number {
  if (months === 0) return days;
  const { year, month, day } = civilDate(days);
  const total = year * 12 + (month - 1) + months;
  const toYear = Math.floor(total / 12);
  const toMonth = total - toYear * 12 + 1;
  return daysOf(toYear, toMonth, Math.min(day, daysInMonth(toYear, toMonth)));
}

/** The last day of the month that a day is in. */
export function lastDay(days: number): number {
  const { year, month } = civilDate(days);
  return daysOf(year, month, daysInMonth(year, month));
}

/** The year that a week counted as ISO 8601 does belongs to, and its number in it. */
export function isoWeek(days: number): { readonly year: number; readonly week: number } {
  const { year } = civilDate(days - weekday(days) + 3);
  const thursday = days - weekday(days) + 3;
  return { year, week: Math.floor((thursday - daysOf(year, 1, 1)) / 7) + 1 };
}
