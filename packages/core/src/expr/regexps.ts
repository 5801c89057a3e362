import { callPresent } from './call-present.ts';
import type { StringExpr } from './expr.ts';
import { call } from './expr-builder.ts';
import type { AnswerOf, Num, NumberOf, Text, TextOf, TextsOf } from './operand-types.ts';

/**
 * True where a regular expression, in Java's syntax, matches somewhere in the text.
 *
 * @throws FUNCTION.BAD_PATTERN for what is no pattern, FUNCTION.UNTRANSLATABLE_PATTERN for what
 * JavaScript cannot match as Java does
 *
 * @example
 * ```ts
 * orders.filter((o) => rlike(o.sku, '^[A-Z]{2}-\\d+$'));
 * ```
 */
export function rlike<A extends Text, B extends Text>(text: A, pattern: B): AnswerOf<A | B> {
  return call('rlike', text, pattern) as never;
}

/**
 * As {@link rlike}.
 */
export function regexpLike<A extends Text, B extends Text>(text: A, pattern: B): AnswerOf<A | B> {
  return call('rlike', text, pattern) as never;
}

/**
 * How many times a pattern matches, one match behind the other.
 */
export function regexpCount<A extends Text, B extends Text>(text: A, pattern: B): NumberOf<A | B> {
  return call('regexpCount', text, pattern) as never;
}

/**
 * Where the first match begins, in UTF-16 units from 1; 0 without a match.
 */
export function regexpInstr<A extends Text, B extends Text>(text: A, pattern: B): NumberOf<A | B> {
  return call('regexpInstr', text, pattern) as never;
}

/**
 * The first match; null where there is none, or where it is empty.
 */
export function regexpSubstr<A extends Text, B extends Text>(
  text: A,
  pattern: B,
): StringExpr<string | null> {
  return call('regexpSubstr', text, pattern) as never;
}

/**
 * The text of a group in the first match, of the first group unless said; 0 is the whole match.
 * Empty without a match.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ number: regexpExtract(o.sku, '-(\\d+)$') }));
 * ```
 */
export function regexpExtract<A extends Text, B extends Text, C extends Num = number>(
  text: A,
  pattern: B,
  group?: C,
): TextOf<A | B | C> {
  return callPresent('regexpExtract', text, pattern, group) as never;
}

/**
 * The text of a group in every match, of the first group unless said.
 */
export function regexpExtractAll<A extends Text, B extends Text, C extends Num = number>(
  text: A,
  pattern: B,
  group?: C,
): TextsOf<A | B | C> {
  return callPresent('regexpExtractAll', text, pattern, group) as never;
}

/**
 * Every match, from a position on, replaced: `$1` and `${name}` are groups, a backslash makes the
 * next character plain.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ sku: regexpReplace(o.sku, '(\\w+)-(\\w+)', '$2-$1') }));
 * ```
 */
export function regexpReplace<
  A extends Text,
  B extends Text,
  C extends Text,
  D extends Num = number,
>(text: A, pattern: B, replacement: C, position?: D): TextOf<A | B | C | D> {
  return callPresent('regexpReplace', text, pattern, replacement, position) as never;
}

/**
 * The parts between matches: at most `limit`, all where it is not above 0. The empty pattern parts
 * all characters.
 *
 * @example
 * ```ts
 * orders.withColumns((o) => ({ parts: split(o.sku, '-') }));
 * ```
 */
export function split<A extends Text, B extends Text, C extends Num = number>(
  text: A,
  pattern: B,
  limit?: C,
): TextsOf<A | B | C> {
  return callPresent('split', text, pattern, limit) as never;
}
