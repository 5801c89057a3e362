import type { Vector } from '../../columnar/vector.ts';
import type { StateChanges } from '../../state/state-store.ts';
import type { Field } from '../../types/data-type.ts';
import type { Operator } from '../operator.ts';

/**
 * An operator that remembers between batches. Its memory is a table: key columns and value columns,
 * one row for each key. The runtime stores what changed after every batch and hands the table back
 * at a restart.
 */
export interface StatefulOperator extends Operator {
  /** Spark's name, for progress: `stateStoreSave`. */
  readonly operatorName: string;
  /** Names the state of this operator in the checkpoint. */
  readonly operatorId: string;
  readonly keyFields: readonly Field[];
  readonly valueFields: readonly Field[];
  /** Puts rows of the stored table back; called before the first batch, any number of times. */
  restore(keys: readonly Vector[], values: readonly Vector[], length: number): void;
  /** What this batch changed; called once after `finish`. Rows in it are as of now. */
  takeChanges(): StateChanges;
  /** True when a batch without data would have something to do at this watermark (semantics 1.6). */
  wantsBatch(nextWatermarkMs: number): boolean;
  /** Counts of the batch that just ran. */
  metrics(): StateMetrics;
}

export interface StateMetrics {
  readonly numRowsTotal: number;
  readonly numRowsUpdated: number;
  readonly numRowsRemoved: number;
  readonly numRowsDroppedByWatermark: number;
}
