import { utf8Length } from '../utf8.ts';

/*
 * The values of JSON on bytes. Each function begins at the first byte of a value and answers the
 * position behind it, or NOT_READ for anything that it does not fully understand: escapes, odd
 * numbers, errors. None writes outside its row; whoever calls checks that the record ends where its
 * bytes end, so reading on into the next record is harmless.
 */

/** The value is left to the reader that understands everything. */
export const NOT_READ = -1;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const UPPER_E = 0x45;
const LOWER_E = 0x65;
const SPACE = 0x20;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** `null`, `true` and `alse` as little-endian words. */
const NULL_WORD = 0x6c6c756e;
const TRUE_WORD = 0x65757274;
const ALSE_WORD = 0x65736c61;

/** Numbers of so many digits, with a point or without, are `digits / 10^k` exactly rounded. */
const EXACT_DIGITS = 15;
const POWERS_OF_TEN: Float64Array = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, i) =>
  Number(`1e${i}`),
);

/** Reads a number into `values[row]`. */
export function scanDouble(
  bytes: Uint8Array,
  start: number,
  values: Float64Array,
  row: number,
): number {
  let p = start;
  let c = bytes[p] as number;
  const isNegative = c === MINUS;
  if (isNegative) c = bytes[++p] as number;
  const first = p;
  let digits = 0;
  while (c >= ZERO && c <= NINE) {
    digits = digits * 10 + (c - ZERO);
    c = bytes[++p] as number;
  }
  const wholeDigits = p - first;
  if (wholeDigits === 0 || (wholeDigits > 1 && bytes[first] === ZERO)) return NOT_READ;
  if (c !== POINT) {
    if (wholeDigits > EXACT_DIGITS || c === LOWER_E || c === UPPER_E) return NOT_READ;
    values[row] = isNegative ? 0 - digits : digits;
    return p;
  }
  c = bytes[++p] as number;
  const fraction = p;
  while (c >= ZERO && c <= NINE) {
    digits = digits * 10 + (c - ZERO);
    c = bytes[++p] as number;
  }
  const places = p - fraction;
  if (places === 0 || wholeDigits + places > EXACT_DIGITS) return NOT_READ;
  if (c === LOWER_E || c === UPPER_E) return NOT_READ;
  const value = digits / (POWERS_OF_TEN[places] as number);
  values[row] = isNegative ? -value : value;
  return p;
}

/** Reads an integer between `-max - 1` and `max` into `values[row]`; `max` has at most 15 digits. */
export function scanInteger(
  bytes: Uint8Array,
  start: number,
  max: number,
  values: Int32Array | Float64Array,
  row: number,
): number {
  let p = start;
  let c = bytes[p] as number;
  const isNegative = c === MINUS;
  if (isNegative) c = bytes[++p] as number;
  const first = p;
  let value = 0;
  while (c >= ZERO && c <= NINE) {
    value = value * 10 + (c - ZERO);
    c = bytes[++p] as number;
  }
  const digits = p - first;
  if (digits === 0 || (digits > 1 && bytes[first] === ZERO)) return NOT_READ;
  if (c === POINT || c === LOWER_E || c === UPPER_E || digits > EXACT_DIGITS) return NOT_READ;
  if (isNegative) value = 0 - value;
  if (value > max || value < -max - 1) return NOT_READ;
  values[row] = value;
  return p;
}

/** Finds the end of a number without an exponent. */
export function skipNumber(bytes: Uint8Array, start: number): number {
  let p = start;
  if (bytes[p] === MINUS) p++;
  const first = p;
  while (isDigit(bytes[p] as number)) p++;
  if (p === first || (p - first > 1 && bytes[first] === ZERO)) return NOT_READ;
  if (bytes[p] === POINT) {
    const fraction = ++p;
    while (isDigit(bytes[p] as number)) p++;
    if (p === fraction) return NOT_READ;
  }
  return bytes[p] === LOWER_E || bytes[p] === UPPER_E ? NOT_READ : p;
}

function isDigit(c: number): boolean {
  return c >= ZERO && c <= NINE;
}

/**
 * Finds the closing quote of a string that begins at `start`, behind its opening quote. The string
 * must mean its bytes: no escapes, no control characters, well-formed UTF-8.
 */
export function scanString(bytes: Uint8Array, view: DataView, start: number, end: number): number {
  let p = start;
  for (;;) {
    // Four bytes a step. In each, a high bit shows a quote, a backslash, a control character or a
    // byte beyond ASCII; borrows reach only bytes above one that is shown, so the lowest is right.
    while (p + 4 <= end) {
      const word = view.getInt32(p, true);
      const special =
        (((word ^ 0x22222222) - 0x01010101) |
          ((word ^ 0x5c5c5c5c) - 0x01010101) |
          (word - 0x20202020) |
          word) &
        0x80808080;
      if (special !== 0) {
        p += (31 - Math.clz32(special & -special)) >> 3;
        break;
      }
      p += 4;
    }
    const c = bytes[p] as number;
    if (c === QUOTE) return p;
    if (p >= end || c === BACKSLASH || c < SPACE) return NOT_READ;
    if (c < 0x80) {
      p++;
      continue;
    }
    const length = utf8Length(bytes, p);
    if (length === 0) return NOT_READ;
    p += length;
  }
}

