import { doubleText } from '../../types/double-text.ts';

/*
 * The JSON that Spark reads by default (Jackson with the options of from_json):
 *
 *   record = space value any               ; what stands behind the value is not looked at
 *   value  = object | array | string | number | "true" | "false" | "null"
 *   object = "{" [member *("," member)] "}" ; member = string ":" value
 *   array  = "[" [value *("," value)] "]"
 *   string = DQUOTE *character DQUOTE | "'" *character "'"   ; no control characters
 *   escape = "\" (DQUOTE | "'" | "\" | "/" | "b" | "f" | "n" | "r" | "t" | "u" 4HEXDIG)
 *   number = ["-"] (0 | DIGIT1-9 *DIGIT) ["." 1*DIGIT] [("e" | "E") ["+" | "-"] 1*DIGIT]
 *          | "NaN" | "Infinity" | ("+" | "-") ("INF" | "Infinity")
 *
 * with space, tab, newline and carriage return between tokens.
 */

/** The text is no JSON. The message is a reason for people and holds no data. */
export class MalformedJson extends Error {
  override readonly name: string = 'MalformedJson';
}

export type JsonKind =
  | 'object'
  | 'array'
  | 'string'
  | 'integer'
  | 'fraction'
  | 'boolean'
  | 'null'
  | 'end of text';

const BACKSLASH = 0x5c;
const SPACE = 0x20;

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const NON_FINITE = /NaN|Infinity|[+-](?:INF|Infinity)/y;
const WORD = /[A-Za-z0-9_$\u0080-\uffff]/;
const HEX4 = /[0-9a-fA-F]{4}/y;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/** Walks over one JSON text. Slow and complete: it says what the text means. */
export class JsonReader {
  readonly #text: string;
  readonly #maxNesting: number;
  #pos = 0;
  #nesting = 0;
  #numberEnd = 0;

  constructor(text: string, maxNesting: number) {
    this.#text = text;
    this.#maxNesting = maxNesting;
  }

  /** What the next value is, without reading it. */
  peek(): JsonKind {
    this.#skipSpace();
    const c = this.#text[this.#pos];
    switch (c) {
      case undefined:
        return 'end of text';
      case '{':
        return 'object';
      case '[':
        return 'array';
      case '"':
      case "'":
        return 'string';
      case 't':
      case 'f':
        return 'boolean';
      case 'n':
        return 'null';
      default:
        return this.#peekNumber();
    }
  }

