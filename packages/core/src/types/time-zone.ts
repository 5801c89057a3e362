import { BAD_TIME_ZONE } from '../errors/expression.ts';
import { daysOf, MICROS_PER_DAY, MICROS_PER_SECOND } from './civil.ts';

/** The offsets of a time zone. Micros are since the epoch: of an instant, or of a reading of a wall clock. */
export interface TimeZone {
  readonly isUtc: boolean;
  /** What the wall clock is ahead of UTC at an instant, in microseconds. */
  offsetAt(instantMicros: number): number;
  /** The wall clock at an instant. */
  toLocal(instantMicros: number): number;
  /**
   * The instant at which the wall clock shows `localMicros`, as java.time decides it: of two the one
   * with the offset `preferredMicros`, or else the first, and in a gap the reading moved on by the
   * length of the gap.
   */
  toInstant(localMicros: number, preferredMicros?: number): number;
}

const MICROS_PER_HOUR = 3_600_000_000;
/** Far beyond what a `Date` can hold, clocks are read in a year like it: the calendar repeats after 400 years. */
const MAX_DATE_SECONDS = 8_000_000_000_000;
const SECONDS_PER_400_YEARS = 146_097 * 86_400;
const MAX_OFFSET_SECONDS = 18 * 3600;
/** java.time.ZoneId.SHORT_IDS, which Spark accepts. */
const SHORT_IDS: Readonly<Record<string, string>> = {
  ACT: 'Australia/Darwin',
  AET: 'Australia/Sydney',
  AGT: 'America/Argentina/Buenos_Aires',
  ART: 'Africa/Cairo',
  AST: 'America/Anchorage',
  BET: 'America/Sao_Paulo',
  BST: 'Asia/Dhaka',
  CAT: 'Africa/Harare',
  CNT: 'America/St_Johns',
  CST: 'America/Chicago',
  CTT: 'Asia/Shanghai',
  EAT: 'Africa/Addis_Ababa',
  ECT: 'Europe/Paris',
  EST: '-05:00',
  HST: '-10:00',
  IET: 'America/Indiana/Indianapolis',
  IST: 'Asia/Kolkata',
  JST: 'Asia/Tokyo',
  MIT: 'Pacific/Apia',
  MST: '-07:00',
  NET: 'Asia/Yerevan',
  NST: 'Pacific/Auckland',
  PLT: 'Asia/Karachi',
  PNT: 'America/Phoenix',
  PRT: 'America/Puerto_Rico',
  PST: 'America/Los_Angeles',
  SST: 'Pacific/Guadalcanal',
  VST: 'Asia/Ho_Chi_Minh',
};

class FixedZone implements TimeZone {
  readonly isUtc: boolean;
  readonly #offset: number;

  constructor(offsetSeconds: number) {
    this.isUtc = offsetSeconds === 0;
    this.#offset = offsetSeconds * MICROS_PER_SECOND;
  }
  offsetAt(): number {
    return this.#offset;
  }
  toLocal(instantMicros: number): number {
    return instantMicros + this.#offset;
  }
  toInstant(localMicros: number): number {
    return localMicros - this.#offset;
  }
}

/** Asks Intl, which is slow, once for each hour of the data in which the offset does not change. */
class RegionZone implements TimeZone {
  readonly isUtc = false;
  readonly #format: Intl.DateTimeFormat;
  readonly #offsetOfHour = new Map<number, number>();

