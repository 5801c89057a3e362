import { afterMatch, type JavaPattern, matchFrom } from './java-pattern.ts';

/**
 * Splits as Java's String.split: at most `limit` parts, all where it is not above 0. The empty pattern
 * parts all characters, and then what is behind the last part is dropped (UTF8String.split).
 */
export function splitBy(pattern: JavaPattern, text: string, limit: number): readonly string[] {
  if (pattern.pattern === '' && text !== '') {
    const characters = Array.from(text);
    return limit > 0 ? characters.slice(0, limit) : characters;
  }
  const parts: string[] = [];
  let end = 0;
  for (let at = 0; at <= text.length && (limit <= 0 || parts.length < limit - 1); ) {
    const match = matchFrom(pattern, text, at);
    if (match === null) break;
    at = afterMatch(match);
    // An empty match in front makes no empty part.
    if (match.index === 0 && match[0] === '') continue;
    parts.push(text.slice(end, match.index));
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return parts;
}
