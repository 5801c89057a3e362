import { BAD_DURATION } from '../errors/schema.ts';

type Unit = 'microsecond' | 'millisecond' | 'second' | 'minute' | 'hour' | 'day' | 'week';

/** A length of time, for example `'10 minutes'` or `'1 hour 30 minutes'`. */
export type Duration =
  | `${number} ${Unit}`
  | `${number} ${Unit}s`
  | `${number} ${Unit | `${Unit}s`} ${string}`;

/** How late a row may come: a {@link Duration}, or months of 31 days and years of twelve of them, as in Spark. */
export type Delay = Duration | `${number} ${CalendarUnit}` | `${number} ${CalendarUnit}s`;

type CalendarUnit = 'month' | 'year';
type MicrosPer = Readonly<Record<string, number>>;

const MICROS_PER: Readonly<Record<Unit, number>> = {
  microsecond: 1,
  millisecond: 1000,
  second: 1_000_000,
  minute: 60_000_000,
  hour: 3_600_000_000,
  day: 86_400_000_000,
  week: 604_800_000_000,
};

/** In a delay a month is the longest one. */
const MICROS_PER_OF_DELAY: MicrosPer = {
  ...MICROS_PER,
  month: 31 * MICROS_PER.day,
  year: 12 * 31 * MICROS_PER.day,
};

// Spark's text has the amount in quotes in `interval '5' hour`, and a form of its own for months.
const PART = /^\s*(?<quote>'?)(?<amount>[+-]?\d+(?:\.\d+)?)\k<quote>\s+(?<unit>[a-z]+?)s?(?=\s|$)/i;
const YEAR_TO_MONTH = /'(?<years>\d+)-(?<months>\d+)'\s+year\s+to\s+month/i;

/**
 * The length of a duration in microseconds. A day is always 24 hours.
 *
 * @throws {@link BAD_DURATION} for anything that is not amounts with units
 */
export function durationMicros(text: string): number {
  return microsOf(text, MICROS_PER);
}

/** As {@link durationMicros}, or undefined for anything that is not amounts with units. */
export function tryDurationMicros(text: string): number | undefined {
  try {
    return durationMicros(text);
  } catch {
    return undefined;
  }
}

function microsOf(text: string, microsPer: MicrosPer): number {
  let rest = text.replace(/^\s*interval\s/i, '');
  let total = 0;
  do {
    const groups = PART.exec(rest)?.groups;
    const unit = groups?.['unit']?.toLowerCase();
    if (groups === undefined || unit === undefined || !Object.hasOwn(microsPer, unit)) {
      throw BAD_DURATION.error({ text });
    }
    total += Math.round(Number(groups['amount']) * (microsPer[unit] as number));
    rest = rest.replace(PART, '');
  } while (rest.trim() !== '');
  if (!Number.isSafeInteger(total)) throw BAD_DURATION.error({ text });
  return total;
}

/** The length of a duration in milliseconds, rounded down. */
export function durationMs(text: string): number {
  return Math.floor(durationMicros(text) / 1000);
}

/**
 * The length of a delay in milliseconds, rounded down.
 *
 * @throws {@link BAD_DURATION} for anything that is not amounts with units
 */
export function delayMsOf(delay: string): number {
  const text = delay.replace(YEAR_TO_MONTH, '$<years> years $<months> months');
  return Math.floor(microsOf(text, MICROS_PER_OF_DELAY) / 1000);
}
