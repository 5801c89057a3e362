import type { Vector } from '../columnar/vector.ts';
import type { Schema } from '../types/schema.ts';

/**
 * What a record that does not fit the schema becomes:
 * - `PERMISSIVE` (Spark's default): a row whose unreadable fields are null; all of them if the text is no record at all,
 * - `DROPMALFORMED`: no row; it is counted, and can be had from `badRecords()`,
 * - `FAILFAST`: the end of the query.
 */
export type ParseMode = 'PERMISSIVE' | 'DROPMALFORMED' | 'FAILFAST';

/** Bytes to rows. A source takes one for the payload of its records. */
export interface Format<out R = unknown> {
  /** For example `json`. */
  readonly name: string;
  readonly schema: Schema<R>;
  readonly mode: ParseMode;
  /** How such records stand in a file; without it each line is one. */
  readonly layout?: FileLayout;
  /** Makes a decoder that lives as long as the source is open; it may learn from what it has seen. */
  createDecoder(request: DecodeRequest): Decoder;
}

export interface FileLayout {
  /** Lines of nothing but spaces are no records. */
  readonly skipsBlankLines: boolean;
  /** The first record of a file names the columns. */
  readonly hasHeader: boolean;
}

export interface DecodeRequest {
  /** Names of the columns that are wanted, in order; the others are not built. */
  readonly columns: readonly string[];
  /** Check every field of the schema, wanted or not, because somebody reads the bad records. */
  readonly checkAll: boolean;
  /** Columns of the schema that the records have not and are not asked for, such as those that folders name. */
  readonly absent?: readonly string[];
}

export interface Decoder {
  /**
   * Decodes records in order. The vectors may point into `records.bytes`, so the caller never
   * writes to that buffer again.
   *
   * @throws `RECORD.MALFORMED` in mode FAILFAST, with the index of the record
   */
  decode(records: ByteRecords): DecodedRecords;
}

/** Record `i` is `bytes[starts[i] … starts[i] + lengths[i])`; length -1 is a record without a value. */
export interface ByteRecords {
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
  readonly length: number;
}

export interface DecodedRecords {
  /** One vector for each wanted column, with a row for every record, bad ones included. */
  readonly columns: readonly Vector[];
  /** The records that make rows, ascending; absent when all do. */
  readonly selection: Int32Array | undefined;
  /** The records that did not fit, ascending, whatever the mode made of them. */
  readonly bad: readonly BadRecord[];
}

export interface BadRecord {
  /** Position in the decoded records. */
  readonly index: number;
  /** What is wrong, for people: `field 'price': expected double, found string`. Never the data itself. */
  readonly reason: string;
}
