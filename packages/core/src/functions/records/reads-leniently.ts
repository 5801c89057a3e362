import { MONTHS, SHORT_ERAS, WEEKDAYS } from '../time/date-names.ts';
import { zoneOfName } from '../time/zone-name.ts';

/*
 * What Spark 2 could read from records: FastDateFormat of commons-lang 3.12, US English, which takes
 * the 31st of any month and 25 o'clock for a later day. Only whether it finds a time is asked, because
 * then Spark 3 refuses to answer null. It reads the beginning of the text.
 */

/** Reads from a position on; the position behind, or -1 where the text does not match. */
type Step = (text: string, from: number) => number;

const TOKEN = /([A-Za-z])\1*|(?:'(?:[^']|'')*'|[^A-Za-z'])+/g;
const NUMBER_LETTERS = /^[DFHKSWdhkmsuwyY]/;
const OFFSETS: readonly RegExp[] = [/Z|[+-]\d{2}/y, /Z|[+-]\d{4}/y, /Z|[+-]\d{2}:\d{2}/y];
const RFC_822 = /[+-]\d{4}|GMT[+-]\d{1,2}:\d{2}/iy;
const SPACE = /\s/;
const DIGIT = /\p{Nd}/u;
const MAX_INT = 0x7fff_ffff;
const PER_YEAR: Readonly<Record<string, number>> = { y: 1, Y: 1, M: 12, d: 365, D: 365 };

/**
 * Whether FastDateFormat reads a time from a text by a pattern.
 *
 * @param maxYear - the last year that the result can hold, as far as its parts alone tell
 */
export function readsLeniently(pattern: string, maxYear: number): (text: string) => boolean {
  const tokens = pattern.match(TOKEN) ?? [];
  const steps = tokens.map((token, i) => stepOf(token, isNumber(tokens[i + 1]), maxYear));
  // A pattern that it does not know reads nothing.
  if (tokens.join('') !== pattern || steps.includes(undefined)) return () => false;
  return (text) => {
    let at = 0;
    for (const step of steps as readonly Step[]) {
      at = step(text, at);
      if (at < 0) return false;
    }
    return true;
  };
}

function isNumber(token: string | undefined): boolean {
  if (token === undefined) return false;
  return NUMBER_LETTERS.test(token) || /^M{1,2}$/.test(token);
}

function stepOf(token: string, beforeNumber: boolean, maxYear: number): Step | undefined {
  if (!/^[A-Za-z]/.test(token)) return literal(unquoted(token));
  if (isNumber(token)) {
    const perYear = PER_YEAR[token.charAt(0)] ?? Infinity;
    return number(beforeNumber ? token.length : 0, Math.min(maxYear * perYear, MAX_INT));
  }
  switch (token[0]) {
    case 'M':
      return oneOf([...MONTHS, ...MONTHS.map((name) => name.slice(0, 3))]);
    case 'E':
      return oneOf([...WEEKDAYS, ...WEEKDAYS.map((name) => name.slice(0, 3))]);
    case 'G':
      return oneOf(SHORT_ERAS);
    case 'a':
      return oneOf(['AM', 'PM']);
    case 'X': {
      const offset = OFFSETS[token.length - 1];
      return offset && matched(offset);
    }
    case 'Z':
      return token.length === 2 ? matched(OFFSETS[2] as RegExp) : zone;
    case 'z':
      return zone;
    default:
      return undefined;
  }
}

function unquoted(token: string): string {
  return token.replace(/'((?:[^']|'')*)'/g, (_, inside: string) =>
    inside === '' ? "'" : inside.replaceAll("''", "'"),
  );
}

function literal(wanted: string): Step {
  return (text, from) => (text.startsWith(wanted, from) ? from + wanted.length : -1);
}

/** @param width - digits at most, where a number follows at once; 0 for any, with space before them */
function number(width: number, most: number): Step {
  return (text, from) => {
    let start = from;
    if (width === 0) while (start < text.length && SPACE.test(text.charAt(start))) start++;
    const last = width === 0 ? text.length : Math.min(text.length, from + width);
    let at = start;
    while (at < last && DIGIT.test(text.charAt(at))) at++;
    return at === start || Number(text.slice(start, at)) > most ? -1 : at;
  };
}

function oneOf(names: readonly string[]): Step {
  const longestFirst = [...names].sort((a, b) => b.length - a.length);
  return matched(new RegExp(longestFirst.join('|'), 'iy'));
}

function matched(pattern: RegExp): Step {
  return (text, from) => {
    pattern.lastIndex = from;
    return pattern.test(text) ? pattern.lastIndex : -1;
  };
}

const zone: Step = (text, from) => {
  const end = matched(RFC_822)(text, from);
  return end >= 0 ? end : (zoneOfName(text, from)?.end ?? -1);
};
