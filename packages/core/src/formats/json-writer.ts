import { civilDate, MICROS_PER_DAY, MICROS_PER_SECOND } from '../types/civil.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const T = 0x54;
const Z = 0x5a;
const LOWER_U = 0x75;
const SPACE = 0x20;

const FIRST_BYTES = 1 << 12;
/** The longest thing that is written after one check for room: a number or a time. */
const MAX_SCALAR_BYTES = 64;
/** Up to here a loop copies faster than a call. */
const SHORT_BYTES = 48;
/** Each byte of a string may become `\u00XX`. */
const MAX_ESCAPE_BYTES = 6;

const HEX = '0123456789ABCDEF';
const utf8 = new TextEncoder();
/** Second character of the short escapes, by what they stand for. */
const SHORT_ESCAPES: Uint8Array = new Uint8Array(128);
for (const [escape, meant] of ['b\b', 'f\f', 'n\n', 'r\r', 't\t', '""', '\\\\']) {
  SHORT_ESCAPES[(meant as string).charCodeAt(0)] = (escape as string).charCodeAt(0);
}

/** Writes JSON as UTF-8 into a buffer that grows. */
export class JsonWriter {
  bytes: Uint8Array = new Uint8Array(FIRST_BYTES);
  length = 0;
  #day: number = Number.NaN;
  readonly #dayText: Uint8Array = new Uint8Array(32);
  #dayTextLength = 0;

  writeByte(byte: number): void {
    this.#makeRoom(1);
    this.bytes[this.length++] = byte;
  }

  /** Writes bytes as they are. */
  writeBytes(source: Uint8Array): void {
    this.#makeRoom(source.length);
    const { bytes } = this;
    let at = this.length;
    if (source.length <= SHORT_BYTES) {
      for (let i = 0; i < source.length; i++) bytes[at++] = source[i] as number;
    } else {
      bytes.set(source, at);
      at += source.length;
    }
    this.length = at;
  }

