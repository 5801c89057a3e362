import { type RecordBatch, rowCount } from '../columnar/record-batch.ts';
import type { Emit, Operator } from './operator.ts';

/**
 * The first `count` rows of each batch: of a bounded plan, which is one, or of a complete result,
 * which every batch gives anew.
 */
export class LimitOperator implements Operator {
  readonly #count: number;
  readonly #emit: Emit;
  #left = 0;

  constructor(count: number, emit: Emit) {
    this.#count = count;
    this.#emit = emit;
  }

  begin(): void {
    this.#left = this.#count;
  }

  push(batch: RecordBatch): void {
    if (this.#left === 0) return;
    const rows = firstRows(batch, this.#left);
    this.#left -= rowCount(rows);
    this.#emit(rows);
  }
}

/** The first `count` rows of a batch; the batch itself when it has no more. */
export function firstRows(batch: RecordBatch, count: number): RecordBatch {
  if (rowCount(batch) <= count) return batch;
  const selection =
    batch.selection?.subarray(0, count) ?? Int32Array.from({ length: count }, (_, i) => i);
  return { ...batch, selection };
}
