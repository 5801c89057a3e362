import { Base64Reader } from './base64-reader.ts';
import {
  APOSTROPHE,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  END,
  JsonInput,
  MINUS,
  NINE,
  OPEN_BRACE,
  OPEN_BRACKET,
  PLUS,
  QUOTE,
  ZERO,
} from './json-input.ts';
import { type JsonNumber, special, takeInfinity, takeNumber } from './json-number.ts';
import { isIdentifierStart, type JsonSyntax, NOT_JSON } from './json-syntax.ts';

export type JsonToken =
  | 'startObject'
  | 'endObject'
  | 'startArray'
  | 'endArray'
  | 'name'
  | 'string'
  | 'integer'
  | 'fraction'
  | 'true'
  | 'false'
  | 'null';

const UPPER_I = 0x49;
const UPPER_N = 0x4e;
const LOWER_F = 0x66;
const LOWER_N = 0x6e;
const LOWER_T = 0x74;

/** An object or array that is open, or the text itself, which may hold several values. */
interface Scope {
  readonly kind: 'root' | 'object' | 'array';
  /** The last name read in an object. */
  name: string | undefined;
  /** Values begun, malformed ones included. */
  count: number;
}

/**
 * The tokens of a JSON text, one at a time, as Jackson 2.15 reads them in Spark 3.5
 * (ReaderBasedJsonParser). Each failure is a throw of {@link NOT_JSON}, after which reading may go on:
 * Spark does so, to keep the fields it has, and what comes then follows from these laws:
 *
 * - With a name the value behind it is read too, but for the inside of a string and of what it opens;
 *   so a malformed value fails at its name.
 * - The inside of a string is read when it is asked for, or passed over.
 * - A failure leaves the input behind the character that was wrong, and {@link token} as it was.
 */
export class JsonTokens {
  /** The current token; undefined before the first, at the end, and for a value that failed. */
  token: JsonToken | undefined = undefined;
  readonly #input: JsonInput;
  readonly #scopes: Scope[] = [{ kind: 'root', name: undefined, count: 0 }];
  /** The value behind the current name. */
  #behindName: JsonToken | undefined = undefined;
  /** The current token is a string whose inside was not read yet. */
  #isOpenString = false;
  /** Of a string or a number. */
  #text = '';

  constructor(text: string, syntax: JsonSyntax) {
    this.#input = new JsonInput(text, syntax);
  }

  /** Goes to the next token; undefined at the end of the text. */
  next(): JsonToken | undefined {
    if (this.token === 'name') return this.#enterNamed();
    if (this.#isOpenString) {
      this.#isOpenString = false;
      this.#input.skipQuoted();
    }
    let unit = this.#input.takeSolid();
    if (unit === END) {
      this.#expectEnd();
      return (this.token = undefined);
    }
    if (unit === CLOSE_BRACKET) return this.#close('array', 'endArray');
    if (unit === CLOSE_BRACE) return this.#close('object', 'endObject');
    const scope = this.#scope;
    if (scope.count++ > 0 && scope.kind !== 'root') {
      if (unit !== COMMA) throw NOT_JSON;
      unit = this.#takeExpected();
    }
    if (scope.kind !== 'object') {
      const token = this.#value(unit);
      this.#open(token);
      return (this.token = token);
    }
    scope.name = this.#name(unit);
    this.token = 'name';
    if (this.#takeExpected() !== COLON) throw NOT_JSON;
    this.#behindName = this.#value(this.#takeExpected());
    return this.token;
  }

  #enterNamed(): JsonToken | undefined {
    const token = this.#behindName;
    this.#behindName = undefined;
    if (token !== undefined) this.#open(token);
    return (this.token = token);
  }

