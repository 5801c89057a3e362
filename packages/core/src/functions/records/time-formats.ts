import { MICROS_PER_DAY } from '../../types/civil.ts';
import { timeZone, UTC } from '../../types/time-zone.ts';
import { timeFormat } from '../time/format-time.ts';
import type { RecordOptions } from './record-options.ts';

/** The texts of times in records, ISO 8601 with milliseconds unless options say otherwise. */
export interface TimeFormats {
  timestamp(micros: number): string;
  timestampNtz(micros: number): string;
  date(days: number): string;
}

const DATE = 'yyyy-MM-dd';
const WALL_CLOCK = `${DATE}'T'HH:mm:ss[.SSS]`;
const INSTANT = `${WALL_CLOCK}[XXX]`;

/**
 * The formats that the options `timestampFormat`, `timestampNTZFormat`, `dateFormat` and `timeZone` say.
 *
 * @throws `TIME.BAD_PATTERN`, `EXPRESSION.BAD_TIME_ZONE`
 */
export function timeFormats(options: RecordOptions, sessionZone: string): TimeFormats {
  const zoneId = options.text('timeZone') ?? sessionZone;
  const zone = timeZone(zoneId);
  const timestamp = timeFormat(options.text('timestampFormat') ?? INSTANT);
  const wallClock = timeFormat(options.text('timestampNTZFormat') ?? WALL_CLOCK);
  const date = timeFormat(options.text('dateFormat') ?? DATE);
  return {
    timestamp: (micros) => timestamp(micros, zone, zoneId),
    timestampNtz: (micros) => wallClock(micros, UTC, 'UTC'),
    date: (days) => date(days * MICROS_PER_DAY, UTC, 'UTC'),
  };
}
