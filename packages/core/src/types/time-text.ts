import { civilDate, MICROS_PER_SECOND, splitMicros } from './civil.ts';

/** `yyyy-MM-dd`; a year beyond four digits gets its sign. */
export function dateText(days: number): string {
  const { year, month, day } = civilDate(days);
  return `${yearText(year)}-${two(month)}-${two(day)}`;
}

/** `yyyy-MM-dd HH:mm:ss` and the fraction without trailing zeros, of a wall clock in microseconds. */
export function timestampText(localMicros: number, separator: ' ' | 'T' = ' '): string {
  const { days, microsOfDay } = splitMicros(localMicros);
  const seconds = Math.floor(microsOfDay / MICROS_PER_SECOND);
  const micros = microsOfDay - seconds * MICROS_PER_SECOND;
  const time = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const fraction = micros === 0 ? '' : `.${String(micros).padStart(6, '0').replace(/0+$/, '')}`;
  return `${dateText(days)}${separator}${time}${fraction}`;
}

export function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function yearText(year: number): string {
  const digits = String(Math.abs(year)).padStart(4, '0');
  return year < 0 ? `-${digits}` : year > 9999 ? `+${digits}` : digits;
}
