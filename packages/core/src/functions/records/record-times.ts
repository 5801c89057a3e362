import { READ_DIFFERENTLY_BEFORE } from '../../errors/time.ts';
import { daysOf, MICROS_PER_DAY } from '../../types/civil.ts';
import { type TimeZone, timeZone, UTC } from '../../types/time-zone.ts';
import { dateOfText, timestampOfText } from '../../types/timestamp.ts';
import type { EvalContext } from '../function.ts';
import { timeReader } from '../time/read-time.ts';
import { readsLeniently } from './reads-leniently.ts';
import type { RecordOptions } from './record-options.ts';

/** Reads a time from a text; undefined where it is none. */
export type ReadTime = (text: string, context: EvalContext) => number | undefined;

/**
 * The times of text records, as JacksonParser and UnivocityParser read them by the options
 * `timestampFormat`, `timestampNTZFormat`, `dateFormat` and `enableDateTimeParsingFallback`.
 *
 * Each but `timestampNtz` without a format throws {@link READ_DIFFERENTLY_BEFORE} for a text that is no
 * time, but from which Spark 2 read one: with `spark.sql.legacy.timeParserPolicy` at its default,
 * Spark 3 fails there.
 */
export interface RecordTimes {
  /** Microseconds. */
  readonly timestamp: ReadTime;
  /** Microseconds of a wall clock; the text must not name a zone. */
  readonly timestampNtz: ReadTime;
  /** Days since 1970-01-01. */
  readonly date: ReadTime;
}

/** Microseconds of 64 bits end in this year. */
const MAX_TIMESTAMP_YEAR = 294_246;
/** Days of 32 bits end in this year. */
const MAX_DATE_YEAR = 5_881_579;

/** @param readDays - reads what Spark takes for a date besides, where there is no format */
export function recordTimes(
  options: RecordOptions,
  zone: TimeZone,
  readDays: (text: string) => number | undefined = () => undefined,
): RecordTimes {
  const fallsBack = options.optionalFlag('enableDateTimeParsingFallback');
  const timestampFormat = options.text('timestampFormat');
  const dateFormat = options.text('dateFormat');
  const ntzFormat = options.text('timestampNTZFormat');
  const castTimestamp: ReadTime = (text, { batchTimeMs }) =>
    present(timestampOfText(text, zone, batchTimeMs * 1000));
  const castDate: ReadTime = (text) => present(dateOfText(text));
  return {
    timestamp: readTime(
      timestampFormat === undefined ? castTimestamp : withFormat(timestampFormat, zone),
      (fallsBack ?? timestampFormat === undefined) ? afterGmt(castTimestamp) : undefined,
      timestampFormat ?? 'yyyy-MM-dd HH:mm:ss',
      MAX_TIMESTAMP_YEAR,
    ),
    timestampNtz:
      ntzFormat === undefined
        ? readWallClock
        : readTime(withFormat(ntzFormat, UTC), undefined, ntzFormat, MAX_TIMESTAMP_YEAR),
    date: readTime(
      dateFormat === undefined ? castDate : inDays(withFormat(dateFormat, undefined)),
      (fallsBack ?? dateFormat === undefined)
        ? afterGmt((text, context) => castDate(text, context) ?? readDays(text))
        : undefined,
      dateFormat ?? 'yyyy-MM-dd',
      MAX_DATE_YEAR,
    ),
  };
}

/** @throws {@link READ_DIFFERENTLY_BEFORE} */
function readTime(
  read: ReadTime,
  fallback: ReadTime | undefined,
  pattern: string,
  maxYear: number,
): ReadTime {
  const readsBefore = readsLeniently(pattern, maxYear);
  return (text, context) => {
    const value = read(text, context) ?? fallback?.(text, context);
    if (value === undefined && readsBefore(text)) {
      throw READ_DIFFERENTLY_BEFORE.error({ text, pattern });
    }
    return value;
  };
}

function withFormat(pattern: string, zone: TimeZone | undefined): ReadTime {
  const read = timeReader(pattern);
  return (text) => read(text, zone);
}

function inDays(read: ReadTime): ReadTime {
  return (text, context) => {
    const micros = read(text, context);
    return micros === undefined ? undefined : Math.floor(micros / MICROS_PER_DAY);
  };
}

/** What Spark 1 wrote had `GMT` before the offset. */
function afterGmt(read: ReadTime): ReadTime {
  return (text, context) => read(text.replaceAll('GMT', ''), context);
}

/** A text that names a zone is the same instant wherever it is read. */
function readWallClock(text: string): number | undefined {
  const micros = timestampOfText(text, UTC);
  return micros === timestampOfText(text, ELSEWHERE) ? undefined : present(micros);
}

function present(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

const ELSEWHERE = timeZone('+01:00');

const DAYS = /^[+-]?\d+$/;
const MAX_INT = 0x7fff_ffff;
/** 1582-10-15. */
const FIRST_GREGORIAN_DAY = -141_427;

/** The count of days that Spark 1.5 wrote for a date: of the Julian calendar as long as that was in force. */
export function parseDayCount(text: string): number | undefined {
  const days = DAYS.test(text) ? Number(text) : Number.NaN;
  if (!(days <= MAX_INT && days >= -MAX_INT - 1)) return undefined;
  return days >= FIRST_GREGORIAN_DAY ? days : ofJulianDay(days);
}

/** The day that has the name in our calendar that a day before 1582 has in the Julian one. */
function ofJulianDay(days: number): number {
  // Days since 0000-03-01 of the Julian calendar, where leap days are the last of four years.
  const shifted = days + 719_470;
  const cycle = Math.floor(shifted / 1461);
  const dayOfCycle = shifted - cycle * 1461;
  const yearOfCycle = Math.min(Math.floor(dayOfCycle / 365), 3);
  const dayOfYear = dayOfCycle - yearOfCycle * 365;
  const month = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * month + 2) / 5);
  const year = cycle * 4 + yearOfCycle + (month >= 10 ? 1 : 0);
  return daysOf(year, month < 10 ? month + 3 : month - 9, 1) + day;
}