  /** Finds where a number ends, which {@link readNumber} needs again. */
  #peekNumber(): JsonKind {
    const number = this.#match(NUMBER);
    if (number === undefined) {
      const nonFinite = this.#match(NON_FINITE);
      if (nonFinite === undefined) throw this.#unexpected();
      this.#numberEnd = this.#pos + nonFinite[0].length;
      return 'fraction';
    }
    this.#numberEnd = this.#pos + number[0].length;
    return number[1] === undefined && number[2] === undefined ? 'integer' : 'fraction';
  }

  /**
   * Reads an object: calls `member` with each name, which must read or skip the value.
   *
   * @throws {@link MalformedJson} for an object that is none, or that is nested too deeply
   */
  readObject(member: (name: string) => void): void {
    this.#open('{');
    if (this.#closes('}')) return;
    do {
      if (this.peek() !== 'string') throw this.#unexpected();
      const name = this.readString();
      this.#expect(':');
      member(name);
    } while (this.#continues('}'));
  }

  /** Reads an array: calls `element` for each value, which must read or skip it. */
  readArray(element: () => void): void {
    this.#open('[');
    if (this.#closes(']')) return;
    do {
      element();
    } while (this.#continues(']'));
  }

  readString(): string {
    this.#skipSpace();
    const text = this.#text;
    const quote = text.charCodeAt(this.#pos++);
    let value = '';
    for (;;) {
      const start = this.#pos;
      let end = start;
      let c = text.charCodeAt(end);
      while (c !== quote && c !== BACKSLASH && c >= SPACE) c = text.charCodeAt(++end);
      this.#pos = end;
      value += text.slice(start, end);
      if (c === quote) {
        this.#pos++;
        return value;
      }
      if (c !== BACKSLASH) throw this.#unexpected();
      this.#pos++;
      value += this.#readEscape();
    }
  }

  #readEscape(): string {
    const c = this.#text[this.#pos] ?? '';
    if (c === 'u') {
      this.#pos++;
      const digits = this.#match(HEX4)?.[0];
      if (digits === undefined) throw this.#unexpected();
      return String.fromCharCode(Number.parseInt(this.#take(digits), 16));
    }
    const character = ESCAPES.get(c);
    if (character === undefined) throw this.#unexpected();
    this.#pos++;
    return character;
  }

  /** Reads the number that {@link peek} has found, as it stands, also `NaN` and `-INF`. */
  readNumber(): string {
    const number = this.#text.slice(this.#pos, this.#numberEnd);
    this.#pos = this.#numberEnd;
    return number;
  }

  readBoolean(): boolean {
    this.#skipSpace();
    const value = this.#text[this.#pos] === 't';
    this.#readWord(value ? 'true' : 'false');
    return value;
  }

  readNull(): void {
    this.#skipSpace();
    this.#readWord('null');
  }

  /** Reads a value of any kind to its end. */
  skipValue(): void {
    switch (this.peek()) {
      case 'object':
        return this.readObject(() => this.skipValue());
      case 'array':
        return this.readArray(() => this.skipValue());
      case 'string':
        this.readString();
        return;
      case 'integer':
      case 'fraction':
        this.readNumber();
        return;
      case 'boolean':
        this.readBoolean();
        return;
      case 'null':
        return this.readNull();
      case 'end of text':
        throw this.#unexpected();
    }
  }

  /** Reads a value of any kind and writes it again as Jackson copies it: no spaces, doubles as Java prints them. */
  copyValue(): string {
    switch (this.peek()) {
      case 'object': {
        const members: string[] = [];
        this.readObject((name) => members.push(`${quoted(name)}:${this.copyValue()}`));
        return `{${members.join(',')}}`;
      }
      case 'array': {
        const elements: string[] = [];
        this.readArray(() => elements.push(this.copyValue()));
        return `[${elements.join(',')}]`;
      }
      case 'string':
        return quoted(this.readString());
      case 'integer': {
        const digits = this.readNumber();
        return digits === '-0' ? '0' : digits;
      }
      case 'fraction': {
        const value = numberOf(this.readNumber());
        return Number.isFinite(value) ? doubleText(value) : `"${value}"`;
      }
      case 'boolean':
        return String(this.readBoolean());
      case 'null':
        this.readNull();
        return 'null';
      case 'end of text':
        throw this.#unexpected();
    }
  }

  #open(bracket: string): void {
    this.#expect(bracket);
    if (++this.#nesting > this.#maxNesting) {
      throw new MalformedJson(`nested deeper than ${this.#maxNesting} levels`);
    }
  }

  #closes(bracket: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#pos] !== bracket) return false;
    this.#pos++;
    this.#nesting--;
    return true;
  }

  #continues(bracket: string): boolean {
    if (this.#closes(bracket)) return false;
    this.#expect(',');
    return true;
  }

  #expect(character: string): void {
    this.#skipSpace();
    if (this.#text[this.#pos] !== character) throw this.#unexpected();
    this.#pos++;
  }

  #readWord(word: string): void {
    if (
      !this.#text.startsWith(word, this.#pos) ||
      WORD.test(this.#text[this.#pos + word.length] ?? '')
    ) {
      throw this.#unexpected();
    }
    this.#pos += word.length;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#pos;
    return pattern.exec(this.#text) ?? undefined;
  }

  #take(text: string): string {
    this.#pos += text.length;
    return text;
  }

  #skipSpace(): void {
    for (;;) {
      const c = this.#text.charCodeAt(this.#pos);
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return;
      this.#pos++;
    }
  }

  #unexpected(): MalformedJson {
    const place = `character ${this.#pos + 1}`;
    return new MalformedJson(
      this.#pos >= this.#text.length
        ? `not JSON: it ends at ${place}`
        : `not JSON: unexpected text at ${place}`,
    );
  }
}

/** The double that a number of the grammar above stands for. */
export function numberOf(text: string): number {
  switch (text) {
    case 'NaN':
      return Number.NaN;
    case 'Infinity':
    case '+Infinity':
    case '+INF':
      return Number.POSITIVE_INFINITY;
    case '-Infinity':
    case '-INF':
      return Number.NEGATIVE_INFINITY;
    case '-0':
      // An integer to Jackson, and integers have no negative zero.
      return 0;
    default:
      return Number(text);
  }
}

/** Jackson escapes with capital digits. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/\\(?:\\|u00[01][a-f])/g, (escape) =>
    escape.length === 2 ? escape : `\\u${escape.slice(2).toUpperCase()}`,
  );
}
