import { concatBatches } from '../columnar/concat.ts';
import { gather } from '../columnar/gather.ts';
import { compact, type RecordBatch, recordBatch } from '../columnar/record-batch.ts';
import type { Schema } from '../types/schema.ts';
import type { BatchContext, Emit, Operator } from './operator.ts';
import { type CompiledSortKey, compareRows, orderedKeys } from './row-order.ts';

/** Puts all rows in order, equal rows as they came. Holds them all until the end of the batch. */
export class SortOperator implements Operator {
  readonly #schema: Schema;
  readonly #keys: readonly CompiledSortKey[];
  readonly #emit: Emit;
  #held: RecordBatch[] = [];
  #context!: BatchContext;

  constructor(schema: Schema, keys: readonly CompiledSortKey[], emit: Emit) {
    this.#schema = schema;
    this.#keys = keys;
    this.#emit = emit;
  }

  begin(context: BatchContext): void {
    this.#context = context;
    this.#held = [];
  }

  push(batch: RecordBatch): void {
    this.#held.push(compact(batch));
  }

  finish(): void {
    const all = concatBatches(this.#schema, this.#held);
    this.#held = [];
    if (all.length === 0) return;
    const order = this.#order(all);
    const columns = all.columns.map((column) => gather(column, order));
    this.#emit(recordBatch(this.#schema, columns, all.length));
  }

  #order(batch: RecordBatch): Int32Array {
    const keys = orderedKeys(batch, this.#keys, this.#context);
    const rows = Int32Array.from({ length: batch.length }, (_, row) => row);
    return rows.sort((a, b) => compareRows(keys, a, b) || a - b);
  }
}
