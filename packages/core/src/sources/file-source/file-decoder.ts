import type { Field } from '../../types/data-type.ts';
import type { Schema } from '../../types/schema.ts';
import type { SourceBatch } from '../source.ts';

/** Reads the files of a source: all that one kind of file needs beside `fileSourceOf`. */
export interface FileDecoder<out R = unknown> {
  /** For example `parquet`; names the source. */
  readonly name: string;
  /** The columns, those that folders name among them; undefined where only a file can tell. */
  readonly schema: Schema<R> | undefined;
  /** The columns of the records that do not fit, where there are such. */
  readonly badRecordSchema?: Schema;
  /** True for the names of files of this kind; without it all are, as in Spark. */
  accepts?(fileName: string): boolean;
  /** The columns of one file. Needed where there is no `schema`. */
  fieldsOf?(file: FileBytes): Promise<readonly Field[]>;
  /** The rows of one file, in order. */
  decode(file: FileBytes, request: FileRequest): AsyncIterable<SourceBatch>;
  /** The same from a file that is read as its rows are asked for; absent where a file is needed as a whole. */
  decodeChunks?(file: FileChunks, request: FileRequest): AsyncIterable<SourceBatch>;
}

/** A file in memory. */
export interface FileBytes {
  /** Below the path of the source, for messages. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A file too large to be in memory. */
export interface FileChunks {
  /** Below the path of the source, for messages. */
  readonly path: string;
  /** The content, once. */
  readonly chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

export interface FileRequest {
  /** The wanted columns that are in the file: batches have exactly these. */
  readonly schema: Schema;
  /** The columns that the folders of the file give, so that the file has them not. */
  readonly absent: readonly string[];
  readonly wantsBadRecords: boolean;
}
