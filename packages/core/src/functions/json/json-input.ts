import { isIdentifierPart, type JsonSyntax, NOT_JSON } from './json-syntax.ts';

export const END = -1;
export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const APOSTROPHE = 0x27;
const STAR = 0x2a;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const POINT = 0x2e;
const SLASH = 0x2f;
export const ZERO = 0x30;
export const NINE = 0x39;
export const COLON = 0x3a;
export const OPEN_BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;

const U = 0x75;
/** By the character behind the backslash. */
const ESCAPES: ReadonlyMap<number, number> = new Map(
  ['b\b', 't\t', 'n\n', 'f\f', 'r\r', '""', '//', '\\\\'].map((pair) => [
    pair.charCodeAt(0),
    pair.charCodeAt(1),
  ]),
);
/** Characters of names without quotes that no Java identifier has. */
const NAME_EXTRAS = '@#*-+';
/** As far as Jackson reads a word to name it in an error; reading goes on behind that. */
const MAX_REJECTED_WORD = 256;

/**
 * The characters of a text and a place among them. After a failure the place is where Jackson's
 * ReaderBasedJsonParser would be, because reading may go on from there.
 */
export class JsonInput {
  readonly text: string;
  readonly syntax: JsonSyntax;
  at = 0;

  constructor(text: string, syntax: JsonSyntax) {
    this.text = text;
    this.syntax = syntax;
  }

  /** The next character. */
  take(): number {
    if (this.at >= this.text.length) throw NOT_JSON;
    return this.text.charCodeAt(this.at++);
  }

  /** The next character that is neither space nor in a comment, or {@link END}. */
  takeSolid(): number {
    for (;;) {
      if (this.at >= this.text.length) return END;
      const unit = this.text.charCodeAt(this.at++);
      if (unit > SPACE) {
        if (unit !== SLASH) return unit;
        this.#skipComment();
      } else if (!isSpace(unit)) {
        throw NOT_JSON;
      }
    }
  }

  #skipComment(): void {
    if (!this.syntax.allowComments) throw NOT_JSON;
    const unit = this.take();
    if (unit === SLASH) this.#skipLine();
    else if (unit === STAR) this.#skipBlock();
    else throw NOT_JSON;
  }

  #skipLine(): void {
    while (this.at < this.text.length) {
      const unit = this.text.charCodeAt(this.at++);
      if (unit === LF || unit === CR) return;
      if (unit < SPACE && unit !== TAB) throw NOT_JSON;
    }
  }

  #skipBlock(): void {
    for (;;) {
      const unit = this.take();
      if (unit === STAR) {
        if (this.take() === SLASH) return;
        this.at--;
      } else if (unit < SPACE && !isSpace(unit)) {
        throw NOT_JSON;
      }
    }
  }

  /** The rest of a quoted text, and the quote behind it. */
  takeQuoted(quote: number): string {
    const { text } = this;
    let out = '';
    let start = this.at;
    for (;;) {
      const unit = this.take();
      if (unit === quote) return out + text.slice(start, this.at - 1);
      if (unit === BACKSLASH) {
        out += text.slice(start, this.at - 1);
        out += String.fromCharCode(this.takeEscaped());
        start = this.at;
      } else if (unit < SPACE && !this.syntax.allowUnquotedControlChars) {
        throw NOT_JSON;
      }
    }
  }

  /** {@link takeQuoted} for a text that nobody wants. */
  skipQuoted(): void {
    for (;;) {
      const unit = this.take();
      if (unit === QUOTE) return;
      if (unit === BACKSLASH) this.takeEscaped();
      else if (unit < SPACE && !this.syntax.allowUnquotedControlChars) throw NOT_JSON;
    }
  }

  /** The UTF-16 unit that the characters behind a backslash mean. */
  takeEscaped(): number {
    const unit = this.take();
    const meant = ESCAPES.get(unit);
    if (meant !== undefined) return meant;
    if (unit !== U) {
      const { allowBackslashEscapingAnyCharacter, allowSingleQuotes } = this.syntax;
      const isAllowed =
        allowBackslashEscapingAnyCharacter || (unit === APOSTROPHE && allowSingleQuotes);
      if (isAllowed) return unit;
      throw NOT_JSON;
    }
    let value = 0;
    for (let i = 0; i < 4; i++) {
      const digit = hexDigit(this.take());
      if (digit < 0) throw NOT_JSON;
      value = value * 16 + digit;
    }
    return value;
  }

  /** The rest of a name without quotes. */
  takeBareName(first: number): string {
    if (!this.syntax.allowUnquotedFieldNames || !isNamePart(first)) throw NOT_JSON;
    const start = this.at - 1;
    while (this.at < this.text.length && isNamePart(this.text.charCodeAt(this.at))) this.at++;
    return this.text.slice(start, this.at);
  }

  /** The characters of a word from place `from` on, and nothing behind that would make it longer. */
  takeWord(word: string, from: number): void {
    for (let i = from; i < word.length; i++) {
      if (this.at >= this.text.length || this.text[this.at] !== word[i]) this.rejectWord(i);
      this.at++;
    }
    if (this.at >= this.text.length) return;
    const unit = this.text.charCodeAt(this.at);
    if (unit < ZERO || unit === CLOSE_BRACKET || unit === CLOSE_BRACE) return;
    if (isIdentifierPart(unit)) this.rejectWord(word.length);
  }

  /** Fails behind what is left of an unknown word. */
  rejectWord(matched: number): never {
    for (let length = matched; this.at < this.text.length && length < MAX_REJECTED_WORD; length++) {
      if (!isIdentifierPart(this.text.charCodeAt(this.at))) break;
      this.at++;
    }
    throw NOT_JSON;
  }
}

function isSpace(unit: number): boolean {
  return unit === SPACE || unit === LF || unit === CR || unit === TAB;
}

function isNamePart(unit: number): boolean {
  return (
    unit > SPACE && (isIdentifierPart(unit) || NAME_EXTRAS.includes(String.fromCharCode(unit)))
  );
}

function hexDigit(unit: number): number {
  if (unit >= ZERO && unit <= NINE) return unit - ZERO;
  const letter = unit | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
