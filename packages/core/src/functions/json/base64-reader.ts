import { BACKSLASH, type JsonInput, QUOTE, SPACE } from './json-input.ts';
import { NOT_JSON } from './json-syntax.ts';

const END = -1;
const PAD = 0x3d;
const INVALID = -1;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

const VALUES: Int8Array = new Int8Array(128).fill(INVALID);
for (let i = 0; i < ALPHABET.length; i++) VALUES[ALPHABET.charCodeAt(i)] = i;

/**
 * Base64 as Jackson reads it (Base64Variants.MIME_NO_LINEFEEDS): in units of four characters, the
 * last padded, with white space before any unit. A padded unit may be followed by others.
 */
export class Base64Reader {
  /** The next character; END behind the last, with the place still before the quote. */
  readonly #peek: () => number;
  readonly #take: () => number;

  private constructor(peek: () => number, take: () => number) {
    this.#peek = peek;
    this.#take = take;
  }

  /** Reads a text. */
  static ofText(text: string): Base64Reader {
    let at = 0;
    const peek = (): number => (at < text.length ? text.charCodeAt(at) : END);
    return new Base64Reader(peek, () => {
      const unit = peek();
      at++;
      return unit;
    });
  }

  /** Reads the inside of a JSON string and the quote behind it. */
  static ofString(input: JsonInput): Base64Reader {
    const take = (): number => {
      const unit = input.take();
      if (unit === BACKSLASH) return input.takeEscaped();
      return unit === QUOTE ? END : unit;
    };
    const peek = (): number => (input.text.charCodeAt(input.at) === QUOTE ? END : 0);
    return new Base64Reader(peek, take);
  }

  read(): Uint8Array {
    const bytes: number[] = [];
    for (;;) {
      let unit = this.#take();
      while (unit !== END && unit <= SPACE) unit = this.#take();
      if (unit === END) return Uint8Array.from(bytes);
      const bits = this.#digit(unit) * 64 + this.#digit(this.#take());
      const third = this.#tail();
      if (third === PAD) {
        if (this.#take() !== PAD) throw NOT_JSON;
        bytes.push(bits >> 4);
        continue;
      }
      const more = bits * 64 + this.#digit(third);
      bytes.push(more >> 10);
      const fourth = this.#tail();
      if (fourth === PAD) bytes.push((more >> 2) & 0xff);
      else bytes.push((more >> 2) & 0xff, ((more & 3) << 6) | this.#digit(fourth));
    }
  }

  /** A character that must not be missing; where it is, the quote stays unread. */
  #tail(): number {
    if (this.#peek() === END) throw NOT_JSON;
    return this.#take();
  }

  #digit(unit: number): number {
    const value = unit >= 0 && unit < 128 ? (VALUES[unit] as number) : INVALID;
    if (value === INVALID) throw NOT_JSON;
    return value;
  }
}
