import { gather } from '../columnar/gather.ts';
import { compact, type RecordBatch } from '../columnar/record-batch.ts';
import type { Vector } from '../columnar/vector.ts';
import type { ResolvedWindow } from '../functions/resolve-window.ts';
import { assignSliding, assignTumbling, isTumbling } from '../functions/window.ts';
import type { Schema } from '../types/schema.ts';
import type { BatchContext, Emit, Operator } from './operator.ts';

/**
 * Adds the window of each row as a last column: one row for each window that holds its time, newest
 * first. Rows without a time are in no window and go (semantics 5.1).
 */
export class AssignWindowsOperator implements Operator {
  readonly #schema: Schema;
  readonly #window: ResolvedWindow;
  readonly #emit: Emit;
  #context!: BatchContext;

  constructor(schema: Schema, window: ResolvedWindow, emit: Emit) {
    this.#schema = schema;
    this.#window = window;
    this.#emit = emit;
  }

  begin(context: BatchContext): void {
    this.#context = context;
  }

  push(batch: RecordBatch): void {
    const input = compact(batch);
    const time = this.#window.time.evaluate(input, this.#context);
    if (isTumbling(this.#window)) this.#tumble(input, time);
    else this.#slide(input, time);
  }

  #tumble(input: RecordBatch, time: Vector): void {
    const windows = assignTumbling(time, this.#window);
    this.#emit({
      schema: this.#schema,
      columns: [...input.columns, windows],
      length: input.length,
      selection: windows.nulls === undefined ? undefined : rowsWithout(windows.nulls, input.length),
      origin: input.origin,
    });
  }

  #slide(input: RecordBatch, time: Vector): void {
    const { rows, windows } = assignSliding(time, this.#window);
    this.#emit({
      schema: this.#schema,
      columns: [...input.columns.map((column) => gather(column, rows)), windows],
      length: rows.length,
      selection: undefined,
      origin: input.origin,
    });
  }
}

/** The rows that are not null, ascending. */
export function rowsWithout(nulls: Uint8Array, length: number): Int32Array {
  const rows = new Int32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) if (nulls[row] === 0) rows[count++] = row;
  return rows.subarray(0, count);
}
