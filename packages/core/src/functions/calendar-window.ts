import type { StructVector, Vector } from '../columnar/vector.ts';
import { BAD_CALENDAR_WINDOW } from '../errors/window.ts';
import {
  type PeriodLength,
  parsePeriod,
  WEEK_DAYS,
  type WeekDay,
} from '../types/calendar-period.ts';
import { civilDate, daysOf, MICROS_PER_DAY } from '../types/civil.ts';
import { intervalParts, parseInterval } from '../types/interval.ts';
import type { TimeZone } from '../types/time-zone.ts';
import { doubles } from './vectors/numbers.ts';
import { windowVector } from './window.ts';

/** Periods of a calendar side by side. */
export interface CalendarSpec {
  readonly length: PeriodLength;
  /** The day from which days are counted, from 1970-01-01; months are counted from January 1970. */
  readonly originDays: number;
  /** How much later than the calendar says a period begins: whole months, then time on the wall clock. */
  readonly startMonths: number;
  readonly startMicros: number;
}

/** The weekday of 1970-01-01, a Thursday. */
const WEEKDAY_OF_EPOCH = 3;
const SHORTEST_MONTH_MICROS = 28 * MICROS_PER_DAY;

/**
 * Reads the arguments of a call. Periods are counted from 1970, weeks from the one that holds 1970-01-01.
 *
 * @throws {@link BAD_CALENDAR_WINDOW}, `TIME.BAD_DURATION`
 */
export function calendarSpec(size: string, start?: string, startOfWeek?: string): CalendarSpec {
  const length = parsePeriod(size);
  const refuse = (reason: string): Error => BAD_CALENDAR_WINDOW.error({ size, reason });
  if (length === undefined) {
    throw refuse('a size is a number above 0 of days, weeks, months, quarters or years');
  }
  const weekday = WEEK_DAYS.indexOf((startOfWeek ?? 'monday') as WeekDay);
  if (weekday < 0) throw refuse(`startOfWeek is a day from monday to sunday, not '${startOfWeek}'`);
  if (startOfWeek !== undefined && !length.isWeeks) throw refuse('startOfWeek is for weeks only');
  const originDays = length.isWeeks ? -((WEEKDAY_OF_EPOCH - weekday + 7) % 7) : 0;
  const { value, dataType } = parseInterval(start ?? '0 days');
  const { months, days, micros } = intervalParts(value, dataType);
  const startMicros = days * MICROS_PER_DAY + micros;
  const isOfMonths = length.unit === 'month';
  const sizeMicros = isOfMonths ? SHORTEST_MONTH_MICROS : length.count * MICROS_PER_DAY;
  if (Math.abs(startMicros) >= sizeMicros || Math.abs(months) >= (isOfMonths ? length.count : 1)) {
    throw refuse(`the start, '${start}', is not shorter than the period, or of other units`);
  }
  return { length, originDays, startMonths: months, startMicros };
}

/**
 * The periods of a calendar on the clocks of a zone. A period begins when the clocks of the zone first
 * show its start, and where they skip it, with the first instant after: so periods leave no gap, and one
 * with a change of the clocks is shorter or longer than others.
 */
export class CalendarGrid {
  readonly #spec: CalendarSpec;
  readonly #zone: TimeZone;
  readonly #starts = new Map<number, number>();

  constructor(spec: CalendarSpec, zone: TimeZone) {
    this.#spec = spec;
    this.#zone = zone;
  }

  /** The window of each row; null for a row without a time. The fields own their buffers. */
  assign(time: Vector): StructVector {
    const { length, nulls } = time;
    const times = doubles(time);
    const starts = new Float64Array(length);
    const ends = new Float64Array(length);
    // Rows come in about the order of time: most are in the window of the row before.
    let start = 0;
    let end = 0;
    for (let i = 0; i < length; i++) {
      if (nulls !== undefined && nulls[i] === 1) continue;
      const t = times[i] as number;
      if (!(t >= start && t < end)) {
        const period = this.#periodOf(t);
        start = this.#startOf(period);
        end = this.#startOf(period + 1);
      }
      starts[i] = start;
      ends[i] = end;
    }
    return windowVector(starts, ends, nulls);
  }

  /** The number of the period that holds an instant. */
  #periodOf(instantMicros: number): number {
    let period = this.#numberAt(this.#zone.toLocal(instantMicros));
    // Clocks that went back over the start of a period show the one before again.
    while (instantMicros >= this.#startOf(period + 1)) period++;
    return period;
  }

  #numberAt(localMicros: number): number {
    const { length, originDays, startMonths, startMicros } = this.#spec;
    const days = Math.floor((localMicros - startMicros) / MICROS_PER_DAY);
    if (length.unit === 'day') return Math.floor((days - originDays) / length.count);
    const { year, month } = civilDate(days);
    return Math.floor(((year - 1970) * 12 + month - 1 - startMonths) / length.count);
  }

  #startOf(period: number): number {
    let start = this.#starts.get(period);
    if (start === undefined) {
      if (this.#starts.size >= 100_000) this.#starts.clear();
      start = firstInstantAt(this.#zone, this.#localStartOf(period));
      this.#starts.set(period, start);
    }
    return start;
  }

  #localStartOf(period: number): number {
    const { length, originDays, startMonths, startMicros } = this.#spec;
    const count = period * length.count;
    if (length.unit === 'day') return (originDays + count) * MICROS_PER_DAY + startMicros;
    const months = count + startMonths;
    const years = Math.floor(months / 12);
    return daysOf(1970 + years, months - years * 12 + 1, 1) * MICROS_PER_DAY + startMicros;
  }
}

/** The first instant at which the clocks of a zone show a reading; where they skip it, the first after. */
function firstInstantAt(zone: TimeZone, localMicros: number): number {
  const instant = zone.toInstant(localMicros);
  const gap = zone.toLocal(instant) - localMicros;
  if (gap === 0) return instant;
  // It was moved on by the length of the gap: the clocks changed at most that long before.
  const after = zone.offsetAt(instant);
  let low = instant - gap;
  let high = instant;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zone.offsetAt(middle) === after) high = middle;
    else low = middle;
  }
  return high;
}
