import type { RecordBatch } from '../columnar/record-batch.ts';
import type { CompiledExpression } from '../functions/compiled-expression.ts';
import type { Schema } from '../types/schema.ts';
import { evaluationInput } from './evaluation-input.ts';
import type { BatchContext, Emit, Operator } from './operator.ts';

/** Computes new columns from each row. */
export class ProjectOperator implements Operator {
  readonly #schema: Schema;
  readonly #columns: readonly CompiledExpression[];
  readonly #emit: Emit;
  #context!: BatchContext;

  constructor(schema: Schema, columns: readonly CompiledExpression[], emit: Emit) {
    this.#schema = schema;
    this.#columns = columns;
    this.#emit = emit;
  }

  begin(context: BatchContext): void {
    this.#context = context;
  }

  push(batch: RecordBatch): void {
    const input = evaluationInput(batch, this.#columns);
    const columns = this.#columns.map((column) => column.evaluate(input, this.#context));
    this.#emit({
      schema: this.#schema,
      columns,
      length: input.length,
      selection: input.selection,
      origin: input.origin,
    });
  }
}
