import { checkOptions, type OptionNames } from '../errors/check-options.ts';
import { callPresent } from './call-present.ts';
import type { Expr, Operand, StringExpr } from './expr.ts';
import { call } from './expr-builder.ts';
import type { Anything, Num, SameAs, Text, TextOf, TextOrBytes } from './operand-types.ts';

/**
 * The text in lower case, but for the first letter of each word. Only spaces part words.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ country: initcap(o.country) }));
 * ```
 */
export function initcap<A extends Text>(text: A): TextOf<A> {
  return call('initcap', text) as never;
}

/**
 * Without spaces at both ends (only U+0020, as in Spark), or without any of `characters` there.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ sku: trim(o.sku, '-_') }));
 * ```
 */
export function trim<A extends Text, B extends Text = string>(
  text: A,
  characters?: B,
): TextOf<A | B> {
  return callPresent('trim', text, characters) as never;
}

/**
 * As {@link trim}, at the start only.
 */
export function ltrim<A extends Text, B extends Text = string>(
  text: A,
  characters?: B,
): TextOf<A | B> {
  return callPresent('ltrim', text, characters) as never;
}

/**
 * As {@link trim}, at the end only.
 */
export function rtrim<A extends Text, B extends Text = string>(
  text: A,
  characters?: B,
): TextOf<A | B> {
  return callPresent('rtrim', text, characters) as never;
}

/**
 * As {@link trim}.
 */
export function btrim<A extends Text, B extends Text = string>(
  text: A,
  characters?: B,
): TextOf<A | B> {
  return callPresent('btrim', text, characters) as never;
}

/**
 * Filled up on the left to `length` characters, or cut to them; with spaces unless `pad` says
 * otherwise. Bytes are filled with zeros.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ sku: lpad(o.sku, 8, '0') }));
 * ```
 */
export function lpad<A extends TextOrBytes, B extends Num, C extends TextOrBytes = string>(
  text: A,
  length: B,
  pad?: C,
): SameAs<A, A | B | C> {
  return callPresent('lpad', text, length, pad) as never;
}

/**
 * As {@link lpad}, on the right.
 */
export function rpad<A extends TextOrBytes, B extends Num, C extends TextOrBytes = string>(
  text: A,
  length: B,
  pad?: C,
): SameAs<A, A | B | C> {
  return callPresent('rpad', text, length, pad) as never;
}

/**
 * The first `length` characters, or bytes; none where it is not above 0.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ group: left(o.sku, 2) }));
 * ```
 */
export function left<A extends TextOrBytes, B extends Num>(text: A, length: B): SameAs<A, A | B> {
  return call('left', text, length) as never;
}

/**
 * The last `length` characters; none where it is not above 0.
 */
export function right<A extends Text, B extends Num>(text: A, length: B): TextOf<A | B> {
  return call('right', text, length) as never;
}

/**
 * `length` characters, or bytes, from a position; all behind it without a length. The first is 1,
 * as is 0; below zero counts from the end.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ group: substring(o.sku, -3, 2) }));
 * ```
 */
export function substring<A extends TextOrBytes, B extends Num, C extends Num = number>(
  text: A,
  position: B,
  length?: C,
): SameAs<A, A | B | C> {
  return callPresent('substring', text, position, length) as never;
}

/**
 * As {@link substring}.
 */
export function substr<A extends TextOrBytes, B extends Num, C extends Num = number>(
  text: A,
  position: B,
  length?: C,
): SameAs<A, A | B | C> {
  return callPresent('substring', text, position, length) as never;
}

/**
 * The text so many times; empty where `times` is not above 0.
 */
export function repeat<A extends Text, B extends Num>(text: A, times: B): TextOf<A | B> {
  return call('repeat', text, times) as never;
}

/**
 * Every `part` replaced by another text, or taken out. An empty `part` changes nothing.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ sku: replace(o.sku, '-', '') }));
 * ```
 */
export function replace<A extends Text, B extends Text, C extends Text = string>(
  text: A,
  part: B,
  by?: C,
): TextOf<A | B | C> {
  return callPresent('replace', text, part, by) as never;
}

/**
 * Every character of `from` replaced by the one at its place in `to`; those that have none there
 * disappear.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ sku: translate(o.sku, '-_', '/') }));
 * ```
 */
export function translate<A extends Text, B extends Text, C extends Text>(
  text: A,
  from: B,
  to: C,
): TextOf<A | B | C> {
  return call('translate', text, from, to) as never;
}

/**
 * The text with `length` characters from a position on replaced; without a length as many as `by`
 * has.
 */
export function overlay<
  A extends TextOrBytes,
  B extends TextOrBytes,
  C extends Num,
  D extends Num = number,
>(text: A, by: B, position: C, length?: D): SameAs<A, A | B | C | D> {
  return callPresent('overlay', text, by, position, length) as never;
}

/**
 * The characters of a text, or the elements of an array, from last to first.
 */
export function reverse<A extends Operand<string> | Expr<readonly unknown[] | null>>(
  value: A,
): SameAs<A, A> {
  return call('reverse', value) as never;
}

/**
 * So many spaces.
 */
export function space<A extends Num>(count: A): TextOf<A> {
  return call('space', count) as never;
}

/**
 * The character of a code, of which only the lowest 8 bits count; empty below 0.
 */
export function chr<A extends Num>(code: A): TextOf<A> {
  return call('chr', code) as never;
}

/**
 * The Soundex code of an English word; a text that does not begin with an ASCII letter stays.
 */
export function soundex<A extends Text>(text: A): TextOf<A> {
  return call('soundex', text) as never;
}

/**
 * Texts, and the texts of arrays, with a separator between; nulls are passed over. Null only where
 * the separator is.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ place: concatWs('/', o.country, o.sku) }));
 * ```
 */
export function concatWs<A extends Text, B extends readonly Anything[]>(
  separator: A,
  ...parts: B
): TextOf<A> {
  return call('concatWs', separator, ...parts) as never;
}

/**
 * The text at a position from 1; null outside, an error with `ansi: true`.
 */
export function elt<A extends Num, B extends readonly Text[]>(
  position: A,
  ...texts: B
): StringExpr<string | null> {
  return call('elt', position, ...texts) as never;
}

/** What {@link mask} puts in the place of letters, digits and all others: one character, or null to leave them. */
export interface MaskOptions {
  /** Default `X`. */
  readonly upper?: string | null;
  /** Default `x`. */
  readonly lower?: string | null;
  /** Default `n`. */
  readonly digit?: string | null;
  /** Default null. */
  readonly other?: string | null;
}

const MASK_OPTIONS: OptionNames<MaskOptions> = {
  upper: true,
  lower: true,
  digit: true,
  other: true,
};

/**
 * The text with its letters and digits made unreadable.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ sku: mask(o.sku, { digit: '#' }) }));
 * ```
 */
export function mask<A extends Text>(text: A, options: MaskOptions = {}): TextOf<A> {
  checkOptions('mask()', options, MASK_OPTIONS);
  const { upper = 'X', lower = 'x', digit = 'n', other = null } = options;
  return call('mask', text, upper, lower, digit, other) as never;
}
