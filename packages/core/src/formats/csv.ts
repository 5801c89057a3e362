import { checkOptions, type OptionNames } from '../errors/check-options.ts';
import { FORMAT_UNSUPPORTED_TYPE } from '../errors/format.ts';
import { BAD_OPTION } from '../errors/option.ts';
import { type Field, showType } from '../types/data-type.ts';
import type { Schema } from '../types/schema.ts';
import { timeZone as timeZoneOf } from '../types/time-zone.ts';
import { CsvDecoder } from './csv/csv-decoder.ts';
import type { CsvSyntax } from './csv/split-record.ts';
import type { Format, ParseMode } from './format.ts';
import { isStrict, type Permissive, schemaIn } from './parse-mode.ts';

/** How cells stand in a record, for reading and writing. */
export interface CsvSyntaxOptions {
  /** Between cells; `,` without a word. */
  readonly delimiter?: string;
  /** Around cells that hold a delimiter; `"` without a word. */
  readonly quote?: string;
  /** Before a quote inside quotes; `\` without a word, as in Spark. RFC 4180 wants `"`. */
  readonly escape?: string;
  /** The text of a null; the empty text without a word, quoted or not. */
  readonly nullValue?: string;
}

export interface CsvOptions<M extends ParseMode = ParseMode> extends CsvSyntaxOptions {
  /** What a record that does not fit becomes; `PERMISSIVE` without a word, as in Spark. */
  readonly mode?: M;
  /**
   * True where names of columns come before the records: leaves out records that are these names, in
   * order, and the first record of a file whatever it says. False without a word.
   */
  readonly header?: boolean;
  /** The zone of times that name none; `UTC` without a word. */
  readonly timeZone?: string;
  /** The length of a record beyond which it is bad without being read; 1 MiB without a word. */
  readonly maxRecordBytes?: number;
}

const OPTIONS: OptionNames<CsvOptions> = {
  delimiter: true,
  quote: true,
  escape: true,
  nullValue: true,
  mode: true,
  header: true,
  timeZone: true,
  maxRecordBytes: true,
};
const MAX_RECORD_BYTES = 1 << 20;
const UNSUPPORTED: ReadonlySet<string> = new Set([
  'binary',
  'array',
  'map',
  'struct',
  'interval',
  'null',
]);

/**
 * Records that are one line of comma-separated values each, read as Spark's CSV source reads them:
 * cells go to columns by position, an empty cell is null, a cell that is none of its type is null
 * and makes the record a bad one, as do too many or too few cells. Blank records make no row. Times are
 * ISO 8601.
 *
 * A record is one line: newlines inside quotes are the business of the source that cuts a file into
 * records, and `splitLines` does not keep such lines together.
 *
 * The modes `DROPMALFORMED` and `FAILFAST` take the schema as a contract: there a null does not fit
 * either, unless the column is `nullable()`.
 *
 * @throws `FORMAT.UNSUPPORTED_TYPE` for columns of binary and nested types
 * @throws `OPTION.BAD_VALUE` for a delimiter, quote or escape that is not one ASCII character
 */
export function csv<R>(
  schema: Schema<R>,
  options?: CsvOptions<'PERMISSIVE'>,
): Format<Permissive<R>>;
export function csv<R>(
  schema: Schema<R>,
  options: CsvOptions<'DROPMALFORMED' | 'FAILFAST'> & { readonly mode: ParseMode },
): Format<R>;
export function csv(schema: Schema, options: CsvOptions = {}): Format {
  checkOptions('csv()', options, OPTIONS);
  const { mode = 'PERMISSIVE', maxRecordBytes = MAX_RECORD_BYTES } = options;
  checkFields(schema.fields);
  const rows = schemaIn(mode, schema);
  const syntax = syntaxOf(options);
  const zone = timeZoneOf(options.timeZone ?? 'UTC');
  return {
    name: 'csv',
    schema: rows,
    mode,
    layout: { skipsBlankLines: true, hasHeader: options.header === true },
    createDecoder({ columns, checkAll, absent = [] }) {
      const readsAll = checkAll || isStrict(mode);
      const fields = rows.fields.filter((field) => !absent.includes(field.name));
      return new CsvDecoder({
        fields,
        wanted: columns.map((name) => fields.findIndex((field) => field.name === name)),
        isRead: fields.map((field) => readsAll || columns.includes(field.name)),
        mode,
        zone,
        syntax,
        hasHeader: options.header === true,
        nullValue: options.nullValue ?? '',
        maxRecordBytes,
      });
    },
  };
}

/** The bytes of the options that decide how cells stand in a record. */
export function syntaxOf({
  delimiter = ',',
  quote = '"',
  escape = '\\',
}: CsvSyntaxOptions): CsvSyntax {
  return {
    delimiter: byteOf('delimiter', delimiter),
    quote: byteOf('quote', quote),
    escape: byteOf('escape', escape),
  };
}

function byteOf(option: string, value: string): number {
  const code = value.charCodeAt(0);
  if (value.length === 1 && code < 0x80) return code;
  throw BAD_OPTION.error({ option, value, expected: 'one ASCII character' });
}

/** @throws {@link FORMAT_UNSUPPORTED_TYPE} for a column that has no text in a cell */
export function checkFields(fields: readonly Field[]): void {
  for (const { name, dataType } of fields) {
    if (UNSUPPORTED.has(dataType.kind)) {
      const type = showType(dataType);
      throw FORMAT_UNSUPPORTED_TYPE.error({ format: 'csv', column: name, type });
    }
  }
}
