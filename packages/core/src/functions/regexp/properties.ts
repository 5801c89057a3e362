import type { PatternReader } from './pattern-reader.ts';

/** POSIX and Java names for sets of ASCII characters. */
const ASCII_SETS: ReadonlyMap<string, string> = new Map([
  ['Lower', 'a-z'],
  ['Upper', 'A-Z'],
  ['ASCII', '\\x00-\\x7f'],
  ['Alpha', 'A-Za-z'],
  ['Digit', '0-9'],
  ['Alnum', 'A-Za-z0-9'],
  ['Punct', '\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e'],
  ['Graph', '\\x21-\\x7e'],
  ['Print', '\\x20-\\x7e'],
  ['Blank', '\\t\\x20'],
  ['Cntrl', '\\x00-\\x1f\\x7f'],
  ['XDigit', '0-9A-Fa-f'],
  ['Space', '\\t-\\r\\x20'],
]);

const OTHER_SETS: ReadonlyMap<string, string> = new Map([
  ['L1', '\\x00-\\xff'],
  ['all', '\\u{0}-\\u{10ffff}'],
  ['LC', '\\p{Lu}\\p{Ll}\\p{Lt}'],
  ['LD', '\\p{L}\\p{Nd}'],
  ['javaLowerCase', '\\p{Lowercase}'],
  ['javaUpperCase', '\\p{Uppercase}'],
  ['javaAlphabetic', '\\p{Alphabetic}'],
  ['javaLetter', '\\p{L}'],
  ['javaDigit', '\\p{Nd}'],
  ['javaLetterOrDigit', '\\p{L}\\p{Nd}'],
  ['javaTitleCase', '\\p{Lt}'],
  ['javaWhitespace', '\\t-\\r\\x1c-\\x1f\\p{Zs}\\p{Zl}\\p{Zp}--[\\u00a0\\u2007\\u202f]'],
  ['javaSpaceChar', '\\p{Z}'],
]);

const CATEGORY = /^(?:L[ultmo]?|M[nce]?|N[dlo]?|Z[slp]?|C[cfson]?|P[cdseifo]?|S[mcko]?)$/;

/** Binary properties, by Java's names in lower case without underscores. */
const BINARY: ReadonlyMap<string, string> = new Map([
  ['alphabetic', 'Alphabetic'],
  ['ideographic', 'Ideographic'],
  ['letter', 'L'],
  ['lowercase', 'Lowercase'],
  ['uppercase', 'Uppercase'],
  ['titlecase', 'Lt'],
  ['punctuation', 'P'],
  ['control', 'Cc'],
  ['whitespace', 'White_Space'],
  ['digit', 'Nd'],
  ['hexdigit', 'Hex_Digit'],
  ['joincontrol', 'Join_Control'],
  ['noncharactercodepoint', 'Noncharacter_Code_Point'],
  ['assigned', 'Assigned'],
  ['emoji', 'Emoji'],
]);

const CASED = new Set(['Lower', 'Upper', 'javaLowerCase', 'javaUpperCase', 'javaTitleCase']);
const CASED_CATEGORIES = new Set(['Lu', 'Ll', 'Lt']);

/** What stands behind `\p` or `\P`: the set it names. */
export function property(reader: PatternReader, isNegated: boolean): string {
  const isShort = reader.peek() !== '{';
  const name = isShort ? reader.next() : (reader.next(), reader.until('}'));
  const inside = inverted(namedSet(name, reader));
  return isNegated ? `[^${inside}]` : `[${inside}]`;
}

/** A difference (`a--b`) has to stand in brackets of its own. */
function inverted(inside: string): string {
  const [from, minus] = inside.split('--');
  return minus === undefined ? inside : `[[${from}]--${minus}]`;
}

function namedSet(name: string, reader: PatternReader): string {
  const { ignoreCase, unicodeClasses } = reader.flags;
  const ascii = ASCII_SETS.get(name);
  if (ascii !== undefined) {
    if (unicodeClasses) throw reader.untranslatable(`\\p{${name}} with the flag U`);
    return ignoreCase && CASED.has(name) ? 'A-Za-z' : ascii;
  }
  const other = OTHER_SETS.get(name);
  if (other !== undefined) {
    if (ignoreCase && CASED.has(name)) throw caseless(name, reader);
    return other;
  }
  const [key, value] = name.split('=', 2) as [string, string | undefined];
  if (value !== undefined) return byKey(key.toLowerCase(), value, name, reader);
  if (CATEGORY.test(name)) return category(name, reader);
  if (name.startsWith('Is')) {
    const word = name.slice(2);
    const binary = BINARY.get(word.toLowerCase().replaceAll('_', ''));
    if (binary !== undefined) return `\\p{${binary}}`;
    if (CATEGORY.test(word)) return category(word, reader);
    return script(word, name, reader);
  }
  if (name.startsWith('In')) throw reader.untranslatable(`the Unicode block '${name}'`);
  throw reader.bad(`there is no class of characters '${name}'`);
}

function byKey(key: string, value: string, name: string, reader: PatternReader): string {
  if (key === 'script' || key === 'sc') return script(value, name, reader);
  if ((key === 'general_category' || key === 'gc') && CATEGORY.test(value)) {
    return category(value, reader);
  }
  if (key === 'block' || key === 'blk') throw reader.untranslatable(`the Unicode block '${value}'`);
  throw reader.bad(`there is no class of characters '${name}'`);
}

function category(name: string, reader: PatternReader): string {
  if (reader.flags.ignoreCase && CASED_CATEGORIES.has(name)) throw caseless(name, reader);
  return `\\p{${name}}`;
}

function script(word: string, name: string, reader: PatternReader): string {
  const titled = word.toLowerCase().replace(/(?<=^|_)[a-z]/g, (letter) => letter.toUpperCase());
  // Letters only, so that a pattern cannot put anything else into the expression.
  if (/^[A-Za-z_]+$/.test(titled)) {
    const set = `\\p{Script=${titled}}`;
    if (isKnown(set)) return set;
  }
  throw reader.bad(`there is no class of characters '${name}'`);
}

function isKnown(set: string): boolean {
  try {
    return new RegExp(set, 'v').flags === 'v';
  } catch {
    return false;
  }
}

function caseless(name: string, reader: PatternReader): Error {
  return reader.untranslatable(`\\p{${name}} where case does not count`);
}