  /** Writes text of ASCII as it is. */
  writeAscii(text: string): void {
    this.#makeRoom(text.length);
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < text.length; i++) bytes[at++] = text.charCodeAt(i);
    this.length = at;
  }

  /** Writes a string in quotes, escaped as Jackson does it. */
  writeText(text: string): void {
    const encoded = utf8.encode(text);
    this.writeString(encoded, 0, encoded.length);
  }

  /** {@link writeText} of UTF-8. */
  writeString(source: Uint8Array, start: number, length: number): void {
    this.#makeRoom(length * MAX_ESCAPE_BYTES + 2);
    const { bytes } = this;
    let at = this.length;
    bytes[at++] = QUOTE;
    for (let i = start; i < start + length; i++) {
      const c = source[i] as number;
      if (c >= SPACE && c !== QUOTE && c !== BACKSLASH) {
        bytes[at++] = c;
        continue;
      }
      bytes[at++] = BACKSLASH;
      const short = SHORT_ESCAPES[c] as number;
      if (short !== 0) {
        bytes[at++] = short;
        continue;
      }
      bytes[at++] = LOWER_U;
      bytes[at++] = ZERO;
      bytes[at++] = ZERO;
      bytes[at++] = HEX.charCodeAt(c >> 4);
      bytes[at++] = HEX.charCodeAt(c & 15);
    }
    bytes[at++] = QUOTE;
    this.length = at;
  }

  /** Writes a double as JavaScript prints it; what JSON has no number for goes into quotes, as in Spark. */
  writeDouble(value: number): void {
    const hundredths = Math.round(value * 100);
    // A decimal of at most 15 digits is the shortest text of its double.
    if (hundredths / 100 === value && Math.abs(hundredths) < 1e12 && value !== 0) {
      this.#writeHundredths(hundredths);
    } else if (Number.isFinite(value)) {
      this.writeAscii(Object.is(value, -0) ? '-0.0' : String(value));
    } else {
      this.writeAscii(`"${value}"`);
    }
  }

  #writeHundredths(hundredths: number): void {
    this.#makeRoom(MAX_SCALAR_BYTES);
    if (hundredths < 0) this.bytes[this.length++] = MINUS;
    const size = Math.abs(hundredths);
    const whole = Math.floor(size / 100);
    const rest = size - whole * 100;
    this.#writeDigits(whole, 1);
    if (rest === 0) return;
    this.bytes[this.length++] = POINT;
    if (rest % 10 === 0) this.#writeDigits(rest / 10, 1);
    else this.#writeDigits(rest, 2);
  }

  /** Writes a safe integer. */
  writeInteger(value: number): void {
    this.#makeRoom(MAX_SCALAR_BYTES);
    if (value < 0) this.bytes[this.length++] = MINUS;
    this.#writeDigits(Math.abs(value), 1);
  }

  /** Writes at least `count` digits. There is room. */
  #writeDigits(value: number, count: number): void {
    const { bytes } = this;
    let end = this.length + count;
    for (let limit = 10 ** count; value >= limit; limit *= 10) end++;
    let rest = value;
    for (let at = end - 1; at >= this.length; at--) {
      const tenth = Math.floor(rest / 10);
      bytes[at] = ZERO + (rest - tenth * 10);
      rest = tenth;
    }
    this.length = end;
  }

  /** Writes ISO 8601 in quotes, with microseconds where they are not zero; `Z` for an instant. */
  writeTimestamp(micros: number, isInstant: boolean): void {
    this.writeByte(QUOTE);
    this.writeBareTimestamp(micros, isInstant);
    this.writeByte(QUOTE);
  }

  /** {@link writeTimestamp} without the quotes. */
  writeBareTimestamp(micros: number, isInstant: boolean): void {
    const days = Math.floor(micros / MICROS_PER_DAY);
    const ofDay = micros - days * MICROS_PER_DAY;
    const seconds = Math.floor(ofDay / MICROS_PER_SECOND);
    const minutes = Math.floor(seconds / 60);
    const fraction = ofDay - seconds * MICROS_PER_SECOND;
    const millis = Math.floor(fraction / 1000);
    this.#makeRoom(MAX_SCALAR_BYTES);
    this.#writeDay(days);
    this.bytes[this.length++] = T;
    this.#writeDigits(Math.floor(minutes / 60), 2);
    this.bytes[this.length++] = COLON;
    this.#writeDigits(minutes % 60, 2);
    this.bytes[this.length++] = COLON;
    this.#writeDigits(seconds % 60, 2);
    this.bytes[this.length++] = POINT;
    this.#writeDigits(millis, 3);
    if (fraction !== millis * 1000) this.#writeDigits(fraction - millis * 1000, 3);
    if (isInstant) this.bytes[this.length++] = Z;
  }

  /** Writes the ISO 8601 text of a day in quotes. */
  writeDate(days: number): void {
    this.writeByte(QUOTE);
    this.writeBareDate(days);
    this.writeByte(QUOTE);
  }

  /** {@link writeDate} without the quotes. */
  writeBareDate(days: number): void {
    this.#makeRoom(MAX_SCALAR_BYTES);
    this.#writeDay(days);
  }

  // Neighbouring rows mostly share the day. There is room.
  #writeDay(days: number): void {
    const { bytes } = this;
    if (days !== this.#day) {
      const start = this.length;
      this.#writeNewDay(days);
      this.#day = days;
      this.#dayTextLength = this.length - start;
      this.#dayText.set(bytes.subarray(start, this.length));
      return;
    }
    for (let i = 0; i < this.#dayTextLength; i++) {
      bytes[this.length++] = this.#dayText[i] as number;
    }
  }

  // Years beyond four digits carry a sign, as java.time prints them.
  #writeNewDay(days: number): void {
    const { year, month, day } = civilDate(days);
    if (year < 0) this.bytes[this.length++] = MINUS;
    else if (year > 9999) this.bytes[this.length++] = 0x2b;
    this.#writeDigits(Math.abs(year), 4);
    this.bytes[this.length++] = MINUS;
    this.#writeDigits(month, 2);
    this.bytes[this.length++] = MINUS;
    this.#writeDigits(day, 2);
  }

  #makeRoom(size: number): void {
    const needed = this.length + size;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, needed));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}
