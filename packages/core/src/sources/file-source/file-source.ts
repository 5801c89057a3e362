import { checkOptions } from '../../errors/check-options.ts';
import type { Format } from '../../formats/format.ts';
import type { Schema } from '../../types/schema.ts';
import { long, schema, string } from '../../types/schema.ts';
import type { Source } from '../source.ts';
import { FILE_SOURCE_OPTIONS, type FileSourceOptions, fileSourceOf } from './file-source-of.ts';
import { recordDecoder } from './record-decoder.ts';

/** A record of a file that does not fit the format. */
export interface FileBadRecord {
  /** The file, below the path of the source. */
  readonly path: string;
  /** The line, from 1. */
  readonly line: number;
  /** The text of the line. */
  readonly value: string;
  /** What is wrong with it. */
  readonly reason: string;
}

const BAD_RECORD_SCHEMA: Schema<FileBadRecord> = schema({
  path: string(),
  line: long(),
  value: string(),
  reason: string(),
});

/**
 * Reads files of text with one record a line: `json(Order)`, `csv(Order, { header: true })`, `text()`.
 * What is there (`session.read`), or also what appears (`session.readStream`).
 *
 * - Lines end with `\n` or `\r\n`. Blank lines are no records of JSON and CSV, and empty texts of `text()`.
 * - A file whose name ends in `.gz` is unpacked. A byte order mark is left out.
 * - With `header: true` the first line of each file is left out, whatever it says.
 * - Columns that folders such as `country=NL` name have their values from there; declare them in the
 *   schema, in whatever place. A cell of CSV goes to a column by its place among the others.
 * - A quoted cell of CSV ends with its line, as in Spark without its option `multiLine`.
 *
 * In a folder that a file sink writes (`jsonSink`, `csvSink`, `textSink`), its log says which files
 * count, so whole batches are seen and nothing of a crash; every file is checked against the log's
 * checksum. In a folder of Spark's sink `_spark_metadata` does. In any other, every file counts whose
 * name begins with neither `_` nor `.`; it must appear whole, by a rename, and not change afterwards.
 *
 * Each file is read into memory as a whole, packed as it is.
 *
 * **Delivery guarantee:** replayable; a range of offsets gives the same files each time, as long as
 * nobody removes them.
 *
 * @throws `FILE_SOURCE.PATH_NOT_FOUND` when a bounded read is opened and nothing is there
 * @example
 * ```ts
 * const orders = session.readStream(fileSource({ path: './in', format: json(Order), maxFilesPerTrigger: 10 }));
 * ```
 */
export function fileSource<R>(
  options: FileSourceOptions & { readonly format: Format<R> },
): Source<R> & { readonly badRecordSchema: Schema<FileBadRecord> } {
  checkOptions('fileSource()', options, { ...FILE_SOURCE_OPTIONS, format: true });
  const decoder = recordDecoder(options.format, BAD_RECORD_SCHEMA);
  return { ...fileSourceOf(decoder, options), badRecordSchema: BAD_RECORD_SCHEMA };
}
