import { checkedDays, MICROS_PER_DAY, MICROS_PER_SECOND } from '../../types/civil.ts';
import { findTimeZone, type TimeZone } from '../../types/time-zone.ts';
import { trimOuterSpace } from '../numbers/parse-number.ts';

/*
 * Text to dates and timestamps as Spark's casts read it (DateTimeUtils.stringToDate,
 * stringToTimestamp):
 *
 *   date      := [sign] year ['-' month ['-' day [('T' | ' ') anything]]]
 *   timestamp := [sign] year ['-' month ['-' day [('T' | ' ') time]]]
 *   time      := hour [':' minute [':' second ['.' fraction] [zone]]]
 *   zone      := 'Z' | offset | ('UTC' | 'GMT' | 'UT') [offset] | region
 *
 * Years have 4 to 6 digits (dates: 7), the other parts one or two; digits of the fraction beyond
 * six are dropped.
 */

const DATE = /^([+-]?)(\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ].*)?)?)?$/s;
const TIMESTAMP =
  /^([+-]?)(\d{4,6})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ](\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?(.*))?)?)?)?)?$/s;

/** Days since the epoch; undefined for text that is no date. */
export function parseDate(text: string): number | undefined {
  const match = DATE.exec(trimOuterSpace(text));
  if (match === null) return undefined;
  const [, sign, year, month = '1', day = '1'] = match;
  return checkedDays(signed(sign, year), Number(month), Number(day));
}

/**
 * Microseconds since the epoch; undefined for text that is no timestamp.
 *
 * @param zone - of text that names none; undefined ignores a zone, for timestamps without one
 */
export function parseTimestamp(text: string, zone: TimeZone | undefined): number | undefined {
  const match = TIMESTAMP.exec(trimOuterSpace(text));
  if (match === null) return undefined;
  const [, sign, year, month = '1', day = '1', h = '0', m = '0', s = '0', fraction = ''] = match;
  const days = checkedDays(signed(sign, year), Number(month), Number(day));
  const [hour, minute, second] = [Number(h), Number(m), Number(s)];
  if (days === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  const named = trimOuterSpace(match[9] ?? '');
  const stated = named === '' ? zone : findTimeZone(twoDigitOffset(named));
  if (named !== '' && stated === undefined) return undefined;
  const micros = Number(fraction.slice(0, 6).padEnd(6, '0'));
  const seconds = hour * 3600 + minute * 60 + second;
  const local = days * MICROS_PER_DAY + seconds * MICROS_PER_SECOND + micros;
  return zone === undefined || stated === undefined ? local : stated.toInstant(local);
}

/** Spark also takes `+1:30` and `+01:3`. */
function twoDigitOffset(zone: string): string {
  return zone.replace(/([+-])(\d):/, '$10$2:').replace(/([+-])(\d\d):(\d)$/, '$1$2:0$3');
}

function signed(sign: string | undefined, digits: string | undefined): number {
  return sign === '-' ? -Number(digits) : Number(digits);
}
