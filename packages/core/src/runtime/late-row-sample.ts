import { compact, type RecordBatch, rowCount } from '../columnar/record-batch.ts';
import { toJsonLines } from '../formats/json-lines.ts';

/** How many late rows a progress report shows. */
const SAMPLE_SIZE = 3;

/** Counts the late rows of a batch and keeps the first few as JSON text, because a number alone explains nothing. */
export class LateRowSample {
  #count = 0;
  #rows: string[] = [];

  begin(): void {
    this.#count = 0;
    this.#rows = [];
  }

  readonly add = (batch: RecordBatch): void => {
    this.#count += rowCount(batch);
    const missing = SAMPLE_SIZE - this.#rows.length;
    if (missing === 0) return;
    const { columns, length, schema } = compact(batch);
    const selection = Int32Array.from({ length: Math.min(missing, length) }, (_, row) => row);
    const lines = toJsonLines({ schema, columns, length, selection });
    this.#rows.push(...lines.split('\n').slice(0, -1));
  };

  get count(): number {
    return this.#count;
  }

  get rows(): readonly string[] {
    return this.#rows;
  }
}
