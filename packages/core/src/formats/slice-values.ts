import { checkedDays, MICROS_PER_DAY, MICROS_PER_SECOND } from '../types/civil.ts';
import type { InternalValue } from '../types/internal-value.ts';
import type { TimeZone } from '../types/time-zone.ts';
import { dateOfBytes, timestampOfBytes } from '../types/timestamp.ts';
import type { ColumnBuilder } from './column-builder.ts';

/*
 * Columns whose values stand in the records as text: turns the slices that a scanner found into
 * values. A row whose text is no value is marked in `isUnread`, for whoever knows what that means.
 */

const MINUS = 0x2d;
const ZERO = 0x30;
const Z = 0x5a;

/** `2024-01-01T00:00:00` and what may follow. */
const DATE_LENGTH = 10;
const SECONDS_LENGTH = 19;

/** True for a row that was read and is not null. */
function isPresent(column: ColumnBuilder, isUnread: Uint8Array, row: number): boolean {
  return isUnread[row] === 0 && (column.nulls === undefined || column.nulls[row] === 0);
}

/** Text to microseconds. ISO 8601 in UTC is read at once, with the day remembered from row to row. */
export function readTimestamps(
  column: ColumnBuilder,
  bytes: Uint8Array,
  isUnread: Uint8Array,
  zone: TimeZone,
): void {
  const { doubles, starts, lengths } = column;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const day = new RememberedDay();
  for (let row = 0; row < doubles.length; row++) {
    if (!isPresent(column, isUnread, row)) continue;
    const start = starts[row] as number;
    const length = lengths[row] as number;
    let micros = isoUtcMicros(bytes, view, start, length, day);
    if (micros !== micros) micros = timestampOfBytes(bytes, start, start + length, zone);
    if (micros !== micros) isUnread[row] = 1;
    doubles[row] = micros;
  }
}

/** `2024-01-01T00:00:00[.f]Z` with one to six digits of fraction; NaN for every other text. */
function isoUtcMicros(
  bytes: Uint8Array,
  view: DataView,
  start: number,
  length: number,
  day: RememberedDay,
): number {
  if (length <= SECONDS_LENGTH || bytes[start + length - 1] !== Z) return Number.NaN;
  const hour = digitsWithin(view.getInt32(start + DATE_LENGTH, true), T_AND_COLON);
  const minute = digitsWithin(view.getInt32(start + 13, true), COLON_AND_COLON);
  const hasFraction = length > SECONDS_LENGTH + 1;
  const second = digitsWithin(
    view.getInt32(start + 16, true),
    hasFraction ? COLON_AND_POINT : COLON_AND_Z,
  );
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
    return Number.NaN;
  }
  const fraction = hasFraction ? fractionMicros(bytes, start, length) : 0;
  const seconds = (hour * 60 + minute) * 60 + second;
  return day.micros(bytes, view, start) + seconds * MICROS_PER_SECOND + fraction;
}

/** The bytes around two digits, with the digits as 0. */
const T_AND_COLON = 0x3a303054;
const COLON_AND_COLON = 0x3a30303a;
const COLON_AND_POINT = 0x2e30303a;
const COLON_AND_Z = 0x5a30303a;

/** The number of two digits in the middle of four bytes; negative if the other two are not `around`. */
function digitsWithin(word: number, around: number): number {
  // A digit has 3 in its high half, and still has when 6 is added.
  if ((word & 0xfff0f0ff) !== around || ((word + 0x00060600) & 0x00f0f000) !== 0x00303000)
    return -1;
  return ((word >> 8) & 15) * 10 + ((word >> 16) & 15);
}

function fractionMicros(bytes: Uint8Array, start: number, length: number): number {
  let places = length - SECONDS_LENGTH - 2;
  if (places === 0 || places > 6) return Number.NaN;
  let micros = 0;
  for (let p = start + SECONDS_LENGTH + 1; p < start + length - 1; p++) {
    const digit = (bytes[p] as number) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    micros = micros * 10 + digit;
  }
  for (; places < 6; places++) micros *= 10;
  return micros;
}

/** Negative unless both are digits. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - ZERO;
  const ones = (bytes[at + 1] as number) - ZERO;
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
}

/** The day of the last row: neighbours in a stream mostly share it. */
class RememberedDay {
  // The ten bytes of the text as three words, the last two overlapping.
  #word0 = 0;
  #word4 = 0;
  #word6 = 0;
  #micros: number = Number.NaN;

  /** The microseconds of the day `yyyy-MM-dd` at `start`, or NaN if it is none. */
  micros(bytes: Uint8Array, view: DataView, start: number): number {
    const word0 = view.getInt32(start, true);
    const word4 = view.getInt32(start + 4, true);
    const word6 = view.getInt32(start + 6, true);
    if (word0 !== this.#word0 || word4 !== this.#word4 || word6 !== this.#word6) {
      this.#word0 = word0;
      this.#word4 = word4;
      this.#word6 = word6;
      this.#micros = dayMicros(bytes, start);
    }
    return this.#micros;
  }
}

function dayMicros(bytes: Uint8Array, start: number): number {
  const century = twoDigits(bytes, start);
  const year = twoDigits(bytes, start + 2);
  const isText = bytes[start + 4] === MINUS && bytes[start + 7] === MINUS;
  if (!isText || century < 0 || year < 0) return Number.NaN;
  const month = twoDigits(bytes, start + 5);
  const days = checkedDays(century * 100 + year, month, twoDigits(bytes, start + 8));
  return days === undefined ? Number.NaN : days * MICROS_PER_DAY;
}

/** Text to days since 1970-01-01. */
export function readDates(column: ColumnBuilder, bytes: Uint8Array, isUnread: Uint8Array): void {
  const { ints, starts, lengths } = column;
  for (let row = 0; row < ints.length; row++) {
    if (!isPresent(column, isUnread, row)) continue;
    const start = starts[row] as number;
    const days = dateOfBytes(bytes, start, start + (lengths[row] as number));
    if (Number.isNaN(days)) isUnread[row] = 1;
    else ints[row] = days;
  }
}

/** Text to values of any other type, by a function that answers undefined for text that is none. */
export function readValues(
  column: ColumnBuilder,
  bytes: Uint8Array,
  isUnread: Uint8Array,
  read: (text: Uint8Array) => InternalValue | undefined,
): void {
  const { length, starts, lengths } = column;
  for (let row = 0; row < length; row++) {
    if (!isPresent(column, isUnread, row)) continue;
    const start = starts[row] as number;
    const value = read(bytes.subarray(start, start + (lengths[row] as number)));
    if (value === undefined) isUnread[row] = 1;
    else column.set(row, value);
  }
}
