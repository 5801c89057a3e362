import type { RecordBatch } from '../../columnar/record-batch.ts';
import type { Schema } from '../../types/schema.ts';

/** Makes the files of a sink: all that one kind of file needs beside `fileSinkOf`. */
export interface FileEncoder {
  /** For example `json`; names the sink. */
  readonly name: string;
  /** The end of file names, without the first dot: `parquet`, `json.gz`. */
  readonly extension: string;
  /** The most rows of one file; 262,144 without a word. A file is made in memory. */
  readonly maxRowsPerFile?: number;
  /**
   * Refuses columns that a file cannot hold, by throwing a named condition. Called before anything is opened.
   *
   * @param schema - the columns of the files, which are those of the rows without partition columns
   */
  checkSchema(schema: Schema): void;
  /**
   * The bytes of one file. Called for several files at a time.
   *
   * @param batches - its rows, in order; each batch has the columns of `schema` and at least one row
   */
  encode(schema: Schema, batches: readonly RecordBatch[]): Uint8Array | Promise<Uint8Array>;
}
