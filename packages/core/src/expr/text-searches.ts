import { callPresent } from './call-present.ts';
import { call } from './expr-builder.ts';
import type { AnswerOf, Num, NumberOf, Text, TextOf, TextOrBytes } from './operand-types.ts';

/**
 * How many characters, or bytes.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ size: length(o.sku) }));
 * ```
 */
export function length<A extends TextOrBytes>(text: A): NumberOf<A> {
  return call('length', text) as never;
}

/**
 * As {@link length}.
 */
export function charLength<A extends TextOrBytes>(text: A): NumberOf<A> {
  return call('length', text) as never;
}

/**
 * As {@link length}.
 */
export function characterLength<A extends TextOrBytes>(text: A): NumberOf<A> {
  return call('length', text) as never;
}

/**
 * How many bytes, of text in UTF-8.
 */
export function octetLength<A extends TextOrBytes>(text: A): NumberOf<A> {
  return call('octetLength', text) as never;
}

/**
 * How many bits, of text in UTF-8.
 */
export function bitLength<A extends TextOrBytes>(text: A): NumberOf<A> {
  return call('bitLength', text) as never;
}

/**
 * The code of the first character; 0 for the empty text.
 */
export function ascii<A extends Text>(text: A): NumberOf<A> {
  return call('ascii', text) as never;
}

/**
 * The position of the first `part`, in characters from 1; 0 where it is not there.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ dash: instr(o.sku, '-') }));
 * ```
 */
export function instr<A extends Text, B extends Text>(text: A, part: B): NumberOf<A | B> {
  return call('instr', text, part) as never;
}

/**
 * The position of the first `part` from the position `from` on; 0 where it is not there, or where
 * `from` is null or below 1.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ second: locate('-', o.sku, 4) }));
 * ```
 */
export function locate<A extends Text, B extends Text, C extends Num = number>(
  part: A,
  text: B,
  from?: C,
): NumberOf<A | B | C> {
  return callPresent('locate', part, text, from) as never;
}

/**
 * As {@link locate}.
 */
export function position<A extends Text, B extends Text, C extends Num = number>(
  part: A,
  text: B,
  from?: C,
): NumberOf<A | B | C> {
  return callPresent('position', part, text, from) as never;
}

/**
 * True where the text, or the bytes, hold `part`.
 */
export function contains<A extends TextOrBytes, B extends TextOrBytes>(
  text: A,
  part: B,
): AnswerOf<A | B> {
  return call('contains', text, part) as never;
}

/**
 * True where the text, or the bytes, begin with `prefix`.
 */
export function startsWith<A extends TextOrBytes, B extends TextOrBytes>(
  text: A,
  prefix: B,
): AnswerOf<A | B> {
  return call('startsWith', text, prefix) as never;
}

/**
 * True where the text, or the bytes, end with `suffix`.
 */
export function endsWith<A extends TextOrBytes, B extends TextOrBytes>(
  text: A,
  suffix: B,
): AnswerOf<A | B> {
  return call('endsWith', text, suffix) as never;
}

/**
 * The place of a text in a list with commas, from 1; 0 where it is not there or has a comma.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ zone: findInSet(o.country, 'NL,BE,LU') }));
 * ```
 */
export function findInSet<A extends Text, B extends Text>(text: A, list: B): NumberOf<A | B> {
  return call('findInSet', text, list) as never;
}

/**
 * How many characters to put in, take out or change to make one text of the other; -1 above the
 * threshold.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ typos: levenshtein(o.country, 'NL') }));
 * ```
 */
export function levenshtein<A extends Text, B extends Text, C extends Num = number>(
  left: A,
  right: B,
  threshold?: C,
): NumberOf<A | B | C> {
  return callPresent('levenshtein', left, right, threshold) as never;
}

/**
 * All before the `count`th delimiter, or, below zero, all behind it from the right; the whole text
 * where there are fewer.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ group: substringIndex(o.sku, '-', 1) }));
 * ```
 */
export function substringIndex<A extends Text, B extends Text, C extends Num>(
  text: A,
  delimiter: B,
  count: C,
): TextOf<A | B | C> {
  return call('substringIndex', text, delimiter, count) as never;
}

/**
 * The part at a place between delimiters, from 1, or from -1 at the end; empty where there is
 * none.
 *
 * @throws FUNCTION.INVALID_ARGUMENT for the place 0
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ group: splitPart(o.sku, '-', 1) }));
 * ```
 */
export function splitPart<A extends Text, B extends Text, C extends Num>(
  text: A,
  delimiter: B,
  place: C,
): TextOf<A | B | C> {
  return call('splitPart', text, delimiter, place) as never;
}

/**
 * SQL's LIKE on the whole text: `%` is any text, `_` any character, `\\` or `escape` makes the
 * next one plain.
 *
 * @example
 * ```ts
 * orders.filter((o) => like(o.sku, 'A_-%'));
 * ```
 */
export function like<A extends Text, B extends Text>(
  text: A,
  pattern: B,
  escape?: string,
): AnswerOf<A | B> {
  return callPresent('like', text, pattern, escape) as never;
}

/**
 * As {@link like}, where case does not count.
 */
export function ilike<A extends Text, B extends Text>(
  text: A,
  pattern: B,
  escape?: string,
): AnswerOf<A | B> {
  return callPresent('ilike', text, pattern, escape) as never;
}

/**
 * True for digits that pass the Luhn check of card numbers.
 */
export function luhnCheck<A extends Text>(digits: A): AnswerOf<A> {
  return call('luhnCheck', digits) as never;
}
