import { checkedDays, civilDate, daysOf } from '../../types/civil.ts';
import { ERAS, HALF_DAYS, MONTHS, SHORT_ERAS, SHORT_MONTHS } from './date-names.ts';
import { zoneOfName } from './zone-name.ts';

/*
 * What Spark 2 could read: java.text.SimpleDateFormat, not lenient, in US English. Only whether it
 * finds a time is asked, because then Spark 3 refuses to answer null. It reads the beginning of the
 * text, skips blanks, and takes the number of letters of a pattern as a limit only where the next
 * part is a number too. Letters that Spark 3 refuses do not come here.
 */

interface Field {
  readonly letter: string;
  readonly count: number;
}
type Token = Field | { readonly text: string };

const LETTERS = /[GyMLdDHkKhmsSazZX]/;
const TOKEN = /([A-Za-z])\1*|'(?:[^']|'')*'|[^]/g;
const NUMBER = /-?\p{Nd}+/uy;

/** Letters of numbers, and the smallest and the greatest that a calendar takes. */
const LIMITS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  ...{ y: [1, 292_278_994], M: [1, 12], L: [1, 12], d: [1, 31], D: [1, 366], H: [0, 23] },
  ...{ k: [1, 24], K: [0, 11], h: [1, 12], m: [0, 59], s: [0, 59], S: [0, 999] },
};

/** Whether Spark 2 read a time from a text by a pattern. */
export function readsBefore(pattern: string): (text: string) => boolean {
  const tokens = tokensOf(pattern);
  return tokens === undefined ? () => false : (text) => reads(tokens, text);
}

/** Undefined for a pattern that has no meaning there. */
function tokensOf(pattern: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (const [token] of pattern.matchAll(TOKEN)) {
    if (token === "'") return undefined;
    if (token.startsWith("'")) {
      tokens.push({ text: token === "''" ? "'" : token.slice(1, -1).replaceAll("''", "'") });
    } else if (!/[A-Za-z]/.test(token)) tokens.push({ text: token });
    else if (!LETTERS.test(token) || (token.startsWith('X') && token.length > 3)) return undefined;
    else tokens.push({ letter: token.charAt(0), count: token.length });
  }
  return tokens;
}

function isNumber(token: Token | undefined): boolean {
  if (token === undefined || !('letter' in token)) return false;
  if (token.letter === 'M' || token.letter === 'L') return token.count <= 2;
  return Object.hasOwn(LIMITS, token.letter);
}

function reads(tokens: readonly Token[], text: string): boolean {
  const found = new Map<string, number>();
  let at = 0;
  for (const [i, token] of tokens.entries()) {
    if (!('letter' in token)) {
      if (!text.startsWith(token.text, at)) return false;
      at += token.text.length;
      continue;
    }
    const start = at;
    while (text[at] === ' ' || text[at] === '\t') at++;
    if (at >= text.length) return false;
    const end = isNumber(token)
      ? readNumber(token, text, start, at, isNumber(tokens[i + 1]), found)
      : readName(token, text, start, at, found);
    if (end < 0) return false;
    at = end;
  }
  return at > 0 && isDate(found);
}

function readNumber(
  { letter, count }: Field,
  text: string,
  start: number,
  at: number,
  isLimited: boolean,
  found: Map<string, number>,
): number {
  if (isLimited && start + count > text.length) return -1;
  NUMBER.lastIndex = at;
  const digits = NUMBER.exec(isLimited ? text.slice(0, start + count) : text)?.[0];
  if (digits === undefined) return -1;
  let value = Number(digits.replace(/\p{Nd}/gu, digitOf));
  if (letter === 'y' && count <= 2 && /^\p{Nd}{2}$/u.test(digits)) value += 2000;
  // These are checked where they are read, the others when all is read: the last of a kind counts.
  if (/[hk]/.test(letter) && (value < 1 || value > (letter === 'h' ? 12 : 24))) return -1;
  if (letter === 'h') found.set('K', value % 12);
  else if (letter === 'k') found.set('H', value % 24);
  else if (letter === 'L') found.set('M', value);
  else found.set(letter, value);
  return at + digits.length;
}

/** Digits of a script stand in tens from a multiple that ends in 0 or 6. */
function digitOf(digit: string): string {
  const code = digit.codePointAt(0) as number;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String(code - zero);
}

function readName(
  { letter, count }: Field,
  text: string,
  start: number,
  at: number,
  found: Map<string, number>,
): number {
  const among = (names: readonly string[], values: number, first: number): number => {
    for (const [i, name] of names.entries()) {
      const end = start + name.length;
      if (text.slice(start, end).toLowerCase() !== name.toLowerCase()) continue;
      found.set(letter === 'L' ? 'M' : letter, (i % values) + first);
      return end;
    }
    return -1;
  };
  switch (letter) {
    case 'M':
    case 'L':
      return among([...MONTHS, ...SHORT_MONTHS], 12, 1);
    case 'a':
      return among(HALF_DAYS, 2, 0);
    case 'G':
      return among([...ERAS, ...SHORT_ERAS], 2, 0);
    case 'X':
      return readIsoZone(text, at, count);
    default:
      return readZone(text, start, at);
  }
}

function readIsoZone(text: string, at: number, count: number): number {
  if (text[at] === 'Z') return at + 1;
  const patterns = [
    /[+-](?:0\d|1[0-4])/y,
    /[+-](?:0\d|1[0-4])[0-5]\d/y,
    /[+-](?:0\d|1[0-4]):[0-5]\d/y,
  ];
  return endOf(patterns[count - 1] as RegExp, text, at);
}

function readZone(text: string, start: number, at: number): number {
  if (text[at] === '+' || text[at] === '-') {
    return endOf(/[+-](?:0\d|1[0-4])[0-5]\d/y, text, at);
  }
  const gmt = endOf(/GMT/iy, text, start);
  if (gmt < 0) return zoneOfName(text, at)?.end ?? -1;
  return text[gmt] === '+' || text[gmt] === '-'
    ? endOf(/[+-](?:\d|0\d|1[0-4]):[0-5]\d/y, text, gmt)
    : gmt;
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  const found = pattern.exec(text)?.[0];
  return found === undefined ? -1 : at + found.length;
}

/** Whether the fields are in range, and agree on a day and an hour. */
function isDate(found: ReadonlyMap<string, number>): boolean {
  for (const [letter, value] of found) {
    const [least, most] = LIMITS[letter] ?? [0, 1];
    if (value < least || value > most) return false;
  }
  const ofEra = found.get('y') ?? 1970;
  const year = found.get('G') === 0 ? 1 - ofEra : ofEra;
  const dayOfYear = found.get('D');
  const inYear = civilDate(daysOf(year, 1, dayOfYear ?? 1));
  const month = found.get('M') ?? inYear.month;
  const day = found.get('d') ?? (found.has('M') && dayOfYear === undefined ? 1 : inYear.day);
  const days = checkedDays(year, month, day);
  if (days === undefined || inYear.year !== year) return false;
  if (dayOfYear !== undefined && days !== daysOf(year, 1, dayOfYear)) return false;
  const hour = found.get('H');
  if (hour === undefined) return true;
  const half = hour < 12 ? 0 : 1;
  return (found.get('K') ?? hour % 12) === hour % 12 && (found.get('a') ?? half) === half;
}
