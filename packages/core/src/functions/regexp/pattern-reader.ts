import type { StreamingError } from '../../errors/condition.ts';
import { BAD_PATTERN, UNTRANSLATABLE_PATTERN } from '../../errors/function.ts';

/** The flags that `(?imsxuU)` switches. */
export interface PatternFlags {
  readonly ignoreCase: boolean;
  readonly unicodeCase: boolean;
  readonly unicodeClasses: boolean;
  readonly dotAll: boolean;
  readonly multiline: boolean;
  readonly comments: boolean;
}

const NO_FLAGS: PatternFlags = {
  ignoreCase: false,
  unicodeCase: false,
  unicodeClasses: false,
  dotAll: false,
  multiline: false,
  comments: false,
};

/** Reads the characters (code points) of a pattern, and knows the flags that hold where it is. */
export class PatternReader {
  readonly pattern: string;
  readonly #characters: readonly string[];
  #at = 0;
  flags: PatternFlags = NO_FLAGS;

  constructor(pattern: string) {
    this.pattern = pattern;
    this.#characters = Array.from(withoutQuotes(pattern));
  }

  /** The next character, or '' at the end. */
  peek(ahead = 0): string {
    return this.#characters[this.#at + ahead] ?? '';
  }

  next(): string {
    return this.#characters[this.#at++] ?? '';
  }

  isAtEnd(): boolean {
    return this.#at >= this.#characters.length;
  }

  /** Goes past a text if it comes next. */
  accept(text: string): boolean {
    for (let i = 0; i < text.length; i++) if (this.peek(i) !== text[i]) return false;
    this.#at += text.length;
    return true;
  }

  /** Goes past white space and comments, where the flag `x` lets them stand. */
  skipComments(): void {
    if (!this.flags.comments) return;
    for (;;) {
      while (this.peek() !== '' && /[ \t\n\v\f\r]/.test(this.peek())) this.#at++;
      if (this.peek() !== '#') return;
      while (!this.isAtEnd() && !/[\n\r\u0085\u2028\u2029]/.test(this.peek())) this.#at++;
    }
  }

  /** The characters up to a closing one, which is gone past as well. */
  until(closing: string): string {
    let text = '';
    while (this.peek() !== closing) {
      if (this.isAtEnd()) throw this.bad(`'${closing}' is missing`);
      text += this.next();
    }
    this.#at++;
    return text;
  }

  bad(reason: string): StreamingError {
    return BAD_PATTERN.error({ pattern: this.pattern, reason, position: this.#at });
  }

  untranslatable(construct: string): StreamingError {
    return UNTRANSLATABLE_PATTERN.error({ pattern: this.pattern, construct });
  }
}

/** `\Q…\E` makes all between plain. Java takes it out before it reads anything else. */
function withoutQuotes(pattern: string): string {
  return pattern.replace(/\\Q([\s\S]*?)(?:\\E|$)|\\[\s\S]/g, (whole, quoted?: string) =>
    quoted === undefined
      ? whole
      : quoted
          .replace(/[^\P{ASCII}A-Za-z0-9]/gu, '\\$&')
          // A digit must not become part of an escape that stands before the quote.
          .replace(/^\d/, '\\x3$&'),
  );
}
