import type { StreamingQuery } from '../runtime/streaming-query.ts';
import type { Trigger } from '../runtime/trigger.ts';
import type { Sink } from '../sinks/sink.ts';
import type { OutputMode } from '../types/output-mode.ts';
import type { FrameRuntime, OutputSpec, StartOptions } from './frame-runtime.ts';
import type { Accepts, Mode, WhyNotAppend } from './row-types.ts';

interface WriterState extends StartOptions {
  readonly outputMode?: OutputMode;
}

/**
 * Spark's builder for a query with one output. Every method gives a new writer; nothing happens
 * before `start`. For several outputs over one read see `writeTo` and `session.start`.
 *
 * @typeParam M - the modes the frame has
 * @typeParam N - the mode chosen; `append` before `outputMode` is called, if the frame has it
 */
export class DataStreamWriter<R, M extends Mode, N extends Mode = Extract<M, 'append'>> {
  readonly #plan: OutputSpec['plan'];
  readonly #runtime: FrameRuntime;
  readonly #state: WriterState;

  /** @internal */
  constructor(plan: OutputSpec['plan'], runtime: FrameRuntime, state: WriterState = {}) {
    this.#plan = plan;
    this.#runtime = runtime;
    this.#state = state;
  }

  /** Which rows the sink gets: final ones (`append`), changed ones (`update`), or all (`complete`). */
  outputMode<O extends Exclude<M, 'bounded'>>(
    mode: O | WhyNotAppend<M>,
  ): DataStreamWriter<R, M, O> {
    return this.#with({ outputMode: mode as OutputMode });
  }

  /** When the query looks for new data: `processingTime('1 second')`, `availableNow()`. */
  trigger(trigger: Trigger): DataStreamWriter<R, M, N> {
    return this.#with({ trigger });
  }

  /** Where the query keeps its progress and its state. With the same folder it goes on where it was. */
  checkpointLocation(path: string): DataStreamWriter<R, M, N> {
    return this.#with({ checkpointLocation: path });
  }

  /** Goes on where steps that keep state have changed, as long as the stored state fits. */
  allowPlanChange(): DataStreamWriter<R, M, N> {
    return this.#with({ allowPlanChange: true });
  }

  /** The name in progress reports; unique among the running queries of a session. */
  queryName(name: string): DataStreamWriter<R, M, N> {
    return this.#with({ name });
  }

  /**
   * Checks the query, opens everything and starts it.
   *
   * @throws `OUTPUT_MODE.*` and `PLAN.*` for a query that cannot stream, before anything is opened
   */
  start<S extends OutputMode>(sink: Sink<R, S> & Accepts<M, N, S>): Promise<StreamingQuery> {
    const { outputMode = 'append', ...options } = this.#state;
    const output: OutputSpec = { sink: sink as unknown as Sink, outputMode, plan: this.#plan };
    return this.#runtime.startQuery([output], options);
  }

  #with<O extends Mode>(change: WriterState): DataStreamWriter<R, M, O> {
    return new DataStreamWriter<R, M, O>(this.#plan, this.#runtime, { ...this.#state, ...change });
  }
}
