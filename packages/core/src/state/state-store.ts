import type { Vector } from '../columnar/vector.ts';
import type { StoredFile } from '../ports/stored-file.ts';

/**
 * What one operator remembers between batches, durable: a table with one row for each key. Columns
 * are the key fields, then the value fields.
 *
 * Rows in use live in the operator; the store takes the changes of each batch and gives the table
 * back at a restart.
 */
export interface StateStore {
  /**
   * Every row of the table as of the last commit, each key once, in any order. Called before the
   * first `commit`.
   *
   * @param reader - with `keepsFirst` a key may come again, with rows that do not count any more: the
   *   reader keeps the first
   * @throws `CHECKPOINT.CORRUPT` and `CHECKPOINT.STATE_SCHEMA_CHANGED`
   */
  load(reader?: { readonly keepsFirst: boolean }): AsyncIterable<StateRows>;
  /**
   * Stores what a batch changed. On return it is durable, and a fact once a commit names the files.
   *
   * @throws `DISK.WRITE_FAILED`
   */
  commit(batchId: number, changes: StateChanges): Promise<StateFiles>;
  /** Removes files that neither this commit nor any later one names. Call it when newer commits are durable. */
  purge(oldest: { readonly batchId: number; readonly files: readonly StoredFile[] }): Promise<void>;
}

/** Rows of the table, or keys of it. */
export interface StateRows {
  readonly length: number;
  readonly columns: readonly Vector[];
}

/**
 * Rows in parts that are made as they are read, so that a large change is never in memory as a whole.
 * They are read once, before the next batch begins.
 */
export interface StateParts {
  /** Of all parts. */
  readonly length: number;
  readonly parts: Iterable<StateRows>;
}

/** What one batch did to the table. A key may be in both: it is removed first. */
export interface StateChanges {
  /** Keys with new values: key columns, then value columns. */
  readonly upserts: StateRows | StateParts;
  /** Keys that are gone: key columns. */
  readonly removals: StateRows | StateParts;
}

/** The rows of a change, part by part. */
export function partsOf(rows: StateRows | StateParts): Iterable<StateRows> {
  return 'parts' in rows ? rows.parts : [rows];
}

/** How many rows are read, written or put back at a time: a few milliseconds of work even on a busy machine. */
export const PART_ROWS = 4096;

/** Rows of ids of an operator, in parts. */
export function partsOfIds(ids: Int32Array, read: (ids: Int32Array) => StateRows): StateParts {
  return {
    length: ids.length,
    parts: {
      *[Symbol.iterator]() {
        for (let at = 0; at < ids.length; at += PART_ROWS) {
          yield read(ids.subarray(at, at + PART_ROWS));
        }
      },
    },
  };
}

/** Where the state of an operator is, for the commit of a batch. */
export interface StateFiles {
  readonly operatorId: string;
  /** Oldest first. */
  readonly files: readonly StoredFile[];
}
