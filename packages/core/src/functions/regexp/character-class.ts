import { range, shorthand } from './characters.ts';
import { escapedCharacter } from './escapes.ts';
import type { PatternReader } from './pattern-reader.ts';
import { property } from './properties.ts';

/** A class, after its `[`. Java's rules: `]` in front is plain, classes nest, `&&` intersects all around it. */
export function characterClass(reader: PatternReader): string {
  const isNegated = reader.accept('^');
  const operands = [operand(reader, true)];
  while (reader.accept('&&')) {
    // Java reads on as if nothing had been there.
    if (/^[&\]]$/.test(reader.peek())) throw reader.untranslatable('an intersection with nothing');
    operands.push(operand(reader, false));
  }
  if (!reader.accept(']')) throw reader.bad('a class of characters is not closed');
  if (operands.includes('')) throw reader.bad('a class of characters is empty');
  const inside =
    operands.length === 1 ? (operands[0] as string) : operands.map((set) => `[${set}]`).join('&&');
  return isNegated ? `[^${inside}]` : `[${inside}]`;
}

/** The union of all up to `]` or `&&`, which stay. */
function operand(reader: PatternReader, mayBeginWithBracket: boolean): string {
  let union = '';
  for (;;) {
    reader.skipComments();
    if (reader.isAtEnd()) throw reader.bad('a class of characters is not closed');
    if (reader.peek() === ']' && (union !== '' || !mayBeginWithBracket)) return union;
    if (reader.peek() === '&' && reader.peek(1) === '&') return union;
    union += reader.accept('[') ? characterClass(reader) : member(reader);
  }
}

/** A character, a range, or a named set. */
function member(reader: PatternReader): string {
  const first = memberCharacter(reader);
  if (first.set !== undefined) return first.set;
  reader.skipComments();
  const after = reader.peek(1);
  const isRange = reader.peek() === '-' && after !== ']' && after !== '[' && after !== '';
  if (!isRange) return range(first.character, first.character, reader);
  reader.next();
  reader.skipComments();
  const last = memberCharacter(reader);
  if (last.set !== undefined) throw reader.bad('a range ends in a set');
  return range(first.character, last.character, reader);
}

type Member = { readonly character: string; readonly set?: undefined } | { readonly set: string };

function memberCharacter(reader: PatternReader): Member {
  const character = reader.next();
  if (character !== '\\') return { character };
  const letter = reader.next();
  if (letter === 'p' || letter === 'P') return { set: property(reader, letter === 'P') };
  const set = shorthand(letter, reader.flags);
  if (set !== undefined) return { set };
  const escaped = escapedCharacter(letter, reader);
  if (escaped === undefined) throw reader.bad(`'\\${letter}' means nothing in a class`);
  return { character: escaped };
}
