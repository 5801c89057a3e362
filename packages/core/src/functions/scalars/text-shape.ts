import { WRONG_ARGUMENTS } from '../../errors/expression.ts';
import type { ScalarFunction } from '../function.ts';
import { characterCount, sliceCharacters, subarraySql, substringSql } from '../text/characters.ts';
import { type MaskCharacters, masked } from '../text/mask.ts';
import { soundex } from '../text/soundex.ts';
import { titleCase } from '../text/title-case.ts';
import { BYTES, INTS, LONGS, STRICT_TEXT, TEXT } from '../vectors/row-values.ts';
import { constantOf, expectCount } from './arguments.ts';
import { byRow, ofBytesOrText } from './by-row.ts';

const ALL = 2 ** 31 - 1;

/** Texts made of other texts, longer, shorter or with other characters. */
export const TEXT_SHAPES: readonly ScalarFunction[] = [
  byRow<[string], string>('initcap', [TEXT], TEXT, titleCase),
  byRow<[string], string>('reverse', [TEXT], TEXT, (text) => Array.from(text).reverse().join('')),
  byRow<[string], string>('soundex', [STRICT_TEXT], TEXT, soundex),
  byRow<[string], number>('ascii', [TEXT], INTS, (text) => text.codePointAt(0) ?? 0),
  byRow<[number | bigint], string>('chr', [LONGS], TEXT, (code) =>
    code < 0 ? '' : String.fromCharCode(Number(BigInt(code) & 0xffn)),
  ),
  byRow<[number], string>('space', [INTS], TEXT, (count) => ' '.repeat(Math.max(count, 0))),
  byRow<[string, number], string>('repeat', [TEXT, INTS], TEXT, (text, count) =>
    text.repeat(Math.max(count, 0)),
  ),
  ofBytesOrText(
    byRow<[Uint8Array, number], Uint8Array>('left', [BYTES, INTS], BYTES, (bytes, length) =>
      subarraySql(bytes, 1, length),
    ),
    byRow<[string, number], string>('left', [TEXT, INTS], TEXT, (text, length) =>
      sliceCharacters(text, 0, length),
    ),
  ),
  byRow<[string, number], string>('right', [TEXT, INTS], TEXT, (text, length) =>
    length <= 0 ? '' : substringSql(text, -length, ALL),
  ),
  padding(
    'lpad',
    (pad, text) => pad + text,
    (pad, bytes) => joined(pad, bytes),
  ),
  padding(
    'rpad',
    (pad, text) => text + pad,
    (pad, bytes) => joined(bytes, pad),
  ),
  ofBytesOrText(
    byRow<[Uint8Array, Uint8Array, number, number?], Uint8Array>(
      'overlay',
      [BYTES, BYTES, INTS, INTS],
      BYTES,
      (bytes, other, position, length = -1) => {
        const rest = position + (length >= 0 ? length : other.length);
        return joined(subarraySql(bytes, 1, position - 1), other, subarraySql(bytes, rest, ALL));
      },
      { least: 3 },
    ),
    byRow<[string, string, number, number?], string>(
      'overlay',
      [TEXT, TEXT, INTS, INTS],
      TEXT,
      (text, other, position, length = -1) => {
        const rest = position + (length >= 0 ? length : characterCount(other));
        return substringSql(text, 1, position - 1) + other + substringSql(text, rest, ALL);
      },
      { least: 3 },
    ),
    [0, 1],
  ),
  byRow<[string, string, string?], string>(
    'replace',
    [TEXT, TEXT, TEXT],
    TEXT,
    (text, part, by = '') => (part === '' ? text : text.replaceAll(part, () => by)),
    { least: 2 },
  ),
  byRow<[string, string, string], string>('translate', [TEXT, TEXT, TEXT], TEXT, translated),
  maskFunction(),
];

/** Text is filled with spaces, bytes with zeros, where the call says nothing else. */
function padding(
  name: string,
  joinText: (pad: string, text: string) => string,
  joinBytes: (pad: Uint8Array, bytes: Uint8Array) => Uint8Array,
): ScalarFunction {
  return ofBytesOrText(
    byRow<[Uint8Array, number, Uint8Array?], Uint8Array>(
      name,
      [BYTES, INTS, BYTES],
      BYTES,
      (bytes, length, pad = ZERO) => {
        const missing = length - bytes.length;
        if (missing <= 0 || pad.length === 0) return subarraySql(bytes, 1, length);
        return joinBytes(
          Uint8Array.from({ length: missing }, (_, i) => pad[i % pad.length] as number),
          bytes,
        );
      },
      { least: 2 },
    ),
    byRow<[string, number, string?], string>(
      name,
      [TEXT, INTS, TEXT],
      TEXT,
      (text, length, pad = ' ') => {
        const missing = length - characterCount(text);
        if (missing <= 0 || pad === '') return sliceCharacters(text, 0, length);
        const times = Math.ceil(missing / characterCount(pad));
        return joinText(sliceCharacters(pad.repeat(times), 0, missing), text);
      },
      { least: 2 },
    ),
    [0, 2],
  );
}

const ZERO = new Uint8Array(1);

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** The first of two rules for a character holds; characters that have no partner disappear. */
function translated(text: string, from: string, to: string): string {
  const partners = Array.from(to);
  const rules = new Map<string, string>();
  let index = 0;
  for (const character of from) {
    if (!rules.has(character)) rules.set(character, partners[index] ?? '');
    index++;
  }
  let out = '';
  for (const character of text) out += rules.get(character) ?? character;
  return out;
}

/** The replacements are constants of one character, or null, which leaves characters as they are. */
function maskFunction(): ScalarFunction {
  const name = 'mask';
  const kind = 'a constant text of one character, or null';
  return {
    name,
    resolve(args, settings) {
      expectCount(name, args, 1, 5);
      const values = args.slice(1).map((arg, i) => {
        if (arg.constant?.value === null) return null;
        const value = String(constantOf(name, args, i + 1, kind));
        if (characterCount(value) !== 1) {
          throw WRONG_ARGUMENTS.error({ fn: name, expected: kind, found: `'${value}'` });
        }
        return value;
      });
      const [upper = 'X', lower = 'x', digit = 'n', other = null] = values;
      const by: MaskCharacters = { upper, lower, digit, other };
      const ofText = byRow<[string], string>(name, [STRICT_TEXT], TEXT, (text) => masked(text, by));
      const resolved = ofText.resolve(args.slice(0, 1), settings);
      // A null among the replacements does not make the text null.
      return {
        ...resolved,
        kernel: (vectors, length, context) => resolved.kernel(vectors.slice(0, 1), length, context),
      };
    },
  };
}
