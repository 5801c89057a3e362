const MICROS_PER_SECOND = 1_000_000;
const MICROS_PER_MS = 1000;
const MS_PER_DAY = 86_400_000;

const TIMESTAMP =
  /^(?<year>[+-]?\d{4,})-(?<month>\d\d)-(?<day>\d\d)T(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:\.(?<fraction>\d{1,6}))?Z$/;

/** Microseconds since the epoch of ISO-8601 text with `Z`, of any year. */
export function microsOf(text: string): number {
  const parts = TIMESTAMP.exec(text)?.groups;
  if (parts === undefined) throw new TypeError(`'${text}' is no timestamp`);
  const number = (name: string): number => Number(parts[name]);
  const dayMs = dayStartMs(number('year'), number('month'), number('day'));
  const seconds = (number('hour') * 60 + number('minute')) * 60 + number('second');
  const fraction = Number((parts['fraction'] ?? '').padEnd(6, '0'));
  return dayMs * MICROS_PER_MS + seconds * MICROS_PER_SECOND + fraction;
}

/** Days since the epoch of `yyyy-MM-dd`. */
export function dayOf(text: string): number {
  const [, year, month, day] = /^([+-]?\d{4,})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  if (year === undefined) throw new TypeError(`'${text}' is no date`);
  return dayStartMs(Number(year), Number(month), Number(day)) / MS_PER_DAY;
}

// Date.UTC takes the years 0 to 99 for those of the last century.
function dayStartMs(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

/** The text of microseconds since the epoch, without trailing zeros. */
export function timestampText(micros: number): string {
  const seconds = Math.floor(micros / MICROS_PER_SECOND);
  const fraction = micros - seconds * MICROS_PER_SECOND;
  const time = new Date(seconds * 1000).toISOString().slice(-14, -5);
  const digits = fraction === 0 ? '' : `.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`;
  return `${dateText(Math.floor(seconds / 86_400))}${time}${digits}Z`;
}

/** The text of days since the epoch. */
export function dateText(days: number): string {
  const date = new Date(days * MS_PER_DAY);
  const year = date.getUTCFullYear();
  const digits = String(Math.abs(year)).padStart(4, '0');
  const sign = year < 0 ? '-' : year > 9999 ? '+' : '';
  return `${sign}${digits}${date.toISOString().slice(-20, -14)}`;
}
