import { INVALID_ARGUMENT } from '../../errors/function.ts';
import { afterMatch, groupText, type JavaPattern, matchFrom } from './java-pattern.ts';

/** Plain text, and the numbers of groups whose text goes in. */
type Replacement = readonly (string | number)[];

/**
 * Replaces all matches from `start` on, as Java's Matcher does: `$1` and `${name}` are groups, a
 * backslash makes the next character plain. A replacement is read only when there is a match.
 *
 * @throws INVALID_ARGUMENT for a replacement that names no group of the pattern
 */
export function replaceAll(
  pattern: JavaPattern,
  text: string,
  replacement: string,
  start: number,
): string {
  // Java cuts the text there: anchors and looks behind do not see what stands before.
  const region = text.slice(start);
  let parts: Replacement | undefined;
  let out = text.slice(0, start);
  let end = 0;
  for (let at = 0; at <= region.length; ) {
    const match = matchFrom(pattern, region, at);
    if (match === null) break;
    parts ??= parseReplacement(replacement, pattern);
    out += region.slice(end, match.index);
    for (const part of parts) {
      out += typeof part === 'string' ? part : (groupText(pattern, match, part) ?? '');
    }
    end = match.index + match[0].length;
    at = afterMatch(match);
  }
  return out + region.slice(end);
}

function parseReplacement(text: string, { groupCount, names }: JavaPattern): Replacement {
  const parts: (string | number)[] = [];
  const bad = (expected: string): Error =>
    INVALID_ARGUMENT.error({ fn: 'regexpReplace', argument: 3, expected, found: `'${text}'` });
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    if (character === '\\') {
      i++;
      if (i === text.length) throw bad('a text with a character behind every backslash');
      parts.push(text[i] as string);
    } else if (character !== '$') parts.push(character);
    else if (text[i + 1] === '{') {
      const close = text.indexOf('}', i);
      const number = names.get(text.slice(i + 2, close));
      if (close < 0 || number === undefined)
        throw bad('a text whose ${…} name groups of the pattern');
      parts.push(number);
      i = close;
    } else {
      const digit = text[i + 1] ?? '';
      if (!/^\d$/.test(digit)) throw bad("a text with a number or '{' behind every '$'");
      let number = Number(digit);
      if (number > groupCount) throw bad('a text whose $ and numbers name groups of the pattern');
      for (
        i++;
        /^\d$/.test(text[i + 1] ?? '') && number * 10 + Number(text[i + 1]) <= groupCount;
        i++
      ) {
        number = number * 10 + Number(text[i + 1]);
      }
      parts.push(number);
    }
  }
  return parts;
}
