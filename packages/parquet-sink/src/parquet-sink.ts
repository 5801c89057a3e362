import {
  checkOptions,
  FILE_SINK_OPTIONS,
  type FileEncoder,
  type FileSinkOptions,
  fileSinkOf,
  type OptionNames,
  type Sink,
} from '@tidemark/core/connector';
import { checkStorable } from './arrow-type.ts';
import { loadLibraries } from './libraries.ts';
import { type Compression, encodeParquet } from './parquet-file.ts';

/** @typeParam R - the rows that are written */
export interface ParquetSinkOptions<R> extends FileSinkOptions<R> {
  /** Default `snappy`. */
  readonly compression?: Compression;
}

const OPTIONS: OptionNames<ParquetSinkOptions<unknown>> = {
  ...FILE_SINK_OPTIONS,
  compression: true,
};

/** The memory of the WASM encoder grows with the rows of a file and never shrinks. */
const MAX_ROWS_PER_FILE = 262_144;

/**
 * Writes each batch as Parquet files into a folder that Spark, DuckDB, pandas and `parquetSource`
 * read as one table.
 *
 * Files are staged out of sight, and get their names when the batch is a fact in the checkpoint.
 * Then `_log` names them with sizes and checksums; who reads by it sees whole batches only. A reader
 * that lists the folder may see some files of a committed batch a moment before the others.
 *
 * **Delivery guarantee:** exactly once. A batch that runs again after a crash replaces what it had
 * staged, and publishing it again changes nothing.
 *
 * @example
 * ```ts
 * revenue.writeTo(parquetSink({ path: './out/revenue', partitionBy: ['category'] }));
 * ```
 */
export function parquetSink<R>(options: ParquetSinkOptions<R>): Sink<R, 'append'> {
  checkOptions('parquetSink()', options, OPTIONS);
  return fileSinkOf(parquetFiles(options.compression ?? 'snappy'), options);
}

function parquetFiles(compression: Compression): FileEncoder {
  return {
    name: 'parquet',
    extension: 'parquet',
    maxRowsPerFile: MAX_ROWS_PER_FILE,
    checkSchema({ fields }) {
      for (const { name, dataType } of fields) checkStorable(name, dataType);
    },
    encode: async ({ fields }, batches) =>
      encodeParquet(await loadLibraries(), fields, batches, compression),
  };
}
