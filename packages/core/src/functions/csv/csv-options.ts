import { BAD_OPTION } from '../../errors/option.ts';
import type { RecordOptions } from '../records/record-options.ts';

/** How cells stand in a record. Characters are single UTF-16 units; NUL stands for none. */
export interface CsvSyntax {
  readonly delimiter: string;
  readonly quote: string;
  /** Takes the special meaning from a quote inside quotes. */
  readonly escape: string;
  /** The same for the escape itself. */
  readonly escapeEscape: string;
  /** Begins a record that is none; absent where nothing does. */
  readonly comment: string | undefined;
  readonly nullValue: string;
}

const NONE = '\0';
const SPECIAL: Readonly<Record<string, string>> = {
  ...{ '\\t': '\t', '\\r': '\r', '\\b': '\b', '\\f': '\f', '\\"': '"', "\\'": "'", '\\\\': '\\' },
};

/** @throws {@link BAD_OPTION} */
export function csvSyntax(fn: string, options: RecordOptions): CsvSyntax {
  const quote = options.character('quote', '"', NONE);
  const escape = options.character('escape', '\\', NONE);
  const ofEscape = options.text('charToEscapeQuoteEscaping') ?? '';
  if (ofEscape.length > 1) {
    throw bad(fn, 'charToEscapeQuoteEscaping', ofEscape, 'one character');
  }
  const comment = options.text('comment') ?? '';
  return {
    delimiter: delimiterOf(fn, options.text('sep') ?? options.text('delimiter') ?? ','),
    quote,
    escape,
    escapeEscape: ofEscape === '' ? (quote === escape ? NONE : escape) : ofEscape,
    comment: comment.length === 1 ? comment : undefined,
    nullValue: options.text('nullValue') ?? '',
  };
}

/** A character, or one that a backslash and a letter mean. */
function delimiterOf(fn: string, text: string): string {
  const meant = Object.hasOwn(SPECIAL, text) ? (SPECIAL[text] as string) : text;
  if (meant.length === 1 && text !== '\\') return meant;
  throw bad(fn, 'sep', text, 'one character, with a backslash written as two');
}

/** Refuses what Spark knows and this does not. */
export function refuseOption(fn: string, options: RecordOptions, name: string, only: string): void {
  const value = options.text(name);
  if (value === undefined || value.toUpperCase() === only) return;
  throw bad(fn, name, value, only);
}

function bad(fn: string, name: string, value: string, expected: string): Error {
  return BAD_OPTION.error({ option: `${name} of ${fn}()`, value, expected });
}
