import type { Ports, Row, Schema, Sink } from '@tidemark/core/connector';
import type { AnyRow } from '../compare-rows.ts';

/** A place that a sink writes to, made anew for each law. */
export interface SinkPlace {
  readonly sink: Sink<Row>;
  /**
   * The rows that a reader of the place sees now, in any order, with the types of the schema; none
   * where nothing was written yet.
   */
  rows(reader: SinkReader): Promise<readonly AnyRow[]> | readonly AnyRow[];
  close?(): Promise<void>;
}

export interface SinkReader {
  /** Those of a process of its own, on the disk as it is now. */
  readonly ports: Ports;
  /** Of the rows that were written. */
  readonly schema: Schema<Row>;
}
