import { characterClass } from './character-class.ts';
import { BOUNDARY, LINE_END, literal, NO_BOUNDARY, shorthand } from './characters.ts';
import { escapedCharacter } from './escapes.ts';
import type { Atom, PatternNode } from './pattern-node.ts';
import { type PatternFlags, PatternReader } from './pattern-reader.ts';
import { property } from './properties.ts';

/** A pattern of Java, taken apart. */
export interface ParsedPattern {
  readonly root: PatternNode;
  readonly groupCount: number;
  /** The numbers of the groups that have names. */
  readonly names: ReadonlyMap<string, number>;
}

/**
 * Takes a pattern of `java.util.regex` apart.
 *
 * ```
 * choice   := sequence ( '|' sequence )*
 * sequence := ( piece quantifier? )*
 * piece    := character | '.' | '^' | '$' | class | escape | '(' … ')'
 * ```
 *
 * @throws BAD_PATTERN for what Java does not know, UNTRANSLATABLE_PATTERN for what JavaScript cannot do
 */
export function parsePattern(pattern: string): ParsedPattern {
  const parser = new PatternParser(new PatternReader(pattern));
  return parser.parse();
}

const FLAGS: ReadonlyMap<string, keyof PatternFlags> = new Map([
  ['i', 'ignoreCase'],
  ['u', 'unicodeCase'],
  ['U', 'unicodeClasses'],
  ['s', 'dotAll'],
  ['m', 'multiline'],
  ['x', 'comments'],
]);

class PatternParser {
  readonly #reader: PatternReader;
  readonly #names = new Map<string, number>();
  #groupCount = 0;

  constructor(reader: PatternReader) {
    this.#reader = reader;
  }

  parse(): ParsedPattern {
    const root = this.#choice();
    if (!this.#reader.isAtEnd()) throw this.#reader.bad("a ')' closes nothing");
    return { root, groupCount: this.#groupCount, names: this.#names };
  }

  #choice(): PatternNode {
    const options = [this.#sequence()];
    while (this.#reader.accept('|')) options.push(this.#sequence());
    return options.length === 1 ? (options[0] as PatternNode) : { kind: 'choice', options };
  }

  #sequence(): PatternNode {
    const reader = this.#reader;
    const parts: PatternNode[] = [];
    for (;;) {
      reader.skipComments();
      if (reader.isAtEnd() || reader.peek() === '|' || reader.peek() === ')') break;
      // Java lets a count stand alone, and repeats nothing by it.
      const isLoneCount = reader.peek() === '{' && /^\d$/.test(reader.peek(1));
      const piece = isLoneCount ? asserting('') : this.#piece();
      if (piece !== undefined) parts.push(this.#quantified(piece));
    }
    return parts.length === 1 ? (parts[0] as PatternNode) : { kind: 'sequence', parts };
  }

  /** Undefined for a switch of flags, which is no piece of the text. */
  #piece(): PatternNode | undefined {
    const reader = this.#reader;
    const { flags } = reader;
    const character = reader.next();
    switch (character) {
      case '(':
        return this.#group();
      case '[':
        return consuming(characterClass(reader));
      case '.':
        return consuming(flags.dotAll ? '[\\u{0}-\\u{10ffff}]' : `[^${LINE_END}]`);
      case '^':
        return asserting(flags.multiline ? LINE_START : '^');
      case '$':
        return asserting(flags.multiline ? BEFORE_LINE_END : BEFORE_LAST_LINE_END);
      case '\\':
        return this.#escape();
      case '*':
      case '+':
      case '?':
        throw reader.bad(`'${character}' repeats nothing`);
      case '{':
        throw reader.bad("'{' is no count of repetitions");
      default:
        return consuming(literal(character, flags));
    }
  }

  #group(): PatternNode | undefined {
    const reader = this.#reader;
    const outer = reader.flags;
    if (!reader.accept('?')) return this.#closed(this.#numbered(), outer);
    if (reader.accept(':')) return this.#closed({ kind: 'group', number: undefined }, outer);
    if (reader.accept('>')) return this.#closed({ kind: 'atomic' }, outer);
    for (const opener of ['=', '!', '<=', '<!'] as const) {
      if (reader.accept(opener)) return this.#closed({ kind: 'look', opener: `?${opener}` }, outer);
    }
    if (reader.accept('<')) {
      const name = reader.until('>');
      if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name)) throw reader.bad(`'${name}' is no name of a group`);
      if (this.#names.has(name)) throw reader.bad(`a group '${name}' is there already`);
      const group = this.#numbered();
      this.#names.set(name, group.number);
      return this.#closed(group, outer);
    }
    this.#switchFlags();
    if (reader.accept(')')) return undefined;
    if (!reader.accept(':')) throw reader.bad(`'(?' does not go on with '${reader.peek()}'`);
    return this.#closed({ kind: 'group', number: undefined }, outer);
  }

  #numbered(): { readonly kind: 'group'; readonly number: number } {
    this.#groupCount++;
    return { kind: 'group', number: this.#groupCount };
  }

