import { compact, type RecordBatch } from '../columnar/record-batch.ts';
import type { CompiledExpression } from '../functions/compiled-expression.ts';
import type { Schema } from '../types/schema.ts';
import { rowsWithout } from './assign-windows.ts';
import type { BatchContext, Emit, Operator } from './operator.ts';

/**
 * Adds the session that each row would be alone as a last column. Rows without a time, or whose gap
 * is not above 0, are in no session and go (semantics 5.2).
 */
export class AssignSessionsOperator implements Operator {
  readonly #schema: Schema;
  readonly #session: CompiledExpression;
  readonly #emit: Emit;
  #context!: BatchContext;

  constructor(schema: Schema, session: CompiledExpression, emit: Emit) {
    this.#schema = schema;
    this.#session = session;
    this.#emit = emit;
  }

  begin(context: BatchContext): void {
    this.#context = context;
  }

  push(batch: RecordBatch): void {
    const { columns, length } = compact(batch);
    const sessions = this.#session.evaluate(compact(batch), this.#context);
    this.#emit({
      schema: this.#schema,
      columns: [...columns, sessions],
      length,
      selection: sessions.nulls === undefined ? undefined : rowsWithout(sessions.nulls, length),
    });
  }
}
