import type { DataFrame, StreamingQuery, Trigger } from '@tidemark/core';
import { defineSink, type OutputMode, type Ports, type Row } from '@tidemark/core/connector';
import type { LossMode } from '../disk-after.ts';
import { SimCrash } from '../sim-fs.ts';
import { machineOf, type SimMachine } from '../sim-machine.ts';
import { AnswerSink } from './answer-sink.ts';

/** How a tested query starts. */
export interface StreamStart {
  /** As soon as there is data, unless said. An interval passes only by `advanceProcessingTime`. */
  readonly trigger?: Trigger;
  /** A folder on the simulated disk. The same one for the whole script, unless said. */
  readonly checkpointLocation?: string;
}

/** How a process dies. */
export interface Crash {
  /** What is lost: all that was not synced, unless said. */
  readonly loss?: LossMode;
  /** For the losses that choose. */
  readonly seed?: number;
  /** The query goes on for so many operations on the disk, and dies before the next. At once without it. */
  readonly afterOperations?: number;
}

/** What a step says that does not hold: the message of the report. */
export class StepFailure extends Error {}

/** A frame of any row in any mode: the types did their work where the script was written. */
type AnyStream = DataFrame<Row, never, OutputMode>;

let checkpoints = 0;

/** A query under test and its machine, from one step of the script to the next. */
export class TestedStream {
  readonly #frame: AnyStream;
  readonly #outputMode: OutputMode;
  readonly answer: AnswerSink = new AnswerSink();
  readonly machine: SimMachine;
  readonly #checkpointLocation = `/checkpoint-${++checkpoints}`;
  #query: StreamingQuery | undefined;
  #lastStart: StreamStart = {};
  #failure: Error | undefined;
  /** The run whose end was expected. */
  #forgiven: StreamingQuery | undefined;

  private constructor(frame: AnyStream, outputMode: OutputMode, machine: SimMachine) {
    this.#frame = frame;
    this.#outputMode = outputMode;
    this.machine = machine;
  }

  /** Finds the machine of a frame. */
  static async open(frame: AnyStream, outputMode: OutputMode): Promise<TestedStream> {
    const machine = machineOf(await portsOf(frame, outputMode));
    if (machine === undefined) {
      throw new StepFailure('The frame has to come from a session that testSession() made.');
    }
    return new TestedStream(frame, outputMode, machine);
  }

  /** The newest run of the query. */
  get query(): StreamingQuery {
    if (this.#query === undefined) throw new StepFailure('The query was not started yet.');
    return this.#query;
  }

  /** What ended the query, or kept it from starting, until a step expects it. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** The failure was expected. */
  forgive(): void {
    this.#failure = undefined;
    this.#forgiven = this.#query;
  }

  get isStarted(): boolean {
    return this.#query !== undefined || this.#failure !== undefined;
  }

  /** False where not even one run could begin. */
  get hasRun(): boolean {
    return this.#query !== undefined;
  }

  get isActive(): boolean {
    return this.#query?.isActive === true;
  }

  async start(options: StreamStart = this.#lastStart): Promise<void> {
    if (this.isActive) throw new StepFailure('The query runs already.');
    this.#lastStart = options;
    const { trigger, checkpointLocation = this.#checkpointLocation } = options;
    const writer = this.#frame.writeStream
      .outputMode(this.#outputMode)
      .checkpointLocation(checkpointLocation);
    try {
      this.#query = await (trigger === undefined ? writer : writer.trigger(trigger)).start(
        this.answer.sink,
      );
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      return;
    }
    await this.settle();
  }

  async stop(): Promise<void> {
    await this.#query?.stop();
  }

  async crash({ loss = 'all-unsynced', seed, afterOperations }: Crash): Promise<void> {
    const { fs } = this.machine;
    if (afterOperations !== undefined) {
      fs.crashBefore(fs.operations + afterOperations);
      await this.processAll();
      if (this.#failure !== undefined && !isCrash(this.#failure)) return;
    }
    this.machine.die();
    await this.stop();
    this.forgive();
    this.machine.boot(loss, seed);
  }

  async advance(ms: number): Promise<void> {
    this.machine.clock.jump(ms);
    await this.settle();
  }

  /** Runs what is there, as far as the trigger lets it without that time passes. */
  async processAll(): Promise<void> {
    const { query } = this;
    if (query.isActive && !this.#waitsForTime) {
      await query.processAllAvailable().catch(() => undefined);
    }
    await this.settle();
  }

  /** As {@link processAll}, but what needs time to pass is an error. */
  async requireAllProcessed(): Promise<void> {
    const { query } = this;
    let isDone = !query.isActive;
    const isOver = (): void => {
      isDone = true;
    };
    // Its error is that of the query, and settle() finds it there.
    void query
      .processAllAvailable()
      .catch(() => undefined)
      .finally(isOver);
    await this.settle(() => isDone);
    await this.machine.clock.yield();
    if (isDone) return;
    throw new StepFailure(
      'The query waits for its next trigger: let time pass with advanceProcessingTime() instead.',
    );
  }

  /** Lets the query run until it has ended, or waits for time or data. */
  async settle(isDone: () => boolean = () => false): Promise<void> {
    const { clock } = this.machine;
    await clock.yield();
    while (this.isActive && !isDone() && !(this.#isIdle && clock.sleeperCount > 0)) {
      await clock.yield();
    }
    if (this.#query !== this.#forgiven) this.#failure ??= this.#query?.exception ?? undefined;
  }

  get #isIdle(): boolean {
    return this.#query?.status.isTriggerActive === false;
  }

  get #waitsForTime(): boolean {
    const { trigger } = this.#lastStart;
    return trigger?.kind === 'processingTime' && trigger.intervalMs > 0;
  }
}

function isCrash(error: unknown): boolean {
  return error instanceof SimCrash || (error instanceof Error && isCrash(error.cause));
}

/** The ports of the session of a frame. It asks a query that ends where its sink opens, before it touches anything. */
async function portsOf(frame: AnyStream, outputMode: OutputMode): Promise<Ports> {
  let ports: Ports | undefined;
  const found = new Error('found');
  const probe = defineSink<Row, OutputMode>({
    name: 'probe',
    isEphemeral: true,
    outputModes: ['append', 'update', 'complete'],
    open: (context) => {
      ({ ports } = context);
      return Promise.reject(found);
    },
    write: () => Promise.resolve(),
  });
  try {
    await frame.writeStream.outputMode(outputMode).start(probe);
  } catch (error) {
    if (error !== found) throw error;
  }
  return ports as Ports;
}
