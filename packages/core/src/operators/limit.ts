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
    const count = rowCount(batch);
    if (count <= this.#left) {
      this.#left -= count;
      this.#emit(batch);
      return;
    }
    const selection =
      batch.selection?.subarray(0, this.#left) ??
      Int32Array.from({ length: this.#left }, (_, i) => i);
    this.#left = 0;
    this.#emit({ ...batch, selection });
  }
}
