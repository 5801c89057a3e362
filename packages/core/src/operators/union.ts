import { partOf, type RecordBatch } from '../columnar/record-batch.ts';
import type { Schema } from '../types/schema.ts';
import type { Emit, Operator } from './operator.ts';

/**
 * The rows of all inputs under the names of the first. Types were made equal by the planner. Each input
 * has its own parts: a source that two of them read is a part twice.
 */
export class UnionOperator implements Operator {
  readonly #schema: Schema;
  readonly #emit: Emit;

  constructor(schema: Schema, emit: Emit) {
    this.#schema = schema;
    this.#emit = emit;
  }

  push(batch: RecordBatch, input: number): void {
    const origin = { ...batch.origin, part: `${input}:${partOf(batch)}` };
    this.#emit({ ...batch, schema: this.#schema, origin });
  }
}
