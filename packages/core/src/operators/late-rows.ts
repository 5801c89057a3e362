import type { RecordBatch } from '../columnar/record-batch.ts';
import type { DoubleVector, StructVector } from '../columnar/vector.ts';
import type { ResolvedWindow } from '../functions/resolve-window.ts';
import type { Schema } from '../types/schema.ts';
import type { BatchContext, Emit, Operator } from './operator.ts';

/**
 * Makes of what an aggregation dropped the rows that were late: a row of which no window was open,
 * once, as it reached the step. It reads a row once for each window that was closed. Where the newest
 * window of a row was closed all its windows were, so that one stands for the row.
 */
export class LateRowsOperator implements Operator {
  readonly #schema: Schema;
  readonly #window: ResolvedWindow | undefined;
  readonly #emit: Emit;
  #context!: BatchContext;

  /** @param window - what made the last column of the rows, where there is one behind those of `schema` */
  constructor(schema: Schema, window: ResolvedWindow | undefined, emit: Emit) {
    this.#schema = schema;
    this.#window = window;
    this.#emit = emit;
  }

  begin(context: BatchContext): void {
    this.#context = context;
  }

  push(batch: RecordBatch): void {
    const rows = this.#window === undefined ? batch : this.#inNewest(batch, this.#window);
    const columns = rows.columns.slice(0, this.#schema.fields.length);
    this.#emit({ ...rows, schema: this.#schema, columns });
  }

  /** The rows that stand in the newest window that holds their time: it began less than a slide before. */
  #inNewest(batch: RecordBatch, { time, slideMicros }: ResolvedWindow): RecordBatch {
    const times = time.evaluate(batch, this.#context) as DoubleVector;
    const [starts] = (batch.columns.at(-1) as StructVector).children as readonly [DoubleVector];
    const { selection = Int32Array.from({ length: batch.length }, (_, row) => row) } = batch;
    const isNewest = (row: number): boolean =>
      (times.values[row] as number) - (starts.values[row] as number) < slideMicros;
    return { ...batch, selection: selection.filter(isNewest) };
  }
}
