import { compact, type RecordBatch } from '../../columnar/record-batch.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { BatchContext, Emit } from '../operator.ts';
import { boundOf, MICROS_PER_MS, rowsOutside, rowsUpTo } from './event-time-bound.ts';

/** Lets the rows of a batch pass that are not late, and sends the others where late rows go. */
export class LateRowFilter {
  readonly #eventTimeColumn: number | undefined;
  readonly #emitLate: Emit;
  #limitMicros = 0;
  #numLate = 0;

  /** @param eventTimeColumn - by position; absent where no row can be late */
  constructor(eventTimeColumn: number | undefined, emitLate: Emit) {
    this.#eventTimeColumn = eventTimeColumn;
    this.#emitLate = emitLate;
  }

  /** How many rows of this batch were late. */
  get numLate(): number {
    return this.#numLate;
  }

  begin({ lateWatermarkMs }: BatchContext): void {
    this.#limitMicros = lateWatermarkMs * MICROS_PER_MS;
    this.#numLate = 0;
  }

  /** @param input - without a selection */
  onTime(input: RecordBatch): RecordBatch {
    if (this.#eventTimeColumn === undefined) return input;
    const times = boundOf(input.columns[this.#eventTimeColumn] as Vector);
    const late = rowsUpTo(times, input.length, this.#limitMicros);
    if (late.length === 0) return input;
    this.#numLate += late.length;
    this.#emitLate({ ...input, selection: late });
    return compact({ ...input, selection: rowsOutside(late, input.length) });
  }
}
