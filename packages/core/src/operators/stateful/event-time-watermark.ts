import type { RecordBatch } from '../../columnar/record-batch.ts';
import type { DoubleVector, Vector } from '../../columnar/vector.ts';
import type { BatchContext, Emit, Operator } from '../operator.ts';

const MICROS_PER_MS = 1000;

/** The event times one watermark step saw in a batch, in milliseconds since 1970. */
export interface EventTimeStats {
  readonly count: number;
  readonly maxMs: number;
  readonly minMs: number;
  readonly avgMs: number;
}

/**
 * Notes the event times of every row that passes, also of rows that a later step drops as late
 * (Spark: EventTimeWatermarkExec). A null counts as 1970, so it can never raise the watermark; nor does,
 * where a limit is set, a time too far ahead of the clock: one wrong clock would move it for good.
 */
export class EventTimeWatermarkOperator implements Operator {
  readonly #column: number;
  readonly #emit: Emit;
  /** The step's `withWatermark` delay. */
  readonly delayMs: number;
  readonly #maxFutureSkewMs: number;
  #limitMs = Number.POSITIVE_INFINITY;
  #count = 0;
  #maxMs = Number.NEGATIVE_INFINITY;
  #minMs = Number.POSITIVE_INFINITY;
  #sumMs = 0;

  constructor(
    column: number,
    delayMs: number,
    emit: Emit,
    maxFutureSkewMs: number = Number.POSITIVE_INFINITY,
  ) {
    this.#column = column;
    this.delayMs = delayMs;
    this.#emit = emit;
    this.#maxFutureSkewMs = maxFutureSkewMs;
  }

  begin({ batchTimeMs }: BatchContext): void {
    this.#limitMs = batchTimeMs + this.#maxFutureSkewMs;
    this.#count = 0;
    this.#maxMs = Number.NEGATIVE_INFINITY;
    this.#minMs = Number.POSITIVE_INFINITY;
    this.#sumMs = 0;
  }

  push(batch: RecordBatch): void {
    this.#note(timesOf(batch.columns[this.#column] as Vector), batch);
    this.#emit(batch);
  }

  /** What passed since `begin`; undefined when nothing did. */
  get stats(): EventTimeStats | undefined {
    if (this.#count === 0 || this.#maxMs === Number.NEGATIVE_INFINITY) return undefined;
    return {
      count: this.#count,
      maxMs: this.#maxMs,
      minMs: this.#minMs,
      avgMs: this.#sumMs / this.#count,
    };
  }

  #note(times: DoubleVector, batch: RecordBatch): void {
    const { values, nulls } = times;
    const { selection } = batch;
    const count = selection === undefined ? batch.length : selection.length;
    const limit = this.#limitMs;
    let max = this.#maxMs;
    let min = this.#minMs;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const row = selection === undefined ? i : (selection[i] as number);
      const isNull = nulls !== undefined && nulls[row] === 1;
      const ms = isNull ? 0 : Math.floor((values[row] as number) / MICROS_PER_MS);
      if (ms > max && ms <= limit) max = ms;
      if (ms < min) min = ms;
      sum += ms;
    }
    this.#maxMs = max;
    this.#minMs = min;
    this.#sumMs += sum;
    this.#count += count;
  }
}

/** The times of an event-time column: the column itself, or the end of a window column. */
function timesOf(column: Vector): DoubleVector {
  return (column.kind === 'struct' ? column.children[1] : column) as DoubleVector;
}