  /** The group with its body; flags that were switched inside end with it. */
  #closed(head: GroupHead, outer: PatternFlags): PatternNode {
    const body = this.#choice();
    if (!this.#reader.accept(')')) throw this.#reader.bad("a ')' is missing");
    this.#reader.flags = outer;
    return { ...head, body };
  }

  #switchFlags(): void {
    const reader = this.#reader;
    let isOn = true;
    for (;;) {
      const letter = reader.peek();
      const flag = FLAGS.get(letter);
      if (letter === '-') isOn = false;
      else if (letter === 'd') throw reader.untranslatable("the flag 'd'");
      else if (flag === undefined) return;
      else {
        const isUnicode = letter === 'U' && isOn;
        const both = isUnicode ? { unicodeCase: true } : {};
        reader.flags = { ...reader.flags, ...both, [flag]: isOn };
      }
      reader.next();
    }
  }

  #escape(): PatternNode {
    const reader = this.#reader;
    const { flags } = reader;
    const letter = reader.next();
    if (/^[1-9]$/.test(letter)) return this.#backReference(letter);
    const set = shorthand(letter, flags);
    if (set !== undefined) return consuming(set);
    switch (letter) {
      case 'p':
      case 'P':
        return consuming(property(reader, letter === 'P'));
      case 'A':
        return asserting('^');
      case 'z':
        return asserting('$');
      case 'Z':
        return asserting(BEFORE_LAST_LINE_END);
      case 'b':
      case 'B':
        if (flags.unicodeClasses) throw reader.untranslatable(`'\\${letter}' with the flag U`);
        if (reader.peek() === '{' && reader.peek(1) === 'g') {
          throw reader.untranslatable("'\\b{g}'");
        }
        return asserting(letter === 'b' ? BOUNDARY : NO_BOUNDARY);
      case 'R':
        return consuming('(?:\\r\\n|[\\n\\x0b\\f\\r\\u0085\\u2028\\u2029])');
      case 'G':
      case 'X':
      case 'N':
        throw reader.untranslatable(`'\\${letter}'`);
      case 'k':
        return this.#namedReference();
    }
    const character = escapedCharacter(letter, reader);
    if (character === undefined) throw reader.bad(`'\\${letter}' means nothing`);
    return consuming(literal(character, flags));
  }

  /** As many digits as there are groups for, at least one. */
  #backReference(first: string): PatternNode {
    const reader = this.#reader;
    let number = Number(first);
    while (/^\d$/.test(reader.peek()) && number * 10 + Number(reader.peek()) <= this.#groupCount) {
      number = number * 10 + Number(reader.next());
    }
    return this.#referenceTo(number);
  }

  #namedReference(): PatternNode {
    const reader = this.#reader;
    if (!reader.accept('<')) throw reader.bad("a '<' is missing");
    const name = reader.until('>');
    const number = this.#names.get(name);
    if (number === undefined) throw reader.bad(`there is no group '${name}' before`);
    return this.#referenceTo(number);
  }

  #referenceTo(number: number): PatternNode {
    if (this.#reader.flags.ignoreCase) {
      throw this.#reader.untranslatable('a back reference where case does not count');
    }
    return { kind: 'back-reference', number };
  }

  #quantified(body: PatternNode): PatternNode {
    const reader = this.#reader;
    reader.skipComments();
    const counts = this.#counts();
    if (counts === undefined) return body;
    const [least, most] = counts;
    const mode = reader.accept('?') ? 'lazy' : reader.accept('+') ? 'possessive' : 'greedy';
    return { kind: 'repeat', body, least, most, mode };
  }

  #counts(): readonly [number, number] | undefined {
    const reader = this.#reader;
    if (reader.accept('*')) return [0, Infinity];
    if (reader.accept('+')) return [1, Infinity];
    if (reader.accept('?')) return [0, 1];
    if (!reader.accept('{')) return undefined;
    const counts = /^(\d+)(,?)(\d*)$/.exec(reader.until('}'));
    if (counts === null) throw reader.bad('a count of repetitions is no number');
    const least = Number(counts[1]);
    const most = counts[2] === '' ? least : counts[3] === '' ? Infinity : Number(counts[3]);
    if (most < least) throw reader.bad('a range of repetitions is out of order');
    return [least, most];
  }
}

type GroupHead =
  | { readonly kind: 'group'; readonly number: number | undefined }
  | { readonly kind: 'atomic' }
  | { readonly kind: 'look'; readonly opener: '?=' | '?!' | '?<=' | '?<!' };

/** At the end, or before a line terminator that ends the text. */
const BEFORE_LAST_LINE_END = '(?=$|\\r\\n$|(?<!\\r)\\n$|[\\r\\u0085\\u2028\\u2029]$)';
const BEFORE_LINE_END = '(?=$|(?<!\\r)\\n|[\\r\\u0085\\u2028\\u2029])';
/** Not at the end of the text, even where a line terminator is the last of it. */
const LINE_START = '(?:^|(?<=[\\n\\u0085\\u2028\\u2029]|\\r(?!\\n))(?!$))';

function consuming(source: string): Atom {
  return { kind: 'atom', source, consumes: true };
}

function asserting(source: string): Atom {
  return { kind: 'atom', source, consumes: false };
}
