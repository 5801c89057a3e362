import { compact, type RecordBatch } from '../columnar/record-batch.ts';
import type { CompiledExpression } from '../functions/compiled-expression.ts';
import type { Schema } from '../types/schema.ts';
import { rowsWithout } from './assign-windows.ts';
import type { BatchContext, Emit, Operator } from './operator.ts';

/**
 * Adds the window of each row as a last column, where a kernel gives each one of its own: the period of
 * the calendar it is in, or the session that it would be alone. Rows without a time, or whose gap is not
 * above 0, are in none and go (semantics 5.2).
 */
export class AssignOwnWindowsOperator implements Operator {
  readonly #schema: Schema;
  readonly #window: CompiledExpression;
  readonly #emit: Emit;
  #context!: BatchContext;

  constructor(schema: Schema, window: CompiledExpression, emit: Emit) {
    this.#schema = schema;
    this.#window = window;
    this.#emit = emit;
  }

  begin(context: BatchContext): void {
    this.#context = context;
  }

  push(batch: RecordBatch): void {
    const { columns, length, origin } = compact(batch);
    const windows = this.#window.evaluate(compact(batch), this.#context);
    this.#emit({
      schema: this.#schema,
      columns: [...columns, windows],
      length,
      selection: windows.nulls === undefined ? undefined : rowsWithout(windows.nulls, length),
      origin,
    });
  }
}
