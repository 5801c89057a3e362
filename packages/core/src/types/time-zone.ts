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
   * The instant at which the wall clock shows `localMicros`, as java.time decides it: the first of
   * two, and in a gap the reading moved on by the length of the gap.
   */
  toInstant(localMicros: number): number;
}

const MICROS_PER_HOUR = 3_600_000_000;
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

  toInstant(localMicros: number): number {
    const before = this.offsetAt(localMicros - MICROS_PER_DAY);
    const after = this.offsetAt(localMicros + MICROS_PER_DAY);
    if (before === after || this.offsetAt(localMicros - before) === before) {
      return localMicros - before;
    }
    return this.offsetAt(localMicros - after) === after
      ? localMicros - after
      : localMicros - before;
  }

  #ask(instantMicros: number): number {
    const seconds = Math.floor(instantMicros / MICROS_PER_SECOND);
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

const OFFSET = /^(?:UTC|GMT|UT)?(?<sign>[+-])(?<h>\d{1,2})(?::?(?<m>\d{2})(?::?(?<s>\d{2}))?)?$/;
const REGION = /^[A-Za-z][A-Za-z0-9~/._+-]+$/;
const regions = new Map<string, TimeZone>();

/** The zone of an IANA name, a Java short id, `Z` or an offset such as `+01:00`; undefined if there is none. */
export function findTimeZone(name: string): TimeZone | undefined {
  if (name === 'UTC' || name === 'Z' || name === 'GMT' || name === 'UT') return UTC;
  const known = regions.get(name);
  if (known !== undefined) return known;
  const id = Object.hasOwn(SHORT_IDS, name) ? (SHORT_IDS[name] as string) : name;
  const offset = OFFSET.exec(id)?.groups;
  if (offset !== undefined) return fixedZone(offset);
  if (!REGION.test(id)) return undefined;
  try {
    const zone = new RegionZone(id);
    regions.set(name, zone);
    return zone;
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

function fixedZone(groups: Readonly<Record<string, string>>): TimeZone | undefined {
  const [h, m, s] = [Number(groups['h']), Number(groups['m'] ?? 0), Number(groups['s'] ?? 0)];
  const seconds = h * 3600 + m * 60 + s;
  if (m > 59 || s > 59 || seconds > MAX_OFFSET_SECONDS) return undefined;
  return new FixedZone(groups['sign'] === '-' ? -seconds : seconds);
}
