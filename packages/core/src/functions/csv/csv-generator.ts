import type { DataType } from '../../types/data-type.ts';
import { scientificDecimalText } from '../../types/decimal-text.ts';
import { doubleText, floatText } from '../../types/double-text.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import type { RecordOptions } from '../records/record-options.ts';
import { type TimeFormats, timeFormats } from '../records/time-formats.ts';
import { type CsvSyntax, csvSyntax } from './csv-options.ts';

const COMMENT = '#';
const NONE = '\0';

type CellText = (value: Exclude<InternalValue, null>) => string;

/**
 * Writes structs as records, as UnivocityGenerator of Spark 3.5 does: white space around cells goes,
 * cells with delimiters, line ends or quotes are quoted, and an empty text is `""`.
 */
export class CsvGenerator {
  readonly #texts: readonly CellText[];
  readonly #writer: CellWriter;
  readonly #delimiter: string;

  /** @throws `TIME.BAD_PATTERN`, `OPTION.BAD_VALUE` */
  constructor(types: readonly DataType[], options: RecordOptions, sessionZone: string) {
    const formats = timeFormats(options, sessionZone);
    this.#texts = types.map((type) => cellText(type, formats));
    const syntax = csvSyntax('toCsv', options);
    this.#writer = new CellWriter(syntax, options);
    this.#delimiter = syntax.delimiter;
  }

  /** Null for a row without any text. */
  text(row: readonly InternalValue[]): string | null {
    const cells = this.#texts.map((text, i) => {
      const value = row[i] ?? null;
      return this.#writer.cell(value === null ? null : text(value), i === 0);
    });
    return cells.join(this.#delimiter) || null;
  }
}

/** True for types that have a text in a cell. */
export function isCellType({ kind }: DataType): boolean {
  return !['binary', 'array', 'map', 'struct', 'interval'].includes(kind);
}

function cellText(type: DataType, formats: TimeFormats): CellText {
  switch (type.kind) {
    case 'float':
      return (value) => floatText(value as number);
    case 'double':
      return (value) => doubleText(value as number);
    case 'decimal':
      return (value) => scientificDecimalText(value as bigint, type.scale);
    case 'date':
      return (value) => formats.date(value as number);
    case 'timestamp':
      return (value) => formats.timestamp(value as number);
    case 'timestamp_ntz':
      return (value) => formats.timestampNtz(value as number);
    default:
      return String;
  }
}

/** Quotes cells as the CsvWriter of univocity-parsers 2.9 does with Spark's settings. */
class CellWriter {
  readonly #syntax: CsvSyntax;
  readonly #emptyValue: string;
  readonly #quoteAll: boolean;
  readonly #trimsStart: boolean;
  readonly #trimsEnd: boolean;
  /** What makes a cell a quoted one. */
  readonly #triggers: ReadonlySet<string>;
  readonly #comment: string;

  constructor(syntax: CsvSyntax, options: RecordOptions) {
    this.#syntax = syntax;
    this.#emptyValue = options.text('emptyValue') ?? '""';
    this.#quoteAll = options.flag('quoteAll', false);
    this.#trimsStart = options.flag('ignoreLeadingWhiteSpace', true);
    this.#trimsEnd = options.flag('ignoreTrailingWhiteSpace', true);
    const quote = options.flag('escapeQuotes', true) ? [syntax.quote] : [];
    this.#triggers = new Set([syntax.delimiter, '\n', '\r', ...quote]);
    this.#comment = syntax.comment ?? COMMENT;
  }

  cell(text: string | null, isFirst: boolean): string {
    const { nullValue, quote } = this.#syntax;
    const isBlank = text === null || text === '' || (this.#trimsStart && /^[\0- ]*$/.test(text));
    const whole = text === null ? nullValue : isBlank ? this.#emptyValue : text;
    const element = this.#trimsStart ? whole.replace(/^[\0- ]+/, '') : whole;
    const mustQuote =
      this.#quoteAll ||
      (element !== '' &&
        (element.startsWith(quote) || (isFirst && whole.startsWith(this.#comment))));
    if (mustQuote) {
      const isQuotedAlready = whole.length >= 2 && whole.startsWith(quote) && whole.endsWith(quote);
      if (isBlank && isQuotedAlready) return whole;
      return `${quote}${this.#escaped(element)}${quote}`;
    }
    const at = Array.from(element).findIndex((char) => this.#triggers.has(char));
    return at < 0 ? this.#trimmed(element) : `${quote}${this.#escaped(element)}${quote}`;
  }

  #escaped(element: string): string {
    const { quote, escape, escapeEscape } = this.#syntax;
    let out = '';
    for (const char of element) {
      if (char === quote) out += escape;
      else if (char === escape && escapeEscape !== NONE) out += escapeEscape;
      out += char;
    }
    return this.#trimmed(out);
  }

  #trimmed(text: string): string {
    return this.#trimsEnd ? text.replace(/[\0- ]+$/, '') : text;
  }
}
