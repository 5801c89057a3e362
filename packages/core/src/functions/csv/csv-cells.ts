import type { CsvSyntax } from './csv-options.ts';

/** What the reader does besides splitting. */
export interface CsvReading extends CsvSyntax {
  /** What an empty pair of quotes means. */
  readonly emptyValue: string;
  readonly ignoreLeadingWhiteSpace: boolean;
  readonly ignoreTrailingWhiteSpace: boolean;
}

const NONE = '\0';
const BYTE_ORDER_MARK = '\ufeff';
const END: Error = new Error('end of the text');

/**
 * The cells of a text that is one record, as univocity-parsers 2.9 splits it in Spark's from_csv, where a
 * line end is a character like others. A quote that does not end its cell makes it plain: what stands in
 * it counts as it stands, up to the next delimiter (STOP_AT_DELIMITER, which Spark sets).
 */
export class CsvCells {
  readonly #text: string;
  readonly #reading: CsvReading;
  readonly #cells: string[] = [];
  #at = 0;
  /** The character being looked at. */
  #char = NONE;
  /** The one before, inside of quotes. */
  #before = NONE;
  #cell = '';
  /** The cell being read loses white space at its end. */
  #trims = false;
  #isPlain = false;

  private constructor(text: string, reading: CsvReading) {
    this.#text = text;
    this.#reading = reading;
  }

  /** Undefined for a text that is no record: a comment, or none at all. */
  static split(text: string, reading: CsvReading): readonly string[] | undefined {
    const record = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
    const isRecord = record !== '' && record[0] !== reading.comment;
    return isRecord ? new CsvCells(record, reading).#split() : undefined;
  }

