import { checkedDays, civilDate, daysOf, MICROS_PER_SECOND, microsOf } from '../../types/civil.ts';
import type { TimeZone } from '../../types/time-zone.ts';
import type { NumberField } from './pattern-part.ts';

/** What a text may say about a time. */
export type TimeField = NumberField | 'era' | 'half' | 'micros' | 'offsetSeconds';

const FIELDS: readonly TimeField[] = [
  ...(['era', 'yearOfEra', 'year', 'month', 'day', 'dayOfYear', 'half', 'hour'] as const),
  ...(['clockHour', 'hourOfHalf', 'clockHourOfHalf', 'minute', 'second', 'micros'] as const),
  'offsetSeconds',
];
const PLACE: Readonly<Record<string, number>> = Object.fromEntries(
  FIELDS.map((field, place) => [field, place]),
);
/** Where {@link TimeFields.set} puts a field. */
export function placeOf(field: TimeField): number {
  return PLACE[field] as number;
}

const MAX_YEAR = 999_999_999;
const MAX_OFFSET_SECONDS = 18 * 3600;

/**
 * What has been read from a text so far, and what time that is, as java.time.format.Parsed resolves
 * it strictly and Spark's DateTimeFormatterHelper completes it.
 */
export class TimeFields {
  #values = new Float64Array(FIELDS.length).fill(Number.NaN);
  zone: TimeZone | undefined;

  clear(): void {
    this.#values.fill(Number.NaN);
    this.zone = undefined;
  }

  /** The value of the field at a place; false where the text has said something else before. */
  set(place: number, value: number): boolean {
    const known = this.#values[place] as number;
    this.#values[place] = value;
    return Number.isNaN(known) || known === value;
  }

  /** Does `read`, and forgets what it set when it gives less than zero. */
  attempt(read: () => number): number {
    const [values, zone] = [this.#values.slice(), this.zone];
    const end = read();
    if (end < 0) {
      this.#values = values;
      this.zone = zone;
    }
    return end;
  }

  /**
   * Microseconds; undefined for fields that are out of range or contradict each other. `zone` is for
   * a text that names none; undefined asks for what the wall clock shows, wherever that is.
   */
  resolve(zone: TimeZone | undefined): number | undefined {
    const days = this.#days();
    const seconds = this.#secondOfDay();
    if (days === undefined || seconds === undefined) return undefined;
    const local = microsOf(days * 86_400 + seconds, orElse(this.#get('micros'), 0));
    const offset = this.#get('offsetSeconds');
    if (Math.abs(offset) > MAX_OFFSET_SECONDS) return undefined;
    if (zone === undefined) return local;
    if (this.zone !== undefined) return this.zone.toInstant(local);
    return Number.isNaN(offset) ? zone.toInstant(local) : local - offset * MICROS_PER_SECOND;
  }

  #get(field: TimeField): number {
    return this.#values[PLACE[field] as number] as number;
  }

  /** NaN where it is not known. */
  #year(): number | undefined {
    const ofEra = this.#get('yearOfEra');
    const year = this.#get('year');
    if (Math.abs(year) > MAX_YEAR || ofEra < 1 || ofEra > MAX_YEAR) return undefined;
    const era = this.#get('era');
    if (Number.isNaN(ofEra) || Number.isNaN(era)) return year;
    return era === 1 ? ofEra : 1 - ofEra;
  }

  #days(): number | undefined {
    const known = this.#year();
    if (known === undefined) return undefined;
    const year = orElse(known, 1970);
    const month = this.#get('month');
    const day = this.#get('day');
    const dayOfYear = this.#get('dayOfYear');
    if (Number.isNaN(dayOfYear)) return checkedDays(year, orElse(month, 1), orElse(day, 1));
    const days = dayInYear(year, dayOfYear);
    if (days === undefined) return undefined;
    const date = civilDate(days);
    return same(month, date.month) && same(day, date.day) ? days : undefined;
  }

  #secondOfDay(): number | undefined {
    const hour = this.#hour();
    const minute = orElse(this.#get('minute'), 0);
    const second = orElse(this.#get('second'), 0);
    if (hour === undefined || minute > 59 || second > 59) return undefined;
    return hour * 3600 + minute * 60 + second;
  }

  #hour(): number | undefined {
    const half = this.#get('half');
    const ofHalf = agreed(this.#get('hourOfHalf'), clock(this.#get('clockHourOfHalf'), 12));
    const ofDay = agreed(this.#get('hour'), clock(this.#get('clockHour'), 24));
    const hour =
      ofDay === undefined || ofHalf === undefined ? ofDay : agreed(ofDay, half * 12 + ofHalf);
    if (ofHalf === undefined || hour === undefined || ofHalf > 11 || hour > 23) return undefined;
    if (Number.isNaN(hour)) return orElse(ofHalf, half === 1 ? 12 : 0);
    // Of a time with a gap in it java.time makes none, and so does not compare it with the rest.
    if (this.#hasGap()) return hour;
    return same(ofHalf, hour % 12) && same(half, Math.floor(hour / 12)) ? hour : undefined;
  }

  /** Seconds without minutes, or a fraction without seconds. */
  #hasGap(): boolean {
    const hasMinute = !Number.isNaN(this.#get('minute'));
    const hasSecond = !Number.isNaN(this.#get('second'));
    const hasFraction = !Number.isNaN(this.#get('micros'));
    return hasMinute ? !hasSecond && hasFraction : hasSecond || hasFraction;
  }
}

/** What two fields say of the same thing; undefined where they differ. */
function agreed(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (Number.isNaN(a)) return b;
  return same(b, a) ? a : undefined;
}

/** An hour of a clock that shows `hours` for 0; undefined where there is no such hour. */
function clock(hour: number, hours: 12 | 24): number | undefined {
  return hour < 1 || hour > hours ? undefined : hour % hours;
}

function orElse(value: number, other: number): number {
  return Number.isNaN(value) ? other : value;
}

/** True also where nothing is known. */
function same(known: number, value: number): boolean {
  return Number.isNaN(known) || known === value;
}

function dayInYear(year: number, dayOfYear: number): number | undefined {
  const first = daysOf(year, 1, 1);
  const days = first + dayOfYear - 1;
  return dayOfYear >= 1 && days < daysOf(year + 1, 1, 1) ? days : undefined;
}
