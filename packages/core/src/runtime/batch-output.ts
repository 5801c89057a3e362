import { type RecordBatch, rowCount } from '../columnar/record-batch.ts';
import { sizeOf } from '../columnar/size-of.ts';
import {
  type Batch,
  batchOf,
  type Committable,
  type SinkWriter,
  type WriteContext,
} from '../sinks/sink.ts';
import type { Schema } from '../types/schema.ts';
import { detached } from './detached.ts';
import { PartStream } from './part-stream.ts';

/** Output beyond this goes to the sink while the batch is computed, in parts of about this size. */
const PART_BYTES = 8 * 1024 * 1024;

/** What a sink that takes only whole batches may be given before somebody should know. */
const LARGE_BATCH_BYTES = 256 * 1024 * 1024;

/** The result of writing one batch to one sink. */
export interface WrittenOutput {
  /** What publishes it; undefined when there is nothing to publish. */
  readonly committable: Committable | undefined;
  readonly numOutputRows: number;
}

/** A sink that takes parts, in the middle of a batch. */
interface OpenParts {
  readonly stream: PartStream<Batch>;
  readonly written: Promise<Committable | undefined | void>;
}

/**
 * The way of the rows of a batch to one sink. A small batch is collected and written as a whole. Of a
 * large one the sink gets parts while the batch is computed, if it takes parts: then what is held is
 * bounded by bytes, and a slow sink holds back the sources.
 */
export class BatchOutput {
  readonly #schema: Schema;
  readonly #writer: SinkWriter;
  readonly #warnOfSize: (sizeBytes: number) => void;
  #context!: WriteContext;
  #held: RecordBatch[] = [];
  #heldBytes = 0;
  #numOutputRows = 0;
  #parts: OpenParts | undefined;
  #hasWarned = false;

  /** @param warnOfSize - hears once of a batch that is large and can only be written as a whole */
  constructor(schema: Schema, writer: SinkWriter, warnOfSize: (sizeBytes: number) => void) {
    this.#schema = schema;
    this.#writer = writer;
    this.#warnOfSize = warnOfSize;
  }

  begin(context: WriteContext): void {
    this.#context = context;
    this.#held = [];
    this.#heldBytes = 0;
    this.#numOutputRows = 0;
    this.#parts = undefined;
  }

  readonly add = (batch: RecordBatch): void => {
    const rows = rowCount(batch);
    if (rows === 0) return;
    const own = detached(batch);
    this.#held.push(own);
    this.#heldBytes += sizeOf(own);
    this.#numOutputRows += rows;
  };

  /** True when what is held should go to the sink before more is made. */
  get isFull(): boolean {
    if (this.#heldBytes < PART_BYTES) return false;
    if (this.#writer.writeParts !== undefined) return true;
    if (this.#heldBytes >= LARGE_BATCH_BYTES && !this.#hasWarned) {
      this.#hasWarned = true;
      this.#warnOfSize(this.#heldBytes);
    }
    return false;
  }

  /** Gives the sink what is held, as soon as it has taken the part before. */
  async drain(): Promise<void> {
    this.#parts ??= this.#open();
    const { stream, written } = this.#parts;
    await Promise.race([stream.send(this.#take()), written]);
  }

  /** All rows of the batch are there. Resolves when they are durable. */
  async finish(): Promise<WrittenOutput> {
    const committable = (await this.#written()) ?? undefined;
    return { committable, numOutputRows: this.#numOutputRows };
  }

  async #written(): Promise<Committable | undefined | void> {
    if (this.#parts === undefined) return this.#writer.write(this.#take(), this.#context);
    if (this.#held.length > 0) await this.drain();
    const { stream, written } = this.#parts;
    stream.end();
    return written;
  }

  /** The batch failed. Resolves when the sink has let go of what it had of it. */
  async abandon(reason: unknown): Promise<void> {
    this.#held = [];
    if (this.#parts === undefined) return;
    const { stream, written } = this.#parts;
    stream.fail(reason);
    await Promise.allSettled([written]);
  }

  #open(): OpenParts {
    const stream = new PartStream<Batch>();
    const written = Promise.resolve(this.#writer.writeParts?.(stream, this.#context));
    // A sink that is done early, or has failed, is not waited for. Whoever sends or finishes hears how it went.
    written.catch(() => undefined).finally(() => stream.leave());
    return { stream, written };
  }

  #take(): Batch {
    const batch = batchOf(this.#schema, this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    return batch;
  }
}