  #split(): readonly string[] {
    try {
      this.#next();
      this.#readRecord();
    } catch (error) {
      if (error !== END) throw error;
      this.#finish();
    }
    return this.#cells;
  }

  #readRecord(): void {
    const { delimiter, quote } = this.#reading;
    for (;;) {
      this.#skipSpace();
      this.#isPlain = false;
      this.#before = NONE;
      if (this.#char === delimiter) {
        this.#addEmpty();
      } else if (this.#char === quote) {
        if (this.#takeQuoted()) {
          if (!this.#goBehindDelimiter()) return;
          continue;
        }
        this.#trims = false;
        this.#readQuoted();
        this.#addCell();
      } else if (!this.#takePlain()) {
        this.#trims = this.#reading.ignoreTrailingWhiteSpace;
        this.#appendUntil(delimiter, delimiter, delimiter);
        this.#addCell();
      }
      this.#next();
    }
  }

  #next(): void {
    if (this.#at >= this.#text.length) throw END;
    this.#char = this.#text.charAt(this.#at++);
  }

  #skipSpace(): void {
    const { delimiter, quote, ignoreLeadingWhiteSpace } = this.#reading;
    if (!ignoreLeadingWhiteSpace) return;
    while (isSpace(this.#char)) {
      if (this.#char === delimiter || this.#char === quote) return;
      this.#next();
    }
  }

  #addEmpty(): void {
    this.#cells.push(this.#reading.nullValue);
  }

  #addCell(): void {
    const cell = this.#trims ? trimmedEnd(this.#cell) : this.#cell;
    this.#cells.push(cell === '' ? this.#reading.emptyValue : cell);
    this.#cell = '';
  }

  /** Takes a quoted cell without escapes that a delimiter follows. */
  #takeQuoted(): boolean {
    const { delimiter, quote, escape, escapeEscape, emptyValue } = this.#reading;
    const text = this.#text;
    for (let i = this.#at; i < text.length; i++) {
      const char = text.charAt(i);
      const next = text.charAt(i + 1);
      if (char === quote) {
        if (text.charAt(i - 1) === escape || next !== delimiter) return false;
        const cell = text.slice(this.#at, i);
        this.#cells.push(cell === '' ? emptyValue : cell);
        this.#at = i + 1;
        return true;
      }
      if (char === escape && (next === quote || next === escapeEscape)) return false;
    }
    return false;
  }

  /** From behind a quoted cell to the first character of the next; false where there is none. */
  #goBehindDelimiter(): boolean {
    if (this.#at >= this.#text.length) return false;
    this.#next();
    if (this.#at >= this.#text.length) {
      this.#addEmpty();
      return false;
    }
    this.#next();
    return true;
  }

  /** Takes a cell that a delimiter follows. */
  #takePlain(): boolean {
    const { delimiter, ignoreTrailingWhiteSpace, nullValue } = this.#reading;
    const end = this.#text.indexOf(delimiter, this.#at);
    if (end < 0) return false;
    const cell = this.#text.slice(this.#at - 1, end);
    const kept = ignoreTrailingWhiteSpace ? trimmedEnd(cell) : cell;
    this.#cells.push(kept === '' ? nullValue : kept);
    this.#char = delimiter;
    this.#at = end + 1;
    return true;
  }

  /** What is read until a stop is kept, also where there is no stop. */
  #appendUntil(a: string, b: string, c: string): void {
    let char = this.#char;
    while (char !== a && char !== b && char !== c) {
      this.#cell += char;
      if (this.#at >= this.#text.length) throw END;
      char = this.#text.charAt(this.#at++);
    }
    this.#char = char;
  }

  #readQuoted(): void {
    const { delimiter, quote, escape, escapeEscape } = this.#reading;
    if (this.#before !== NONE) {
      this.#readRest();
      return;
    }
    this.#next();
    for (;;) {
      const isBehindQuote = this.#before === quote;
      if (isBehindQuote && (isSpace(this.#char) || this.#char === delimiter)) break;
      if (this.#char !== quote && this.#char !== escape) {
        if (isBehindQuote) {
          this.#isPlain = true;
          this.#cell += quote + this.#char;
          this.#readRest();
          return;
        }
        if (this.#before === escape && escape !== NONE) this.#cell += escape;
        this.#appendUntil(quote, escape, escapeEscape);
        this.#before = this.#char;
        this.#next();
      } else {
        this.#unescape();
        this.#before = this.#char;
        this.#next();
        if (this.#isPlain && this.#char === delimiter) return;
      }
    }
    this.#skipSpaceBehindQuote();
  }

  /** The rest of a cell that is not quoted after all. */
  #readRest(): void {
    const { delimiter, quote, ignoreTrailingWhiteSpace } = this.#reading;
    this.#cell = quote + this.#cell;
    this.#next();
    this.#trims = ignoreTrailingWhiteSpace;
    this.#appendUntil(delimiter, delimiter, delimiter);
  }

  #skipSpaceBehindQuote(): void {
    const { delimiter, quote } = this.#reading;
    let space = '';
    while (isSpace(this.#char) && this.#char !== delimiter) {
      space += this.#char;
      this.#next();
    }
    if (this.#char === delimiter) return;
    this.#cell += quote + space + this.#char;
    this.#before = this.#char;
    this.#readRest();
  }

  #unescape(): void {
    const { quote, escape, escapeEscape } = this.#reading;
    if (this.#char === escape && this.#before === escapeEscape && escapeEscape !== NONE) {
      this.#cell += escape;
      this.#char = NONE;
    } else if (this.#before === escape) {
      if (this.#char !== quote) {
        this.#cell += this.#before;
        return;
      }
      this.#cell += quote;
      this.#char = NONE;
    } else if (this.#before === quote) {
      this.#cell += quote;
      if (this.#char !== quote) this.#readUnescaped();
    }
  }

  /** The rest of a cell behind a quote that was not escaped. */
  #readUnescaped(): void {
    const { delimiter, quote, escape } = this.#reading;
    this.#before = this.#char;
    while (this.#char !== delimiter) {
      if (this.#char === quote || this.#char === escape) this.#unescape();
      else if (this.#before === quote) {
        this.#cell += quote;
        this.#before = this.#char;
        continue;
      } else this.#cell += this.#char;
      this.#before = this.#char;
      this.#next();
    }
  }

  /** The end of the text ends the cell, or makes an empty one behind the last delimiter. */
  #finish(): void {
    const { delimiter, quote, comment = '#' } = this.#reading;
    const isClosed = this.#char === quote && this.#before === quote;
    if (this.#char === quote && !isClosed && !this.#isPlain) this.#cell += quote;
    const isOpen = this.#before !== NONE && this.#char !== delimiter && this.#char !== comment;
    if (this.#cell !== '' || isClosed || isOpen) this.#addCell();
    else this.#addEmpty();
  }
}

/** As univocity sees white space: everything up to U+0020. */
function isSpace(char: string): boolean {
  return char <= ' ';
}

function trimmedEnd(cell: string): string {
  let end = cell.length;
  while (end > 0 && isSpace(cell.charAt(end - 1))) end--;
  return cell.slice(0, end);
}
