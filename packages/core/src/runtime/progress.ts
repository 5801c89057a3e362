import type { DeliveryGuarantee } from '../types/guarantee.ts';
import type { JsonValue } from '../types/json-value.ts';

/** What a batch reports: Spark's StreamingQueryProgress, and what Spark does not tell. */
export interface StreamingQueryProgress {
  /** Stays the same for the life of the checkpoint. */
  readonly id: string;
  /** New with every start. */
  readonly runId: string;
  readonly name: string | null;
  /** Start of the trigger, ISO-8601 UTC. */
  readonly timestamp: string;
  readonly batchId: number;
  readonly batchDurationMs: number;
  /** Records read, as Spark counts: also those that make no row because they are malformed. */
  readonly numInputRows: number;
  readonly inputRowsPerSecond: number;
  readonly processedRowsPerSecond: number;
  /** Milliseconds by phase: latestOffset, walCommit, addBatch, commitOffsets, publish, triggerExecution. */
  readonly durationMs: Readonly<Record<string, number>>;
  readonly eventTime: EventTimeProgress;
  /** The one nearest to the output first; of two inputs the left one. */
  readonly stateOperators: readonly StateOperatorProgress[];
  readonly sources: readonly SourceProgress[];
  readonly sinks: readonly SinkProgress[];
  /** Records that did not fit their format, in this batch. */
  readonly numBadRecords: number;
  /** Rows that came after the watermark and count nowhere, in this batch: those that `lateRows()` gives. */
  readonly numLateRows: number;
  /** Up to three of those rows, as JSON text. */
  readonly lateRowSample: readonly string[];
  /** What a crash of the process, or of the machine, can take: see `docs/concepts/delivery-guarantees`. */
  readonly durability: 'power-loss' | 'process';
}

/** ISO-8601 UTC; `max`, `min` and `avg` only where the batch saw event times. */
export interface EventTimeProgress {
  readonly max?: string;
  readonly min?: string;
  readonly avg?: string;
  /** The watermark this batch evicted by. */
  readonly watermark?: string;
  /**
   * With a watermark per partition, the one that holds it back after this batch: the number of its
   * source, a colon, and its name there, such as `0:orders-3`.
   */
  readonly slowestPartition?: string;
}

export interface StateOperatorProgress {
  readonly operatorName: string;
  readonly numRowsTotal: number;
  readonly numRowsUpdated: number;
  readonly numRowsRemoved: number;
  /** As Spark counts: late groups for an aggregation. */
  readonly numRowsDroppedByWatermark: number;
  readonly commitTimeMs: number;
  /** The files that hold its rows, with what newer ones replace: what a restart reads. Compared with `maxStateBytes`. */
  readonly storedBytes: number;
  /**
   * The watermark of what it read in this batch, as ISO-8601 UTC: that of the query, unless a step before
   * it holds its rows back. Absent while the query has none.
   */
  readonly inputWatermark?: string;
  /** The watermark of the rows it gives: those of a join may be older than what it reads. Absent where none is known. */
  readonly outputWatermark?: string;
  /** What only some operators count, by Spark's names: `numDroppedDuplicateRows`. */
  readonly customMetrics?: Readonly<Record<string, number>>;
}

export interface SourceProgress {
  readonly description: string;
  readonly startOffset: JsonValue;
  readonly endOffset: JsonValue;
  readonly latestOffset: JsonValue;
  readonly numInputRows: number;
  readonly inputRowsPerSecond: number;
  readonly processedRowsPerSecond: number;
  readonly metrics: Readonly<Record<string, string>>;
}

export interface SinkProgress {
  readonly description: string;
  readonly numOutputRows: number;
  readonly deliveryGuarantee: DeliveryGuarantee;
}
