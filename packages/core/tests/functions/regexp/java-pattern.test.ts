import { describe, expect, test } from 'vitest';
import { BAD_PATTERN, UNTRANSLATABLE_PATTERN } from '../../../src/errors/function.ts';
import {
  groupText,
  javaPattern,
  matches,
  matchFrom,
} from '../../../src/functions/regexp/java-pattern.ts';

describe('a pattern that JavaScript cannot match as Java does is refused by name', () => {
  test.each([
    '\\G',
    '\\X',
    '\\N{LATIN SMALL LETTER A}',
    '\\b{g}',
    '(?d)a',
    '\\p{InGreek}',
    '\\p{block=Greek}',
    '(a)?\\1',
    '(?:(a)|b)\\1',
    '(?i)(a)\\1',
    '(?i)\\p{Lu}',
    '(?U)\\b',
    '[a&&]',
  ])('%s', (pattern) => {
    expect(() => javaPattern(pattern)).toThrow(UNTRANSLATABLE_PATTERN.name);
  });

  test('the message names what it is about', () => {
    expect(() => javaPattern('x(?i)(a)\\1')).toThrowErrorMatchingInlineSnapshot(`
      [StreamingError: [FUNCTION.UNTRANSLATABLE_PATTERN] The pattern 'x(?i)(a)\\1' uses a back reference where case does not count, which regular expressions of JavaScript cannot do as Spark does it.
        hint: Write the pattern without it, or match in a user function made with udf().]
    `);
  });
});

test('what is no pattern is refused with the place', () => {
  expect(() => javaPattern('a(b')).toThrowErrorMatchingInlineSnapshot(`
    [StreamingError: [FUNCTION.BAD_PATTERN] 'a(b' is not a regular expression of Java: a ')' is missing at position 3.
      hint: Correct the pattern; a character that is meant as such takes a backslash before it.]
  `);
  for (const pattern of ['[', '*a', 'a{2,1}', '\\y', '(?<1>a)', '[z-a]', 'a)', '\\p{Foo}']) {
    expect(() => javaPattern(pattern)).toThrow(BAD_PATTERN.name);
  }
});

describe('the text of a group', () => {
  const groups = (pattern: string, text: string): (string | undefined)[] => {
    const compiled = javaPattern(pattern);
    const match = matchFrom(compiled, text, 0);
    if (match === null) return [];
    return Array.from({ length: compiled.groupCount }, (_, i) => groupText(compiled, match, i + 1));
  };

  test('keeps its number where an atomic group takes one of JavaScript’s', () => {
    expect(groups('(a)(?>b+)(c)', 'abbc')).toEqual(['a', 'c']);
    expect(groups('(a)b++(c)\\1', 'abbca')).toEqual(['a', 'c']);
    expect(groups('(?:(x)y)*+(z)', 'xyz')).toEqual(['x', 'z']);
  });

  test('is the last one of a repetition', () => {
    expect(groups('(?:a(\\d))+', 'a1a2')).toEqual(['2']);
  });

  test('that not every repetition sets is refused, but the pattern matches', () => {
    expect(() => groups('(?:(a)|b)*', 'ab')).toThrow(UNTRANSLATABLE_PATTERN.name);
    expect(() => groups('(a*)*', 'aa')).toThrow(UNTRANSLATABLE_PATTERN.name);
    expect(matches(javaPattern('^(?:(a)|b)*$'), 'abab')).toBe(true);
  });
});

test('a pattern cannot put code into the expression by its names', () => {
  for (const name of ['Latin]|x', 'Latin|x', 'Script=Greek', 'La tin']) {
    expect(() => javaPattern(`\\p{Is${name}}`)).toThrow(BAD_PATTERN.name);
  }
});
