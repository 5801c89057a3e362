import { checkedDays, civilDate, MICROS_PER_DAY, microsOf } from './civil.ts';
import { findTimeZone, type TimeZone, UTC } from './time-zone.ts';

/*
 * Text to times, as Spark's casts read it (SparkDateTimeUtils.stringToTimestamp and stringToDate
 * of 3.5), on bytes because that is what records are made of:
 *
 *   timestamp = date [("T" | " ") time [zone]] | ["T"] time [zone]
 *   date = ["+" | "-"] year ["-" month ["-" day]]
 *   time = hour [":" minute [":" second ["." fraction]]] ; zone only behind the second
 *   year = 4*6DIGIT (4*7DIGIT in dates) ; month, day, hour, minute, second = 1*2DIGIT
 *   fraction = *DIGIT, of which six count
 *
 * A time without a date, which has a minute unless it begins with T, is one of the current day.
 */

const T = 0x54;
const Z = 0x5a;
const SPACE = 0x20;
const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const COLON = 0x3a;
const ZERO = 0x30;

/** Places of the parts while they are read. */
const YEAR = 0;
const MONTH = 1;
const DAY = 2;
const HOUR = 3;
const MINUTE = 4;
const SECOND = 5;
const FRACTION = 6;

const FRACTION_DIGITS = 6;
/** What 64 bits of microseconds cannot hold. */
const MAX_MICROS = 2 ** 63;
const MAX_TIMESTAMP_YEAR_DIGITS = 6;
const MAX_DATE_YEAR_DIGITS = 7;

const utf8 = new TextEncoder();
const latin1 = new TextDecoder('latin1');
const short = new Uint8Array(64);
/** Parts of the text being read; the functions below are not re-entered. */
const parts = new Int32Array(FRACTION + 1);

/**
 * The microseconds of a text, or NaN if it is no timestamp, or none that 64 bits can hold. `zone` is
 * for texts without one; where it is undefined, the result is what the wall clock shows, in whatever
 * zone the text names. `nowMicros` is for texts without a date, which are NaN without it.
 */
export function timestampOfText(
  text: string,
  zone: TimeZone | undefined,
  nowMicros: number = Number.NaN,
): number {
  const bytes = bytesOf(text);
  const end = bytes === short ? text.length : bytes.length;
  return timestampOfBytes(bytes, 0, end, zone, nowMicros);
}

/** {@link timestampOfText} for text in bytes. */
export function timestampOfBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  zone: TimeZone | undefined,
  nowMicros: number = Number.NaN,
): number {
  let p = skipSpace(bytes, start, end);
  const last = trimEnd(bytes, p, end);
  if (p === last) return Number.NaN;
  const isNegative = bytes[p] === MINUS;
  const isSigned = isNegative || bytes[p] === PLUS;
  if (isSigned) p++;
  parts.fill(0).fill(1, YEAR, HOUR);
  let textZone: TimeZone | undefined = zone ?? UTC;
  let isTimeOnly = bytes[p] === T && !isSigned;
  if (isTimeOnly) p++;
  let part = isTimeOnly ? HOUR : YEAR;
  let digits = 0;
  let value = 0;
  for (; p < last; p++) {
    const byte = bytes[p] as number;
    if (byte >= ZERO && byte <= ZERO + 9) {
      if (part !== FRACTION || digits < FRACTION_DIGITS) value = value * 10 + byte - ZERO;
      if (++digits > MAX_TIMESTAMP_YEAR_DIGITS && part !== FRACTION) return Number.NaN;
      continue;
    }
    if (part === YEAR && byte === COLON && !isSigned) {
      isTimeOnly = true;
      part = HOUR;
    }
    if (!isLength(part, digits, MAX_TIMESTAMP_YEAR_DIGITS)) return Number.NaN;
    if (part >= SECOND && !(part === SECOND && byte === POINT)) {
      textZone = zoneOf(bytes, p, last);
      break;
    }
    if (!separates(part, byte)) return Number.NaN;
    parts[part++] = value;
    value = 0;
    digits = 0;
  }
  if (!isLength(part, digits, MAX_TIMESTAMP_YEAR_DIGITS) || textZone === undefined) {
    return Number.NaN;
  }
  if (part === FRACTION) for (; digits < FRACTION_DIGITS; digits++) value *= 10;
  parts[part] = value;
  if (isTimeOnly && !setToday(textZone.toLocal(nowMicros))) return Number.NaN;
  const instant = instantOf(isNegative, zone === undefined ? UTC : textZone);
  return Math.abs(instant) < MAX_MICROS ? instant : Number.NaN;
}