  get #scope(): Scope {
    return this.#scopes[this.#scopes.length - 1] as Scope;
  }

  #open(token: JsonToken): void {
    if (token !== 'startObject' && token !== 'startArray') return;
    const kind = token === 'startObject' ? 'object' : 'array';
    this.#scopes.push({ kind, name: undefined, count: 0 });
    if (this.#scopes.length - 1 > this.#input.syntax.maxNestingDepth) throw NOT_JSON;
  }

  #close(kind: Scope['kind'], token: JsonToken): JsonToken {
    if (this.#scope.kind !== kind) throw NOT_JSON;
    this.#scopes.pop();
    return (this.token = token);
  }

  #expectEnd(): void {
    if (this.#scopes.length > 1) throw NOT_JSON;
  }

  #takeExpected(): number {
    const unit = this.#input.takeSolid();
    if (unit === END) throw NOT_JSON;
    return unit;
  }

  #name(unit: number): string {
    if (unit === QUOTE) return this.#input.takeQuoted(QUOTE);
    if (unit === APOSTROPHE && this.#input.syntax.allowSingleQuotes) {
      return this.#input.takeQuoted(APOSTROPHE);
    }
    return this.#input.takeBareName(unit);
  }

  /** The token that begins with a character. */
  #value(unit: number): JsonToken {
    const input = this.#input;
    switch (unit) {
      case QUOTE:
        this.#isOpenString = true;
        return 'string';
      case OPEN_BRACKET:
        return 'startArray';
      case OPEN_BRACE:
        return 'startObject';
      case LOWER_T:
        input.takeWord('true', 1);
        return 'true';
      case LOWER_F:
        input.takeWord('false', 1);
        return 'false';
      case LOWER_N:
        input.takeWord('null', 1);
        return 'null';
      case APOSTROPHE:
        if (!input.syntax.allowSingleQuotes) throw NOT_JSON;
        this.#text = input.takeQuoted(APOSTROPHE);
        return 'string';
      case UPPER_N:
        input.takeWord('NaN', 1);
        return this.#number(special(input, 'NaN'));
      case UPPER_I:
        input.takeWord('Infinity', 1);
        return this.#number(special(input, 'Infinity'));
      case PLUS:
        return this.#number(takeInfinity(input, input.take(), '+'));
      default:
        if (unit === MINUS || (unit >= ZERO && unit <= NINE)) {
          return this.#number(takeNumber(input, unit, this.#scopes.length === 1));
        }
        if (isIdentifierStart(unit)) input.rejectWord(1);
        throw NOT_JSON;
    }
  }

  #number({ isInteger, text }: JsonNumber): JsonToken {
    this.#text = text;
    return isInteger ? 'integer' : 'fraction';
  }

  /** Goes to the end of the object or array that the current token opens; stays at any other token. */
  skipChildren(): void {
    if (this.token !== 'startObject' && this.token !== 'startArray') return;
    for (let open = 1; open > 0; ) {
      const token = this.next();
      if (token === 'startObject' || token === 'startArray') open++;
      else if (token === 'endObject' || token === 'endArray') open--;
      else if (token === undefined) {
        this.#expectEnd();
        return;
      }
    }
  }

  /** The name of the value that the current token is, opens, or closes; undefined outside of objects. */
  get name(): string | undefined {
    const isOpening = this.token === 'startObject' || this.token === 'startArray';
    return this.#scopes[this.#scopes.length - (isOpening ? 2 : 1)]?.name;
  }

  /** The text of the current string, or the digits of the current number. */
  text(): string {
    if (this.#isOpenString) {
      this.#isOpenString = false;
      // What was read before a failure is lost, and nobody asks for it.
      this.#text = '';
      this.#text = this.#input.takeQuoted(QUOTE);
    }
    if (this.#text.length > this.#input.syntax.maxStringLen) throw NOT_JSON;
    return this.#text;
  }

  /** The bytes that the current string means in base64. A failure leaves the string half read. */
  bytes(): Uint8Array {
    if (!this.#isOpenString) return Base64Reader.ofText(this.text()).read();
    const bytes = Base64Reader.ofString(this.#input).read();
    this.#isOpenString = false;
    return bytes;
  }
}
