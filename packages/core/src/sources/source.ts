import type { RecordBatch } from '../columnar/record-batch.ts';
import type { Ports } from '../ports/ports.ts';
import type { JsonValue } from '../types/json-value.ts';
import type { Schema } from '../types/schema.ts';

/** How far a source was read: JSON that only the source understands. The engine compares it by value. */
export type Offset = JsonValue;

/** What of a source one batch reads: from `start` to `end`, as the source defines its offsets. */
export interface OffsetRange {
  readonly start: Offset;
  readonly end: Offset;
}

/**
 * The description of a place where records come from. Plain and cheap: nothing is opened before a
 * query starts, and one description may serve many queries.
 *
 * @typeParam R - the row it gives
 */
export interface Source<out R = unknown> {
  /** For example `kafka`. */
  readonly name: string;
  /** Text for `explain` and progress, without secrets: `kafka(orders)`. */
  readonly description: string;
  /** The columns, or undefined where only opening the source can tell. */
  readonly schema: Schema<R> | undefined;
  /** The columns of the records that do not fit the format, where the source can tell them apart. */
  readonly badRecordSchema?: Schema;
  /** Finds the columns of a source that has no `schema`. Called once, before `open`. */
  discoverSchema?(ports: Ports): Promise<Schema>;
  /** Opens it for one run of one query. */
  open(context: SourceContext): Promise<SourceReader>;
}

export interface SourceContext {
  readonly ports: Ports;
  /** The columns the plan needs, of those the source declares or discovers. The reader gives batches of exactly these. */
  readonly schema: Schema;
  /** Their names, in the same order. */
  readonly columns: readonly string[];
  /** True when somebody reads the bad records. */
  readonly wantsBadRecords: boolean;
  /**
   * True when a step tells partitions apart: then every batch has rows of one partition and says of
   * which, and plans say which partitions there are. A source without partitions may ignore it.
   */
  readonly tellsPartitions?: boolean;
  /** False for a bounded read: once from the initial offset to the end. */
  readonly isStreaming: boolean;
  /** A folder of the checkpoint for the source's own use; absent for a bounded read. */
  readonly directory?: string;
}

/**
 * One open source.
 *
 * Laws, each tested by the conformance suite: a range reads the same rows every time; offsets never
 * go back; `read` may be called for an old range again after a restart.
 */
export interface SourceReader {
  /** Where a query without a checkpoint begins. The engine stores the answer and asks once. */
  initialOffset(): Promise<Offset>;
  /** The range the next batch should read, by the source's own limits. `end` equal to `start` means nothing new. */
  planBatch(start: Offset, request: PlanRequest): Promise<PlannedBatch>;
  /** Fixes what is there now as the end: no later plan goes beyond it. For the availableNow trigger. */
  captureEnd(): Promise<void>;
  /** The rows of a range. The consumer pulls, so a slow query holds the source back. */
  read(range: OffsetRange): AsyncIterable<SourceBatch>;
  /** The query will never read before `end` again. May be lost or repeated. */
  commit(end: Offset): Promise<void>;
  /** Called once, also after errors. */
  close(): Promise<void>;
}

export interface PlanRequest {
  /** True for the once trigger: read everything that is there. */
  readonly ignoreLimits: boolean;
}

export interface PlannedBatch {
  readonly end: Offset;
  /** The newest offset known, beyond any limit. */
  readonly latest: Offset;
  /** For the progress report, for example how far behind the latest offset the batch ends. */
  readonly metrics?: Readonly<Record<string, string>>;
  /**
   * All partitions there are, whether the batch reads of them or not; where `tellsPartitions` asks for
   * them. Absent: the source is one partition.
   */
  readonly partitions?: readonly PlannedPartition[];
}

/** A part of a source whose rows come in an order of their own, for example a partition of a topic. */
export interface PlannedPartition {
  /** Tells it apart within the source, also after a restart. */
  readonly partition: string;
  /** True when it has more than the batch reads. */
  readonly hasBacklog: boolean;
}

export interface SourceBatch {
  /** A row for each record that was read; a selection leaves out those that make none, the bad ones. */
  readonly rows: RecordBatch;
  /** The bad records among them, as `badRecordSchema` says. */
  readonly badRecords?: RecordBatch;
  /** How many records were bad, also when nobody reads them. */
  readonly badRecordCount: number;
  /** The partition they are from, where `tellsPartitions` asks for it. */
  readonly partition?: string;
}

/**
 * Declares a source of one's own; see `docs/guide/custom-source.md`.
 *
 * @returns the definition, checked by the compiler
 */
export function defineSource<R>(source: Source<R>): Source<R> {
  return source;
}
