import { findRegion, findTimeZone } from '../../types/time-zone.ts';
import { ERAS, HALF_DAYS, MONTHS, SHORT_ERAS, SHORT_MONTHS } from './date-names.ts';
import type { NumberPart, Part } from './pattern-part.ts';
import { placeOf, type TimeField, type TimeFields } from './time-fields.ts';
import { zoneOfName } from './zone-name.ts';

/** Reads from a position on; the position behind, or less than zero where the text does not match. */
export type ReadPart = (text: string, from: number, fields: TimeFields) => number;

/** Reads parts one after the other, as the parsers of java.time.format.DateTimeFormatterBuilder do strictly. */
export function readAll(parts: readonly Part[]): ReadPart {
  const reads = parts.map(readPart);
  return (text, from, fields) => {
    let at = from;
    for (const read of reads) {
      at = read(text, at, fields);
      if (at < 0) return at;
    }
    return at;
  };
}

function readPart(part: Part): ReadPart {
  switch (part.kind) {
    case 'literal':
      return (text, from) => readText(text, from, part.text);
    case 'optional': {
      const read = readAll(part.parts);
      return (text, from, fields) => {
        const end = fields.attempt(() => read(text, from, fields));
        return end < 0 ? from : end;
      };
    }
    case 'number':
      return part.field === 'fraction' ? readFraction(part) : readNumber(part, part.field);
    case 'name':
      return readName(part.field, part.isFull);
    case 'offset':
      return readOffset(part.letters, part.zero);
    case 'gmtOffset':
      return readGmtOffset(part.isFull ? GMT_FULL : GMT_SHORT);
    case 'zoneId':
      return readZoneId;
    case 'zoneName':
      return readZoneName(part.isFull);
  }
}

/** Any case will do, as Spark builds its formatters. */
function readText(text: string, from: number, wanted: string): number {
  if (text.startsWith(wanted, from)) return from + wanted.length;
  const end = from + wanted.length;
  return text.slice(from, end).toLowerCase() === wanted.toLowerCase() ? end : -1;
}

/** What the last {@link readDigits} read: numbers are not boxed this way. */
let digits = 0;

/** Reads digits, at most so many; how many there are. */
function readDigits(text: string, from: number, most: number): number {
  let width = 0;
  digits = 0;
  while (width < most) {
    const digit = text.charCodeAt(from + width) - 0x30;
    if (!(digit >= 0 && digit <= 9)) break;
    digits = digits * 10 + digit;
    width++;
  }
  return width;
}

function readNumber(part: NumberPart, field: Exclude<NumberPart['field'], 'fraction'>): ReadPart {
  const { minWidth, maxWidth, sign, reserved, isShortYear } = part;
  const place = placeOf(field);
  return (text, from, fields) => {
    const isNegative = text[from] === '-';
    const isPositive = text[from] === '+';
    if (isNegative ? sign === 'unsigned' : isPositive && sign !== 'padded') return -1;
    const start = isNegative || isPositive ? from + 1 : from;
    let width = readDigits(text, start, maxWidth + reserved);
    if (width < minWidth) return -1;
    if (reserved > 0) width = readDigits(text, start, Math.max(minWidth, width - reserved));
    if (isNegative && digits === 0) return -1;
    // A year of more digits than the pattern has letters needs its plus, and no other may have one.
    if (sign === 'padded' && !isNegative && isPositive !== width > minWidth) return -1;
    const value = isShortYear ? 2000 + digits : isNegative ? -digits : digits;
    return fields.set(place, value) ? start + width : -1;
  };
}

function readFraction({ minWidth, maxWidth }: NumberPart): ReadPart {
  const place = placeOf('micros');
  return (text, from, fields) => {
    const width = readDigits(text, from, maxWidth);
    if (width < minWidth) return -1;
    const micros = width > 6 ? Math.floor(digits / 10 ** (width - 6)) : digits * 10 ** (6 - width);
    return fields.set(place, micros) ? from + width : -1;
  };
}

type NamePart = Part & { readonly kind: 'name' };

/** The names of a field, and what the first of them counts as. */
function namesOf(
  field: NamePart['field'],
  isFull: boolean,
): readonly [TimeField, readonly string[], number] {
  if (field === 'month') return ['month', isFull ? MONTHS : SHORT_MONTHS, 1];
  if (field === 'era') return ['era', isFull ? ERAS : SHORT_ERAS, 0];
  return ['half', HALF_DAYS, 0];
}