  constructor(name: string) {
    const numeric = 'numeric';
    this.#format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      ...{ timeZone: name, era: 'short', year: numeric, month: numeric, day: numeric },
      ...{ hour: numeric, minute: numeric, second: numeric, hourCycle: 'h23' },
    });
  }

  offsetAt(instantMicros: number): number {
    const hour = Math.floor(instantMicros / MICROS_PER_HOUR);
    const known = this.#offsetOfHour.get(hour);
    if (known !== undefined) return known;
    const start = this.#ask(hour * MICROS_PER_HOUR);
    if (start !== this.#ask((hour + 1) * MICROS_PER_HOUR)) return this.#ask(instantMicros);
    if (this.#offsetOfHour.size >= 100_000) this.#offsetOfHour.clear();
    this.#offsetOfHour.set(hour, start);
    return start;
  }

  toLocal(instantMicros: number): number {
    return instantMicros + this.offsetAt(instantMicros);
  }

  toInstant(localMicros: number, preferredMicros?: number): number {
    const before = this.offsetAt(localMicros - MICROS_PER_DAY);
    const after = this.offsetAt(localMicros + MICROS_PER_DAY);
    if (before === after) return localMicros - before;
    const isAfter = this.offsetAt(localMicros - after) === after;
    const isFirst = after !== preferredMicros || !isAfter;
    if (isFirst && this.offsetAt(localMicros - before) === before) return localMicros - before;
    return localMicros - (isAfter ? after : before);
  }

  #ask(instantMicros: number): number {
    const exact = Math.floor(instantMicros / MICROS_PER_SECOND);
    const cycles =
      Math.abs(exact) < MAX_DATE_SECONDS ? 0 : Math.trunc(exact / SECONDS_PER_400_YEARS);
    const seconds = exact - cycles * SECONDS_PER_400_YEARS;
    const parts: Record<string, string> = {};
    for (const { type, value } of this.#format.formatToParts(seconds * 1000)) parts[type] = value;
    const year = parts['era'] === 'BC' ? 1 - Number(parts['year']) : Number(parts['year']);
    const days = daysOf(year, Number(parts['month']), Number(parts['day']));
    const time =
      Number(parts['hour']) * 3600 + Number(parts['minute']) * 60 + Number(parts['second']);
    return (days * 86_400 + time - seconds) * MICROS_PER_SECOND;
  }
}

export const UTC: TimeZone = new FixedZone(0);

const OFFSET = /^(?:UTC|GMT|UT)?([+-])(?:(\d\d?)|(\d\d):(\d\d)(?::(\d\d))?|(\d\d)(\d\d)(\d\d)?)$/;
const REGION = /^[A-Z][A-Za-z0-9~/._+-]+$/;
const regions = new Map<string, TimeZone>();

/**
 * The zone of an IANA name, a Java short id, `Z` or an offset such as `+01:00`; undefined if there is
 * none. As in Spark the case counts, and an hour or a minute of an offset may have one digit.
 */
export function findTimeZone(name: string): TimeZone | undefined {
  if (name === 'UTC' || name === 'Z' || name === 'GMT' || name === 'UT') return UTC;
  const known = regions.get(name);
  if (known !== undefined) return known;
  const padded = name.replace(/([+-])(\d):/, '$10$2:').replace(/([+-])(\d\d):(\d)$/, '$1$2:0$3');
  const id = Object.hasOwn(SHORT_IDS, padded) ? (SHORT_IDS[padded] as string) : padded;
  const offset = OFFSET.exec(id);
  if (offset !== null) return fixedZone(offset);
  if (!REGION.test(id)) return undefined;
  try {
    const { timeZone: official } = new Intl.DateTimeFormat('en', {
      timeZone: id,
    }).resolvedOptions();
    if (official !== id && official.toLowerCase() === id.toLowerCase()) return undefined;
    const zone = new RegionZone(id);
    regions.set(name, zone);
    return zone;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The zone of an IANA name in any case. The short ids of Java are no IANA names. */
export function findRegion(name: string): TimeZone | undefined {
  if (Object.hasOwn(SHORT_IDS, name.toUpperCase())) return undefined;
  try {
    return findTimeZone(
      new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone,
    );
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * The zone of a setting.
 *
 * @throws {@link BAD_TIME_ZONE} for an unknown name
 */
export function timeZone(name: string): TimeZone {
  const zone = findTimeZone(name);
  if (zone === undefined) throw BAD_TIME_ZONE.error({ timeZone: name });
  return zone;
}

function fixedZone(offset: RegExpExecArray): TimeZone | undefined {
  const [, sign, hour, h, m = '0', s = '0', hh, mm = m, ss = s] = offset;
  const [minutes, rest] = [Number(mm), Number(ss)];
  const seconds = Number(hour ?? h ?? hh) * 3600 + minutes * 60 + rest;
  if (minutes > 59 || rest > 59 || seconds > MAX_OFFSET_SECONDS) return undefined;
  return new FixedZone(sign === '-' ? -seconds : seconds);
}
