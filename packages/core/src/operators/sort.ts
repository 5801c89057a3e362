import { compareNullsFirst } from '../columnar/compare-values.ts';
import { concatBatches } from '../columnar/concat.ts';
import { gather } from '../columnar/gather.ts';
import { readValue } from '../columnar/read-value.ts';
import { compact, type RecordBatch, recordBatch } from '../columnar/record-batch.ts';
import type { CompiledExpression } from '../functions/compiled-expression.ts';
import type { InternalValue } from '../types/internal-value.ts';
import type { Schema } from '../types/schema.ts';
import type { BatchContext, Emit, Operator } from './operator.ts';

/** One sort expression. Ascending puts nulls first, descending last. */
export interface CompiledSortKey {
  readonly expression: CompiledExpression;
  readonly descending: boolean;
}

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
    const keys = this.#keys.map(({ expression, descending }) => ({
      values: valuesOf(batch, expression, this.#context),
      direction: descending ? -1 : 1,
    }));
    const rows = Int32Array.from({ length: batch.length }, (_, row) => row);
    return rows.sort((a, b) => {
      for (const { values, direction } of keys) {
        const difference = compareNullsFirst(values[a] ?? null, values[b] ?? null);
        if (difference !== 0) return difference * direction;
      }
      return a - b;
    });
  }
}

function valuesOf(
  batch: RecordBatch,
  expression: CompiledExpression,
  context: BatchContext,
): readonly InternalValue[] {
  const vector = expression.evaluate(batch, context);
  return Array.from({ length: batch.length }, (_, row) =>
    readValue(vector, row, expression.dataType),
  );
}
