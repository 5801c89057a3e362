import { gather } from '../columnar/gather.ts';
import { compact, type RecordBatch, TARGET_BATCH_ROWS } from '../columnar/record-batch.ts';
import { slice } from '../columnar/slice.ts';
import type { Vector } from '../columnar/vector.ts';
import type { ResolvedGenerator } from '../functions/resolve-generator.ts';
import type { Schema } from '../types/schema.ts';
import type { BatchContext, Emit, Operator } from './operator.ts';

/**
 * Adds what a generator makes of each row as a last column, one row for each. What comes out is cut into
 * batches of the usual size, however many rows a generator makes.
 */
export class GenerateRowsOperator implements Operator {
  readonly #schema: Schema;
  readonly #generator: ResolvedGenerator;
  readonly #isRead: readonly boolean[];
  readonly #emit: Emit;
  #context!: BatchContext;

  /**
   * @param isRead - which columns of the input the step above reads; the others stay as they are,
   *   whatever their length
   */
  constructor(
    schema: Schema,
    generator: ResolvedGenerator,
    isRead: readonly boolean[],
    emit: Emit,
  ) {
    this.#schema = schema;
    this.#generator = generator;
    this.#isRead = isRead;
    this.#emit = emit;
  }

  begin(context: BatchContext): void {
    this.#context = context;
  }

  push(batch: RecordBatch): void {
    const input = compact(batch);
    const { rows, values } = this.#generator.generate(input, this.#context);
    for (let start = 0; start < rows.length; start += TARGET_BATCH_ROWS) {
      const length = Math.min(TARGET_BATCH_ROWS, rows.length - start);
      this.#emitRows(input, rows.subarray(start, start + length), slice(values, start, length));
    }
  }

  #emitRows(input: RecordBatch, rows: Int32Array, values: Vector): void {
    const columns = input.columns.map((column, c) =>
      this.#isRead[c] === true ? gather(column, rows) : column,
    );
    this.#emit({
      schema: this.#schema,
      columns: [...columns, values],
      length: rows.length,
      selection: undefined,
      origin: input.origin,
    });
  }
}
