import type { RecordBatch } from '../columnar/record-batch.ts';
import type { EvalContext } from '../functions/function.ts';
import type { Clock } from '../ports/clock.ts';

/** Where an operator sends what it made. */
export type Emit = (batch: RecordBatch) => void;

/**
 * One step of the physical plan. For every batch the engine calls `begin` on all operators, pushes
 * the record batches of the sources through them, then calls `finish` on all, inputs before the
 * operators that read them. What an operator has to say goes to the {@link Emit} it was made with.
 *
 * An error thrown anywhere ends the run: operators need not survive one.
 */
export interface Operator {
  begin?(context: BatchContext): void;
  /**
   * The watermark of this operator's input when that of the query stands at `globalMs`; the context it
   * gets has this one. Absent where it is that of the query, or nothing to the operator.
   */
  inputWatermarkMs?(globalMs: number): number;
  /** Takes rows of input number `input`, 0 for operators with one. */
  push(batch: RecordBatch, input: number): void;
  /**
   * All rows of the batch went by. Much work gives the event loop a turn now and then, and is done when
   * the promise resolves.
   */
  finish?(clock: Pick<Clock, 'yield'>): void | Promise<void>;
}

/** What is fixed for one batch before its first row, and the same when it runs again. */
export interface BatchContext extends EvalContext {
  readonly batchId: number;
  /** Rows at or before this are late: the watermark of the batch before, as it reaches the operator (semantics: `late(N)`). */
  readonly lateWatermarkMs: number;
  /** State at or before this is final: the watermark of this batch, as it reaches the operator (semantics: `evict(N)`). */
  readonly evictWatermarkMs: number;
}

/** Sends a batch to several operators: a step that two branches of the plan share runs once. */
export class Fanout {
  readonly #consumers: Emit[] = [];

  connect(consumer: Emit): void {
    this.#consumers.push(consumer);
  }

  readonly emit: Emit = (batch) => {
    for (const consumer of this.#consumers) consumer(batch);
  };
}
