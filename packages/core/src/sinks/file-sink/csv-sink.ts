import type { RecordBatch } from '../../columnar/record-batch.ts';
import { checkOptions, type OptionNames } from '../../errors/check-options.ts';
import { type CsvSyntaxOptions, checkFields, syntaxOf } from '../../formats/csv.ts';
import { encodeCsvLines } from '../../formats/csv-lines.ts';
import type { Schema } from '../../types/schema.ts';
import type { Sink } from '../sink.ts';
import { FILE_SINK_OPTIONS, type FileSinkOptions, fileSinkOf } from './file-sink.ts';
import { packedFiles, type TextCompression } from './packed-files.ts';

export interface CsvSinkOptions<R> extends FileSinkOptions<R>, CsvSyntaxOptions {
  /** True begins each file with the names of the columns; false without a word. */
  readonly header?: boolean;
  /** `gzip` packs each file and ends its name in `.gz`; `none` without a word. */
  readonly compression?: TextCompression;
}

const OPTIONS: OptionNames<CsvSinkOptions<unknown>> = {
  ...FILE_SINK_OPTIONS,
  header: true,
  compression: true,
  delimiter: true,
  quote: true,
  escape: true,
  nullValue: true,
};

/**
 * Writes each batch as files of comma-separated values, by the conventions of Spark: quotes where a
 * text needs them, null as nothing, times as ISO 8601. Read them with
 * `fileSource({ path, format: csv(…) })`; for tools that follow RFC 4180 say `escape: '"'`.
 *
 * As in Spark the empty string reads back as null, and a text with a line break stands in quotes,
 * which a reader of one record a line does not put together again.
 *
 * Files appear as with `jsonSink`: a whole batch, once it is a fact in the checkpoint.
 *
 * **Delivery guarantee:** exactly once. A batch that runs again after a crash replaces what it had
 * staged, and publishing it again changes nothing.
 *
 * @throws `FORMAT.UNSUPPORTED_TYPE` for columns of binary and nested types
 * @throws `OPTION.BAD_VALUE` for a delimiter, quote or escape that is not one ASCII character
 * @example
 * ```ts
 * revenue.writeTo(csvSink({ path: './out/revenue', header: true }));
 * ```
 */
export function csvSink<R>(options: CsvSinkOptions<R>): Sink<R, 'append'> {
  checkOptions('csvSink()', options, OPTIONS);
  const { header = false, nullValue = '', compression = 'none' } = options;
  const writing = { syntax: syntaxOf(options), header, nullValue };
  const files = {
    name: 'csv',
    extension: 'csv',
    checkSchema: ({ fields }: Schema) => checkFields(fields),
    encode: ({ fields }: Schema, batches: readonly RecordBatch[]) =>
      encodeCsvLines(fields, batches, writing),
  };
  return fileSinkOf(packedFiles(files, compression), options);
}
