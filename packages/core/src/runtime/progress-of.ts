import type { BatchIntent } from '../checkpoint/offset-log.ts';
import type { EventTimeStats } from '../operators/stateful/event-time-watermark.ts';
import type { OpenQuery } from './open-query.ts';
import type { PhaseTimer } from './phase-timer.ts';
import type { EventTimeProgress, SourceProgress, StreamingQueryProgress } from './progress.ts';
import type { QueryDefinition } from './query-definition.ts';
import type { BatchOutcome } from './run-batch.ts';

export interface ProgressInputs {
  readonly definition: QueryDefinition;
  readonly query: OpenQuery;
  readonly runId: string;
  readonly intent: BatchIntent;
  readonly outcome: BatchOutcome;
  readonly timer: PhaseTimer;
  readonly startMs: number;
  readonly lastTriggerStartMs: number | undefined;
}

const MS_PER_SECOND = 1000;

/** The report of a batch that just ran (Spark's fields: semantics 9.1). */
export function progressOf(inputs: ProgressInputs): StreamingQueryProgress {
  const { definition, query, intent, outcome, timer, startMs, lastTriggerStartMs } = inputs;
  const durationMs = timer.durations();
  const batchDurationMs = Math.max(1, timer.totalMs);
  // The first trigger of a run has no trigger before it: the rate it came at is not known.
  const sinceLastMs =
    lastTriggerStartMs === undefined ? Number.POSITIVE_INFINITY : startMs - lastTriggerStartMs;
  const rates = (rows: number): { inputRowsPerSecond: number; processedRowsPerSecond: number } => ({
    inputRowsPerSecond: sinceLastMs <= 0 ? 0 : (rows * MS_PER_SECOND) / sinceLastMs,
    processedRowsPerSecond: (rows * MS_PER_SECOND) / batchDurationMs,
  });
  const numInputRows = outcome.reads.reduce((sum, read) => sum + read.numInputRows, 0);
  const sources = query.scans.map(({ scan }, i): SourceProgress => {
    const range = intent.sources[i];
    const planned = query.planned?.[i];
    const rows = outcome.reads[i]?.numInputRows ?? 0;
    return {
      description: scan.relation.source.description,
      startOffset: range?.start ?? null,
      endOffset: range?.end ?? null,
      latestOffset: planned?.latest ?? range?.end ?? null,
      numInputRows: rows,
      ...rates(rows),
      metrics: planned?.metrics ?? {},
    };
  });
  return {
    id: query.checkpoint.queryId,
    runId: inputs.runId,
    name: definition.name ?? null,
    timestamp: new Date(startMs).toISOString(),
    batchId: intent.batchId,
    batchDurationMs,
    numInputRows,
    ...rates(numInputRows),
    durationMs,
    eventTime: eventTimeOf(outcome.eventTime, intent.watermarkMs, query),
    stateOperators: outcome.stateOperators,
    sources,
    sinks: definition.outputs.map(({ sink }, i) => ({
      description: sink.description,
      numOutputRows: outcome.numOutputRows[i] ?? 0,
      deliveryGuarantee: sink.deliveryGuarantee,
    })),
    numBadRecords: outcome.reads.reduce((sum, read) => sum + read.numBadRecords, 0),
    numLateRows: outcome.numLateRows,
    lateRowSample: outcome.lateRowSample,
    durability: definition.durability,
  };
}

/** The last moment that ISO-8601 text of JavaScript can show; wrong clocks go further. */
const MAX_DATE_MS = 8.64e15;

function iso(ms: number): string {
  return new Date(Math.floor(Math.min(MAX_DATE_MS, Math.max(-MAX_DATE_MS, ms)))).toISOString();
}

function eventTimeOf(
  stats: EventTimeStats | undefined,
  watermarkMs: number,
  query: OpenQuery,
): EventTimeProgress {
  if (query.physical.watermarks.length === 0) return {};
  const { slowestPartition } = query.watermarks;
  const held = slowestPartition === undefined ? {} : { slowestPartition };
  const watermark = iso(watermarkMs);
  if (stats === undefined) return { watermark, ...held };
  const times = { max: iso(stats.maxMs), min: iso(stats.minMs), avg: iso(stats.avgMs) };
  return { ...times, watermark, ...held };
}
