import {
  checkOptions,
  FILE_SOURCE_OPTIONS,
  type FileDecoder,
  type FileSourceOptions,
  fileSourceOf,
  type Schema,
  type Source,
} from '@tidemark/core/connector';
import { loadLibraries } from './libraries.ts';
import { fileFields, readParquetFile } from './parquet-file.ts';

/** @typeParam R - the rows of the files */
export interface ParquetSourceOptions<R> extends FileSourceOptions {
  /**
   * The columns, partition columns among them. Without it they are those of one of the files, all
   * nullable, and the partition columns of the folders behind them, with types as their values look.
   */
  readonly schema?: Schema<R>;
}

/**
 * Reads Parquet files: what is there (`session.read`), or also what appears (`session.readStream`).
 *
 * In a folder that `parquetSink` writes, its log says which files count, so a running query and its
 * crashes are never seen, and every file is checked against the log's checksum. In a folder that
 * Spark's sink writes, `_spark_metadata` does. In any other, every `.parquet` file counts; it must
 * appear whole, by a rename, and not change afterwards.
 *
 * Columns that a file lacks are null. Integers and floats may be narrower in a file than declared.
 *
 * **Delivery guarantee:** replayable; a range of offsets gives the same files each time, as long as
 * nobody removes them.
 *
 * @throws `FILE_SOURCE.PATH_NOT_FOUND` when a bounded read is opened and nothing is there
 * @example
 * ```ts
 * const revenue = session.read(parquetSource({ path: './out/revenue' }));
 * ```
 */
export function parquetSource<
  R = Record<string, unknown>,
  C extends keyof R & string = keyof R & string,
>(options: ParquetSourceOptions<R> & { readonly columns: readonly C[] }): Source<Pick<R, C>>;
export function parquetSource<R = Record<string, unknown>>(
  options: ParquetSourceOptions<R> & { readonly columns?: undefined },
): Source<R>;
export function parquetSource(
  options: ParquetSourceOptions<unknown> & { readonly columns?: readonly string[] | undefined },
): Source {
  checkOptions('parquetSource()', options, { ...FILE_SOURCE_OPTIONS, schema: true, columns: true });
  return fileSourceOf(parquetFiles(options.schema), options);
}

function parquetFiles(schema: Schema | undefined): FileDecoder {
  return {
    name: 'parquet',
    schema,
    accepts: (fileName) => fileName.endsWith('.parquet'),
    fieldsOf: async (file) => fileFields(await loadLibraries(), file),
    async *decode(file, request) {
      for (const rows of readParquetFile(await loadLibraries(), file, request.schema)) {
        yield { rows, badRecordCount: 0 };
      }
    },
  };
}