/** Finds the end of a string whose bytes only have to be JSON, behind its closing quote. */
export function skipString(bytes: Uint8Array, view: DataView, start: number, end: number): number {
  let p = scanString(bytes, view, start, end);
  if (p !== NOT_READ) return p + 1;
  for (p = start; p < end; p++) {
    const c = bytes[p] as number;
    if (c === QUOTE) return p + 1;
    if (c < SPACE) return NOT_READ;
    if (c === BACKSLASH) {
      const length = escapeLength(bytes, p);
      if (length === 0) return NOT_READ;
      p += length - 1;
    }
  }
  return NOT_READ;
}

/** The length of the escape that begins with the backslash at `p`, or 0. */
function escapeLength(bytes: Uint8Array, p: number): number {
  switch (bytes[p + 1]) {
    case QUOTE:
    case BACKSLASH:
    case 0x27: // '
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return 2;
    case 0x75: // u
      for (let i = p + 2; i < p + 6; i++) if (!isHexDigit(bytes[i] as number)) return 0;
      return 6;
    default:
      return 0;
  }
}

function isHexDigit(c: number): boolean {
  const lower = c | 0x20;
  return isDigit(c) || (lower >= 0x61 && lower <= 0x66);
}

/**
 * What a string with escapes says, or undefined where that is left to others.
 *
 * @param start - behind the opening quote
 * @param end - behind the closing quote
 */
export function escapedText(bytes: Uint8Array, start: number, end: number): string | undefined {
  try {
    return JSON.parse(utf8.decode(bytes.subarray(start - 1, end))) as string;
  } catch {
    // The one escape of ours that JSON.parse does not know is that of the single quote.
    return undefined;
  }
}

export function isNull(view: DataView, p: number, end: number): boolean {
  return p + 4 <= end && view.getInt32(p, true) === NULL_WORD;
}

export function isTrue(view: DataView, p: number, end: number): boolean {
  return p + 4 <= end && view.getInt32(p, true) === TRUE_WORD;
}

export function isFalse(view: DataView, p: number, end: number): boolean {
  return p + 5 <= end && view.getInt32(p + 1, true) === ALSE_WORD && view.getInt8(p) === 0x66;
}

/** Reads a boolean into `values[row]`. */
export function scanBoolean(
  view: DataView,
  p: number,
  end: number,
  values: Uint8Array,
  row: number,
): number {
  const isOne = isTrue(view, p, end);
  if (!isOne && !isFalse(view, p, end)) return NOT_READ;
  values[row] = isOne ? 1 : 0;
  return isOne ? p + 4 : p + 5;
}

export function skipSpace(bytes: Uint8Array, start: number): number {
  let p = start;
  for (;;) {
    const c = bytes[p];
    if (c !== SPACE && c !== 0x0a && c !== 0x0d && c !== 0x09) return p;
    p++;
  }
}

/**
 * Finds the end of any value, checking all of it.
 *
 * @param nesting - levels that objects and arrays may still open
 */
export function skipValue(
  bytes: Uint8Array,
  view: DataView,
  start: number,
  end: number,
  nesting: number,
): number {
  const c = bytes[start] as number;
  if (c === QUOTE) return skipString(bytes, view, start + 1, end);
  if (c === MINUS || isDigit(c)) return skipNumber(bytes, start);
  if (c === OPEN_BRACE || c === OPEN_BRACKET) return skipNested(bytes, view, start, end, nesting);
  if (isNull(view, start, end) || isTrue(view, start, end)) return start + 4;
  return isFalse(view, start, end) ? start + 5 : NOT_READ;
}

function skipNested(
  bytes: Uint8Array,
  view: DataView,
  start: number,
  end: number,
  nesting: number,
): number {
  if (nesting === 0) return NOT_READ;
  const isObject = bytes[start] === OPEN_BRACE;
  const close = isObject ? CLOSE_BRACE : CLOSE_BRACKET;
  let p = skipSpace(bytes, start + 1);
  if (bytes[p] === close) return p + 1;
  for (;;) {
    if (isObject) {
      if (bytes[p] !== QUOTE) return NOT_READ;
      p = skipString(bytes, view, p + 1, end);
      if (p === NOT_READ) return NOT_READ;
      p = skipSpace(bytes, p);
      if (bytes[p] !== COLON) return NOT_READ;
      p = skipSpace(bytes, p + 1);
    }
    p = skipValue(bytes, view, p, end, nesting - 1);
    if (p === NOT_READ) return NOT_READ;
    p = skipSpace(bytes, p);
    if (bytes[p] === close) return p + 1;
    if (bytes[p] !== COMMA) return NOT_READ;
    p = skipSpace(bytes, p + 1);
  }
}
