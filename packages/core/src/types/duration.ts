import { BAD_DURATION } from '../errors/schema.ts';

type Unit = 'microsecond' | 'millisecond' | 'second' | 'minute' | 'hour' | 'day' | 'week';

/** A length of time, for example `'10 minutes'` or `'1 hour 30 minutes'`. */
export type Duration =
  | `${number} ${Unit}`
  | `${number} ${Unit}s`
  | `${number} ${Unit | `${Unit}s`} ${string}`;

const MICROS_PER: Readonly<Record<Unit, number>> = {
  microsecond: 1,
  millisecond: 1000,
  second: 1_000_000,
  minute: 60_000_000,
  hour: 3_600_000_000,
  day: 86_400_000_000,
  week: 604_800_000_000,
};

const PART = /^\s*(?<amount>[+-]?\d+(?:\.\d+)?)\s+(?<unit>[a-z]+?)s?(?=\s|$)/i;

/**
 * The length of a duration in microseconds. A day is always 24 hours.
 *
 * @throws {@link BAD_DURATION} for anything that is not amounts with units
 */
export function durationMicros(text: string): number {
  let rest = text.replace(/^\s*interval\s/i, '');
  let total = 0;
  do {
    const groups = PART.exec(rest)?.groups;
    const unit = groups?.['unit']?.toLowerCase();
    if (groups === undefined || unit === undefined || !Object.hasOwn(MICROS_PER, unit)) {
      throw BAD_DURATION.error({ text });
    }
    total += Math.round(Number(groups['amount']) * MICROS_PER[unit as Unit]);
    rest = rest.replace(PART, '');
  } while (rest.trim() !== '');
  if (!Number.isSafeInteger(total)) throw BAD_DURATION.error({ text });
  return total;
}

/** The length of a duration in milliseconds, rounded down. */
export function durationMs(text: string): number {
  return Math.floor(durationMicros(text) / 1000);
}
