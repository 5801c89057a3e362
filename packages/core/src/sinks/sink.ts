import { type RecordBatch, rowCount } from '../columnar/record-batch.ts';
import { rowsOf } from '../columnar/row.ts';
import type { Ports } from '../ports/ports.ts';
import type { DeliveryGuarantee } from '../types/guarantee.ts';
import type { JsonValue } from '../types/json-value.ts';
import type { OutputMode } from '../types/output-mode.ts';
import type { Schema } from '../types/schema.ts';

/** What a sink needs to make the output of a batch visible: plain JSON, kept in the checkpoint's commit. */
export type Committable = JsonValue;

/**
 * The description of a place where rows go. Plain and cheap: nothing is opened before a query starts.
 *
 * @typeParam R - the rows it takes
 * @typeParam M - the output modes it takes
 */
export interface Sink<in R = unknown, out M extends OutputMode = OutputMode> {
  /** For example `parquet`. */
  readonly name: string;
  /** Text for `explain` and progress, without secrets. */
  readonly description: string;
  readonly outputModes: readonly M[];
  readonly deliveryGuarantee: DeliveryGuarantee;
  /**
   * True for a sink whose rows nobody looks for after a restart. Only a query with nothing but such
   * sinks may run without a checkpoint.
   */
  readonly isEphemeral?: boolean;
  /** Refuses columns it cannot write, by throwing a named condition. Called before anything is opened. */
  checkSchema?(schema: Schema): void;
  /** Opens it for one run of one query. */
  open(context: SinkContext): Promise<SinkWriter<R>>;
}

export interface SinkContext {
  readonly ports: Ports;
  /** Stays the same for the life of a checkpoint, new with a new checkpoint. */
  readonly queryId: string;
  readonly queryName: string | undefined;
  /** Tells apart the sinks of one query; stays the same across restarts. */
  readonly sinkId: string;
  readonly schema: Schema;
  readonly outputMode: OutputMode;
  /** IANA name of the session's zone, for sinks that write times as text. The engine always says it. */
  readonly timeZone?: string;
}

/**
 * One open sink. The engine calls for each batch `write`, or `writeParts` for a large one, then makes
 * the batch a fact in the checkpoint, then calls `publish`.
 */
export interface SinkWriter<in R = unknown> {
  /**
   * Takes the rows of a batch. It may be called again for the same batch after a crash, with the same
   * rows if the query is deterministic. What it resolves with is durable before anybody sees the rows.
   */
  write(batch: Batch<R>, context: WriteContext): Promise<Committable | undefined | void>;
  /**
   * Takes a batch that is too large to be in memory as a whole, in parts that are made while the
   * writer takes them: the engine computes one part ahead and then waits. Called in place of `write`;
   * what it resolves with means the same. Without it such a batch is collected first.
   *
   * When the batch fails while it is computed the iteration throws; then nothing may become visible.
   */
  writeParts?(
    parts: AsyncIterable<Batch<R>>,
    context: WriteContext,
  ): Promise<Committable | undefined | void>;
  /**
   * Makes the rows of a written batch visible. Idempotent: it is repeated for the newest batch when
   * a query restarts, before anything else.
   */
  publish?(committable: Committable, context: PublishContext): Promise<void>;
  /** Called once, also after errors. */
  close?(): Promise<void>;
}

export interface WriteContext {
  readonly batchId: number;
  /** Batch ids begin at 0 with every new checkpoint, so what is written is known by both. */
  readonly queryId: string;
  readonly outputMode: OutputMode;
  /** The processing time of the batch, the same when it runs again. */
  readonly batchTimeMs: number;
  /** True when the batch was begun before a restart, so that its rows may have arrived already. */
  readonly isReplay: boolean;
}

export interface PublishContext {
  readonly batchId: number;
  readonly queryId: string;
}

/** The rows of one batch, in columns. */
export interface Batch<out R = unknown> {
  readonly schema: Schema<R>;
  readonly rowCount: number;
  readonly recordBatches: readonly RecordBatch[];
  /** The rows as objects, made one by one. May be iterated many times. */
  rows(): Iterable<R>;
}

/** Makes the batch that a sink sees of the record batches that operators gave. */
export function batchOf<R>(schema: Schema<R>, recordBatches: readonly RecordBatch[]): Batch<R> {
  return {
    schema,
    recordBatches,
    rowCount: recordBatches.reduce((sum, batch) => sum + rowCount(batch), 0),
    *rows(): Generator<R> {
      for (const batch of recordBatches) yield* rowsOf(batch) as Iterable<R>;
    },
  };
}

/** A sink in one object: what to do with a batch, and the options of {@link Sink} that differ from the usual. */
export interface SinkDefinition<in R, M extends OutputMode> extends SinkWriter<R> {
  readonly name: string;
  readonly outputModes: readonly M[];
  /** Say `exactly-once` only if writing a batch again changes nothing. Without a word: `at-least-once`. */
  readonly deliveryGuarantee?: DeliveryGuarantee;
  /** See {@link Sink.isEphemeral}; false without a word. */
  readonly isEphemeral?: boolean;
  checkSchema?(schema: Schema): void;
  /** Called before the first batch of a run. */
  open?(context: SinkContext): Promise<void>;
}

/**
 * Declares a sink of one's own.
 *
 * @example
 * ```ts
 * const jsonLinesSink = (directory: string): Sink<unknown, 'append'> =>
 *   defineSink({
 *     name: 'json-lines',
 *     outputModes: ['append'],
 *     async write(batch, { batchId }) {
 *       const target = `${directory}/batch-${batchId}.jsonl`;
 *       await mkdir(directory, { recursive: true });
 *       await writeFile(`${target}.tmp`, toJsonLines(batch));
 *       await rename(`${target}.tmp`, target);
 *     },
 *   });
 * ```
 *
 * **Delivery guarantee:** what `deliveryGuarantee` says; at least once without a word.
 */
export function defineSink<R = unknown, M extends OutputMode = 'append'>(
  definition: SinkDefinition<R, M>,
): Sink<R, M> {
  const {
    name,
    outputModes,
    deliveryGuarantee = 'at-least-once',
    isEphemeral = false,
  } = definition;
  return {
    name,
    description: name,
    outputModes,
    deliveryGuarantee,
    isEphemeral,
    ...(definition.checkSchema === undefined
      ? {}
      : { checkSchema: (schema: Schema) => definition.checkSchema?.(schema) }),
    async open(context) {
      await definition.open?.(context);
      return definition;
    },
  };
}