function readName(field: NamePart['field'], isFull: boolean): ReadPart {
  const [target, names, first] = namesOf(field, isFull);
  const place = placeOf(target);
  return (text, from, fields) => {
    for (const [i, name] of names.entries()) {
      const end = readText(text, from, name);
      if (end >= 0) return fields.set(place, first + i) ? end : -1;
    }
    return -1;
  };
}

/** By the number of letters, see `Part`. */
const OFFSETS: readonly RegExp[] = [
  /[+-]\d\d(?:[0-5]\d)?/y,
  /[+-]\d\d[0-5]\d/y,
  /[+-]\d\d:[0-5]\d/y,
  /[+-]\d\d[0-5]\d(?:[0-5]\d)?/y,
  /[+-]\d\d:[0-5]\d(?::[0-5]\d)?/y,
];
const OFFSET = placeOf('offsetSeconds');
const GMT_SHORT = /[+-](\d\d?)(?::(\d\d)(?::(\d\d))?)?/y;
const GMT_FULL = /[+-](\d\d):(\d\d)(?::(\d\d))?/y;

function readOffset(letters: number, zero: string): ReadPart {
  const pattern = OFFSETS[letters - 1] as RegExp;
  return (text, from, fields) => {
    const atZero = readText(text, from, zero);
    if (atZero >= 0) return fields.set(OFFSET, 0) ? atZero : -1;
    const found = matchAt(pattern, text, from)?.[0];
    if (found === undefined) return -1;
    const [h, m = '0', s = '0'] = found.match(/\d\d/g) ?? [];
    return fields.set(OFFSET, offsetOf(found, h, m, s)) ? from + found.length : -1;
  };
}

function readGmtOffset(pattern: RegExp): ReadPart {
  return (text, from, fields) => {
    const at = readText(text, from, 'GMT');
    if (at < 0) return -1;
    const match = matchAt(pattern, text, at);
    if (match === null) {
      const isSigned = text[at] === '+' || text[at] === '-';
      return !isSigned && fields.set(OFFSET, 0) ? at : -1;
    }
    const [found, h, m = '0', s = '0'] = match;
    return fields.set(OFFSET, offsetOf(found, h, m, s)) ? at + found.length : -1;
  };
}

function offsetOf(signed: string, h: string | undefined, m: string, s: string): number {
  const seconds = Number(h) * 3600 + Number(m) * 60 + Number(s);
  return signed.startsWith('-') ? -seconds : seconds;
}

const readZoneId: ReadPart = (text, from, fields) => {
  const fixed = readFixedZone(text, from, fields);
  if (fixed !== undefined) return fixed;
  const longest = matchAt(/[A-Za-z][A-Za-z0-9~/._+-]*/y, text, from)?.[0] ?? '';
  for (let length = longest.length; length > 1; length--) {
    const zone = findRegion(longest.slice(0, length));
    if (zone === undefined) continue;
    fields.zone = zone;
    return from + length;
  }
  return readUtcLetter(text, from, fields);
};

/** A name or an id, whichever is longer: `EST` is a name, and `EST5EDT` an id. */
function readZoneName(isFull: boolean): ReadPart {
  return (text, from, fields) => {
    const named = zoneOfName(text, from, isFull);
    const end = readZoneId(text, from, fields);
    if (named === undefined || named.end < end) return end;
    fields.zone = named.zone;
    return named.end;
  };
}

/** `+01:00`, `UTC`, `UTC+01:00` and the like; undefined for what does not begin like one. */
function readFixedZone(text: string, from: number, fields: TimeFields): number | undefined {
  const prefix = matchAt(/UTC|UT|GMT0?|(?=[+-])/iy, text, from)?.[0];
  if (prefix === undefined) return undefined;
  const at = from + prefix.length;
  const isBare = prefix.length === 4 || text[at] === '0' || text[at]?.toUpperCase() === 'Z';
  const offset = isBare ? undefined : matchAt(OFFSETS[4] as RegExp, text, at)?.[0];
  if (offset === undefined && prefix === '') return -1;
  const zone = findTimeZone(offset ?? 'UTC');
  if (zone === undefined) return -1;
  fields.zone = zone;
  return at + (offset?.length ?? 0);
}

function readUtcLetter(text: string, from: number, fields: TimeFields): number {
  if (text[from]?.toUpperCase() !== 'Z') return -1;
  fields.zone = findTimeZone('Z');
  return from + 1;
}

function matchAt(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}
