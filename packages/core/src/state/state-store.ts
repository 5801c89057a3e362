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
   * @throws `CHECKPOINT.CORRUPT` and `CHECKPOINT.STATE_SCHEMA_CHANGED`
   */
  load(): AsyncIterable<StateRows>;
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

/** What one batch did to the table. A key may be in both: it is removed first. */
export interface StateChanges {
  /** Keys with new values: key columns, then value columns. */
  readonly upserts: StateRows;
  /** Keys that are gone: key columns. */
  readonly removals: StateRows;
}

/** Where the state of an operator is, for the commit of a batch. */
export interface StateFiles {
  readonly operatorId: string;
  /** Oldest first. */
  readonly files: readonly StoredFile[];
}
