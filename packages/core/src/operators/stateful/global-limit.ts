import { type RecordBatch, rowCount } from '../../columnar/record-batch.ts';
import type { DoubleVector, Vector } from '../../columnar/vector.ts';
import type { StateChanges } from '../../state/state-store.ts';
import { type Field, LONG } from '../../types/data-type.ts';
import { firstRows } from '../limit.ts';
import type { Emit } from '../operator.ts';
import {
  NO_STATE_METRICS,
  type StatefulOperator,
  type StateMetrics,
  type StateTable,
} from './stateful-operator.ts';

export interface GlobalLimitConfig {
  readonly operatorId: string;
  readonly count: number;
  readonly inputWatermarkMs: (globalMs: number) => number;
  readonly emit: Emit;
}

/** Stored on disk: never change. */
const NUM_ROWS: Field = { name: 'numRows', dataType: LONG, nullable: false };

/**
 * The first `count` rows over the life of a query; then nothing ever again (Spark:
 * StreamingGlobalLimitExec; semantics 6.6).
 */
export class GlobalLimitOperator implements StatefulOperator, StateTable {
  readonly operatorName = 'globalLimit';
  readonly operatorId: string;
  readonly tables: readonly StateTable[] = [this];
  readonly keyFields: readonly Field[] = [];
  readonly valueFields: readonly Field[] = [NUM_ROWS];
  readonly #config: GlobalLimitConfig;
  /** How many rows have passed. */
  #numRows = 0;
  #numBefore = 0;

  constructor(config: GlobalLimitConfig) {
    this.#config = config;
    this.operatorId = config.operatorId;
  }

  begin(): void {
    this.#numBefore = this.#numRows;
  }

  push(batch: RecordBatch): void {
    const rows = firstRows(batch, this.#config.count - this.#numRows);
    this.#numRows += rowCount(rows);
    if (rowCount(rows) > 0) this.#config.emit(rows);
  }

  inputWatermarkMs(globalMs: number): number {
    return this.#config.inputWatermarkMs(globalMs);
  }

  wantsBatch(): boolean {
    return false;
  }

  restore(_keys: readonly Vector[], [numRows]: readonly Vector[], length: number): void {
    if (length === 0) return;
    this.#numRows = (numRows as DoubleVector).values[0] as number;
  }

  takeChanges(): StateChanges {
    const numChanges = this.#numUpdated;
    const values = new Float64Array(numChanges).fill(this.#numRows);
    const column: Vector = { kind: 'double', length: numChanges, nulls: undefined, values };
    return {
      upserts: { length: numChanges, columns: [column] },
      removals: { length: 0, columns: [] },
    };
  }

  metrics(): StateMetrics {
    const numRowsTotal = this.#numRows > 0 ? 1 : 0;
    return { ...NO_STATE_METRICS, numRowsTotal, numRowsUpdated: this.#numUpdated };
  }

  /** The one row of the table changed when rows passed. */
  get #numUpdated(): number {
    return this.#numRows > this.#numBefore ? 1 : 0;
  }
}
