import type { PatternFlags, PatternReader } from './pattern-reader.ts';

/*
 * Sets of characters in JavaScript's syntax for the flag `v`, whose classes nest and intersect as
 * Java's do. Case is never left to a flag: without `u` Java folds ASCII only, JavaScript all letters.
 */

const MAX_FOLDED_RANGE = 4096;
/** Behind it no character has a case (Unicode 15: Adlam ends at U+1E943). */
const LAST_CASED = 0x1e943;
/** One character as such. */
function plain(character: string): string {
  if (/^[A-Za-z0-9_]$/.test(character)) return character;
  return `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
}

/** One character, and those that are the same where case does not count. */
export function literal(character: string, flags: PatternFlags): string {
  const same = sameIgnoringCase(character, flags);
  return same.length === 1 ? plain(character) : `[${same.map(plain).join('')}]`;
}

/** A range of characters, for the inside of a class. */
export function range(first: string, last: string, reader: PatternReader): string {
  const [low, high] = [first.codePointAt(0) as number, last.codePointAt(0) as number];
  if (low > high) throw reader.bad('a range is out of order');
  const all = low === high ? plain(first) : `${plain(first)}-${plain(last)}`;
  const { flags } = reader;
  if (!flags.ignoreCase) return all;
  const end = flags.unicodeCase ? high : Math.min(high, 0x7f);
  if (end - low > MAX_FOLDED_RANGE) throw reader.untranslatable('a long range that ignores case');
  const others = new Set<string>();
  for (let code = low; code <= end; code++) {
    for (const other of sameIgnoringCase(String.fromCodePoint(code), flags)) others.add(other);
  }
  return all + Array.from(others, plain).join('');
}

function sameIgnoringCase(character: string, flags: PatternFlags): readonly string[] {
  if (!flags.ignoreCase) return [character];
  if (flags.unicodeCase) return caseGroups().get(folded(character)) ?? [character];
  return /^[A-Za-z]$/.test(character)
    ? [character.toLowerCase(), character.toUpperCase()]
    : [character];
}

let groups: ReadonlyMap<string, readonly string[]> | undefined;

/** Characters that Java takes for the same under UNICODE_CASE; made when a pattern first asks for it. */
function caseGroups(): ReadonlyMap<string, readonly string[]> {
  if (groups !== undefined) return groups;
  const all = new Map<string, string[]>();
  for (let code = 0; code <= LAST_CASED; code++) {
    const character = String.fromCodePoint(code);
    const key = folded(character);
    const group = all.get(key);
    if (group === undefined) all.set(key, [character]);
    else group.push(character);
  }
  groups = all;
  return all;
}

/** The lower case of the upper case, each of one character: a mapping to several is none. */
function folded(character: string): string {
  if (character === '\u0130') return 'i';
  const upper = single(character.toUpperCase(), character);
  return single(upper.toLowerCase(), upper);
}

function single(mapped: string, character: string): string {
  return mapped.length === character.length ? mapped : character;
}

export const LINE_END = '\\n\\r\\u0085\\u2028\\u2029';
const BLANK = '\\t \\u00a0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000';
const VERTICAL = '\\n\\x0b\\f\\r\\u0085\\u2028\\u2029';

/** `\d`, `\w`, `\s`, `\h`, `\v` and their opposites; undefined for other letters. */
export function shorthand(letter: string, { unicodeClasses }: PatternFlags): string | undefined {
  const inside = shorthandOf(letter.toLowerCase(), unicodeClasses);
  if (inside === undefined) return undefined;
  return letter === letter.toLowerCase() ? `[${inside}]` : `[^${inside}]`;
}

function shorthandOf(letter: string, unicode: boolean): string | undefined {
  switch (letter) {
    case 'd':
      return unicode ? '\\p{Nd}' : '0-9';
    case 'w':
      return unicode ? '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}' : 'A-Za-z0-9_';
    case 's':
      return unicode ? '\\p{White_Space}' : ' \\t\\n\\x0b\\f\\r';
    case 'h':
      return BLANK;
    case 'v':
      return VERTICAL;
    default:
      return undefined;
  }
}

const MARKED = '[\\p{L}\\p{Nd}]\\p{Mn}';
/** What `\b` takes for a part of a word: letters and digits of all scripts, and the marks on them. */
const WORD_BEFORE = `(?<=[\\p{L}\\p{Nd}_]|${MARKED}+)`;
const WORD_AFTER = `(?:(?=[\\p{L}\\p{Nd}_])|(?<=${MARKED}*)(?=\\p{Mn}))`;
const NO_WORD_BEFORE = `(?<![\\p{L}\\p{Nd}_]|${MARKED}+)`;
const NO_WORD_AFTER = `(?!${WORD_AFTER})`;
/** `\b` and `\B` of Java up to 18, which Spark 3.5 runs on. */
export const BOUNDARY = `(?:${WORD_BEFORE}${NO_WORD_AFTER}|${NO_WORD_BEFORE}${WORD_AFTER})`;
export const NO_BOUNDARY = `(?:${WORD_BEFORE}${WORD_AFTER}|${NO_WORD_BEFORE}${NO_WORD_AFTER})`;
