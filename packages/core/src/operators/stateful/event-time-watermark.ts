import { type RecordBatch, rowCount } from '../../columnar/record-batch.ts';
import type { DoubleVector, Vector } from '../../columnar/vector.ts';
import type { Relation } from '../../plan/logical-plan.ts';
import type { BatchContext, Emit, Operator } from '../operator.ts';

const MICROS_PER_MS = 1000;

/** The partition of rows that have none of a source any more. Stored on disk: never change. */
export const OTHER_ROWS = '';

/** The event times one watermark step saw in a batch, in milliseconds since 1970. */
export interface EventTimeStats {
  readonly count: number;
  readonly maxMs: number;
  readonly minMs: number;
  readonly avgMs: number;
}

/** How a step tells partitions apart. */
export interface WatermarkPartitions {
  /** The event-time column: by it, and its place, the step is found again after a restart. */
  readonly column: string;
  /** A partition that had nothing new for so long holds the watermark back no more. */
  readonly idleAfterMs: number;
  /** The sources whose rows reach the step with their partition. */
  readonly relations: ReadonlySet<Relation>;
  /** True where rows reach it that no longer have one: together they are one partition more. */
  readonly hasOtherRows: boolean;
}

/** What is particular to a watermark step. */
export interface EventTimeWatermarkOptions {
  /** No limit unless set. */
  readonly maxFutureSkewMs?: number | undefined;
  readonly partitions?: WatermarkPartitions | undefined;
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
  /** Absent where the step does not tell partitions apart. */
  readonly partitions: WatermarkPartitions | undefined;
  /** The latest event time of each partition with rows since `begin`; minus infinity where none counts. */
  readonly maxMsByPartition: Map<string, number> = new Map();
  #limitMs = Number.POSITIVE_INFINITY;
  #count = 0;
  #maxMs = Number.NEGATIVE_INFINITY;
  #minMs = Number.POSITIVE_INFINITY;
  #sumMs = 0;

  constructor(
    column: number,
    delayMs: number,
    emit: Emit,
    options: EventTimeWatermarkOptions = {},
  ) {
    this.#column = column;
    this.delayMs = delayMs;
    this.#emit = emit;
    this.#maxFutureSkewMs = options.maxFutureSkewMs ?? Number.POSITIVE_INFINITY;
    this.partitions = options.partitions;
  }

  begin({ batchTimeMs }: BatchContext): void {
    this.#limitMs = batchTimeMs + this.#maxFutureSkewMs;
    this.#count = 0;
    this.#maxMs = Number.NEGATIVE_INFINITY;
    this.#minMs = Number.POSITIVE_INFINITY;
    this.#sumMs = 0;
    this.maxMsByPartition.clear();
  }

  push(batch: RecordBatch): void {
    const maxMs = this.#note(timesOf(batch.columns[this.#column] as Vector), batch);
    if (maxMs > this.#maxMs) this.#maxMs = maxMs;
    if (this.partitions !== undefined) this.#notePartition(batch, maxMs);
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

  #notePartition(batch: RecordBatch, maxMs: number): void {
    if (rowCount(batch) === 0) return;
    const { partition = OTHER_ROWS } = batch.origin ?? {};
    const knownMs = this.maxMsByPartition.get(partition) ?? Number.NEGATIVE_INFINITY;
    this.maxMsByPartition.set(partition, Math.max(knownMs, maxMs));
  }

  /** Counts the rows, and gives the latest of their times. */
  #note(times: DoubleVector, batch: RecordBatch): number {
    const { values, nulls } = times;
    const { selection } = batch;
    const count = selection === undefined ? batch.length : selection.length;
    const limit = this.#limitMs;
    let max = Number.NEGATIVE_INFINITY;
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
    this.#minMs = min;
    this.#sumMs += sum;
    this.#count += count;
    return max;
  }
}

/** The times of an event-time column: the column itself, or the end of a window column. */
function timesOf(column: Vector): DoubleVector {
  return (column.kind === 'struct' ? column.children[1] : column) as DoubleVector;
}
