import { civilDate, daysOf, MICROS_PER_SECOND } from '../../types/civil.ts';
import { two } from '../../types/time-text.ts';
import type { TimeZone } from '../../types/time-zone.ts';
import { ERAS, HALF_DAYS, MONTHS, QUARTERS, SHORT_ERAS, WEEKDAYS, weekday } from './date-names.ts';
import { type NumberPart, type Part, patternParts } from './pattern-part.ts';
import { zoneName } from './zone-name.ts';

/** The wall clock that a pattern is filled from. One object for all rows, so that none is made for each. */
interface Clock {
  instantMicros: number;
  offsetSeconds: number;
  days: number;
  year: number;
  month: number;
  day: number;
  secondOfDay: number;
  micros: number;
  zone: string;
}

type Write = (clock: Clock) => string;

/** Writes instants, in microseconds, as a pattern says. */
export type TimeFormat = (instantMicros: number, zone: TimeZone, zoneId: string) => string;

/**
 * The format of a pattern, see {@link patternParts}.
 *
 * @throws `TIME.BAD_PATTERN`
 */
export function timeFormat(pattern: string): TimeFormat {
  const write = writeAll(patternParts(pattern, false));
  const clock: Clock = {
    ...{ instantMicros: 0, offsetSeconds: 0, days: 0, year: 0, month: 0, day: 0 },
    ...{ secondOfDay: 0, micros: 0, zone: '' },
  };
  let knownDays = Number.NaN;
  return (instantMicros, zone, zoneId) => {
    const offset = zone.offsetAt(instantMicros);
    const seconds = Math.floor((instantMicros + offset) / MICROS_PER_SECOND);
    const days = Math.floor(seconds / 86_400);
    clock.instantMicros = instantMicros;
    clock.offsetSeconds = offset / MICROS_PER_SECOND;
    clock.zone = zoneId;
    clock.secondOfDay = seconds - days * 86_400;
    clock.micros = instantMicros + offset - seconds * MICROS_PER_SECOND;
    if (days !== knownDays) {
      const { year, month, day } = civilDate(days);
      Object.assign(clock, { days, year, month, day });
      knownDays = days;
    }
    return write(clock);
  };
}

function writeAll(parts: readonly Part[]): Write {
  const writes = parts.map(writePart);
  return (clock) => {
    let text = '';
    for (const write of writes) text += write(clock);
    return text;
  };
}

function writePart(part: Part): Write {
  switch (part.kind) {
    case 'literal':
      return () => part.text;
    case 'optional':
      return writeAll(part.parts);
    case 'number':
      return writeNumber(part);
    case 'name':
      return writeName(part.field, part.isFull);
    case 'offset':
      return ({ offsetSeconds }) => offsetText(offsetSeconds, part.letters, part.zero);
    case 'gmtOffset':
      return ({ offsetSeconds }) => gmtOffsetText(offsetSeconds, part.isFull);
    case 'zoneId':
      return ({ zone }) => zone;
    case 'zoneName':
      return ({ zone, instantMicros }) => zoneName(zone, instantMicros, part.isFull);
  }
}

function writeNumber(part: NumberPart): Write {
  const { field, minWidth, maxWidth, sign, isShortYear } = part;
  if (field === 'fraction') {
    return ({ micros }) => `${String(micros).padStart(6, '0')}000`.slice(0, maxWidth);
  }
  const read = READ[field];
  if (isShortYear) return (clock) => two(Math.abs(read(clock)) % 100);
  return (clock) => {
    const value = read(clock);
    if (minWidth === 2 && value >= 0 && value < 100) return TWO[value] as string;
    const digits = String(Math.abs(value)).padStart(minWidth, '0');
    if (value < 0) return `-${digits}`;
    return sign === 'padded' && digits.length > minWidth ? `+${digits}` : digits;
  };
}

/** `00` to `99`. */
const TWO: readonly string[] = Array.from({ length: 100 }, (_, value) => two(value));

const hour = (clock: Clock): number => Math.floor(clock.secondOfDay / 3600);

const READ: Readonly<Record<Exclude<NumberPart['field'], 'fraction'>, (clock: Clock) => number>> = {
  year: ({ year }) => year,
  yearOfEra: ({ year }) => (year > 0 ? year : 1 - year),
  quarter: ({ month }) => Math.ceil(month / 3),
  month: ({ month }) => month,
  day: ({ day }) => day,
  dayOfYear: ({ days, year }) => days - daysOf(year, 1, 1) + 1,
  weekOfMonth: ({ day }) => ((day - 1) % 7) + 1,
  hour,
  clockHour: (clock) => hour(clock) || 24,
  hourOfHalf: (clock) => hour(clock) % 12,
  clockHourOfHalf: (clock) => hour(clock) % 12 || 12,
  minute: ({ secondOfDay }) => Math.floor(secondOfDay / 60) % 60,
  second: ({ secondOfDay }) => secondOfDay % 60,
};

function writeName(field: (Part & { kind: 'name' })['field'], isFull: boolean): Write {
  switch (field) {
    case 'era': {
      const names = isFull ? ERAS : SHORT_ERAS;
      return ({ year }) => names[year > 0 ? 1 : 0] as string;
    }
    case 'quarter':
      return ({ month }) => {
        const quarter = Math.ceil(month / 3);
        return isFull ? (QUARTERS[quarter - 1] as string) : `Q${quarter}`;
      };
    case 'month':
      return ({ month }) => shortened(MONTHS[month - 1] as string, isFull);
    case 'weekday':
      return ({ days }) => shortened(WEEKDAYS[weekday(days)] as string, isFull);
    case 'half':
      return (clock) => HALF_DAYS[hour(clock) < 12 ? 0 : 1] as string;
  }
}

function shortened(name: string, isFull: boolean): string {
  return isFull ? name : name.slice(0, 3);
}

function offsetText(offsetSeconds: number, letters: number, zero: string): string {
  if (offsetSeconds === 0) return zero;
  const colon = letters === 3 || letters === 5 ? ':' : '';
  const [h, m, s] = clockOf(offsetSeconds);
  const minutes = letters === 1 && m === 0 ? '' : `${colon}${two(m)}`;
  const seconds = letters > 3 && s !== 0 ? `${colon}${two(s)}` : '';
  return `${offsetSeconds < 0 ? '-' : '+'}${two(h)}${minutes}${seconds}`;
}

/** `GMT+1`, `GMT+01:00`, `GMT`. */
function gmtOffsetText(offsetSeconds: number, isFull: boolean): string {
  if (offsetSeconds === 0) return 'GMT';
  const [h, m, s] = clockOf(offsetSeconds);
  const minutes = isFull || m !== 0 || s !== 0 ? `:${two(m)}` : '';
  const seconds = s !== 0 ? `:${two(s)}` : '';
  return `GMT${offsetSeconds < 0 ? '-' : '+'}${isFull ? two(h) : h}${minutes}${seconds}`;
}

function clockOf(offsetSeconds: number): readonly [h: number, m: number, s: number] {
  const size = Math.abs(offsetSeconds);
  return [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60];
}
