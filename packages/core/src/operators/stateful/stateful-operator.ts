import type { Vector } from '../../columnar/vector.ts';
import type { StateChanges } from '../../state/state-store.ts';
import type { Field } from '../../types/data-type.ts';
import type { Operator } from '../operator.ts';

/**
 * An operator that remembers between batches, in one or more tables. The runtime stores what changed
 * in them after every batch and hands the tables back at a restart.
 */
export interface StatefulOperator extends Operator {
  /** Spark's name, for progress: `stateStoreSave`. */
  readonly operatorName: string;
  /** Names the state of this operator in the checkpoint. */
  readonly operatorId: string;
  readonly tables: readonly StateTable[];
  /**
   * Hears before the first batch of a table that is stored and not among `tables`. It is forgotten
   * unless this throws; where it is absent too.
   */
  onTableLeft?(tableName: string): void;
  inputWatermarkMs(globalMs: number): number;
  /**
   * The watermark of the rows it gives, when that of its input is at `inputMs`: no row is at or before it
   * that comes later. Undefined where none is known; absent where it is that of the input.
   */
  outputWatermarkMs?(inputMs: number): number | undefined;
  /** True when a batch without data would have something to do at this watermark of its input (semantics 1.6). */
  wantsBatch(nextWatermarkMs: number): boolean;
  /** Counts of the batch that just ran. */
  metrics(): StateMetrics;
  /** The run has ended, well or not. */
  close?(): void;
}

/** One table of what an operator remembers: key columns and value columns, one row for each key. */
export interface StateTable {
  /** Tells apart the tables of one operator; absent for the only one. Stored on disk: never change. */
  readonly tableName?: string;
  readonly keyFields: readonly Field[];
  readonly valueFields: readonly Field[];
  /** True for a variable of the user, who may declare its values anew between two runs. */
  readonly canEvolve?: boolean;
  /** True where `restore` leaves out rows whose key it has had before: reading then costs less. */
  readonly keepsFirst?: boolean;
  /** Puts rows of the stored table back; called before the first batch, any number of times. */
  restore(keys: readonly Vector[], values: readonly Vector[], length: number): void;
  /** What this batch changed; called once after `finish`. Rows in it are as of now. */
  takeChanges(): StateChanges;
}

export interface StateMetrics {
  readonly numRowsTotal: number;
  readonly numRowsUpdated: number;
  readonly numRowsRemoved: number;
  readonly numRowsDroppedByWatermark: number;
  /** What only some operators count, by Spark's names: `numDroppedDuplicateRows`. */
  readonly customMetrics?: Readonly<Record<string, number>>;
}

/** The metrics of an operator that has not run yet. */
export const NO_STATE_METRICS: StateMetrics = {
  numRowsTotal: 0,
  numRowsUpdated: 0,
  numRowsRemoved: 0,
  numRowsDroppedByWatermark: 0,
};
