/* The names of java.time in US English. */

export const MONTHS: readonly string[] = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September'],
  ...['October', 'November', 'December'],
];
export const SHORT_MONTHS: readonly string[] = MONTHS.map((month) => month.slice(0, 3));
export const WEEKDAYS: readonly string[] = [
  ...['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
];
export const QUARTERS: readonly string[] = ['1st', '2nd', '3rd', '4th'].map((n) => `${n} quarter`);
export const ERAS: readonly string[] = ['Before Christ', 'Anno Domini'];
export const SHORT_ERAS: readonly string[] = ['BC', 'AD'];
export const HALF_DAYS: readonly string[] = ['AM', 'PM'];

/** The day of the week of a count of days since 1970-01-01; 0 is Monday. */
export function weekday(days: number): number {
  return (((days + 3) % 7) + 7) % 7;
}