/** Puts the day of a wall clock into the parts; false for NaN. */
function setToday(localMicros: number): boolean {
  if (Number.isNaN(localMicros)) return false;
  const { year, month, day } = civilDate(Math.floor(localMicros / MICROS_PER_DAY));
  parts[YEAR] = year;
  parts[MONTH] = month;
  parts[DAY] = day;
  return true;
}

function instantOf(isNegative: boolean, zone: TimeZone): number {
  const year = parts[YEAR] as number;
  const hour = parts[HOUR] as number;
  const minute = parts[MINUTE] as number;
  const second = parts[SECOND] as number;
  const days = checkedDays(isNegative ? -year : year, parts[MONTH] as number, parts[DAY] as number);
  if (days === undefined || hour > 23 || minute > 59 || second > 59) return Number.NaN;
  const seconds = days * 86_400 + hour * 3600 + minute * 60 + second;
  return zone.toInstant(microsOf(seconds, parts[FRACTION] as number));
}

/** Days since 1970-01-01, or NaN if the text is no date. What follows `T` or a space is not looked at. */
export function dateOfText(text: string): number {
  const bytes = bytesOf(text);
  return dateOfBytes(bytes, 0, bytes === short ? text.length : bytes.length);
}

/** The bytes of a text: at the beginning of `short` for one that is short and ASCII, as times are. */
function bytesOf(text: string): Uint8Array {
  if (text.length > short.length) return utf8.encode(text);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) return utf8.encode(text);
    short[i] = unit;
  }
  return short;
}

/** {@link dateOfText} for text in bytes. */
export function dateOfBytes(bytes: Uint8Array, start: number, end: number): number {
  let p = skipSpace(bytes, start, end);
  const last = trimEnd(bytes, p, end);
  if (p === last) return Number.NaN;
  const isNegative = bytes[p] === MINUS;
  if (isNegative || bytes[p] === PLUS) p++;
  parts.fill(1);
  let part = YEAR;
  let digits = 0;
  let value = 0;
  for (; p < last; p++) {
    const byte = bytes[p] as number;
    if (byte >= ZERO && byte <= ZERO + 9) {
      value = value * 10 + byte - ZERO;
      if (++digits > MAX_DATE_YEAR_DIGITS) return Number.NaN;
      continue;
    }
    if (part === DAY && (byte === SPACE || byte === T)) break;
    if (part === DAY || byte !== MINUS || !isLength(part, digits, MAX_DATE_YEAR_DIGITS)) {
      return Number.NaN;
    }
    parts[part++] = value;
    value = 0;
    digits = 0;
  }
  if (!isLength(part, digits, MAX_DATE_YEAR_DIGITS)) return Number.NaN;
  parts[part] = value;
  const year = parts[YEAR] as number;
  const month = parts[MONTH] as number;
  const days = checkedDays(isNegative ? -year : year, month, parts[DAY] as number);
  return days === undefined || days !== (days | 0) ? Number.NaN : days;
}

function isLength(part: number, digits: number, maxYearDigits: number): boolean {
  if (part === FRACTION) return true;
  return part === YEAR ? digits >= 4 && digits <= maxYearDigits : digits >= 1 && digits <= 2;
}

/** True where `byte` may stand behind a part. */
function separates(part: number, byte: number): boolean {
  if (part < DAY) return byte === MINUS;
  if (part === DAY) return byte === T || byte === SPACE;
  return part < SECOND ? byte === COLON : byte === POINT;
}

function zoneOf(bytes: Uint8Array, start: number, end: number): TimeZone | undefined {
  if (bytes[start] === Z && start + 1 === end) return findTimeZone('Z');
  return findTimeZone(latin1.decode(bytes.subarray(start, end)).trim());
}

function skipSpace(bytes: Uint8Array, start: number, end: number): number {
  let p = start;
  while (p < end && isSpace(bytes[p] as number)) p++;
  return p;
}

function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  let p = end;
  while (p > start && isSpace(bytes[p - 1] as number)) p--;
  return p;
}

/** Spaces and control characters, as UTF8String.trimAll sees them. */
function isSpace(byte: number): boolean {
  return byte <= SPACE || byte === 0x7f;
}
