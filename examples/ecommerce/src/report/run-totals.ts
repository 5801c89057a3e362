import type { StreamingQuery, StreamingQueryProgress } from '@tidemark/core';
import type { BatchRange } from '../orders/oracle.ts';
import { partitionsOf } from './progress-line.ts';

/** What a batch read of a topic, from its offsets as Spark writes them. */
export function batchRange(
  { start, end }: { readonly start: unknown; readonly end: unknown },
  topic: string,
  partitions: number,
): BatchRange {
  const offsets = (offset: unknown) =>
    Array.from({ length: partitions }, (_, p) => partitionsOf(offset)[topic]?.[p] ?? 0);
  return { from: offsets(start), to: offsets(end) };
}

/** Adds up the progress of a query over all its batches: `recentProgress` keeps the newest hundred only. */
export class RunTotals {
  rows = 0;
  batches = 0;
  lateRows = 0;
  badRecords = 0;
  outputRows: number[] = [];
  readonly lateSample: string[] = [];
  readonly #offsets: { readonly start: unknown; readonly end: unknown }[] = [];

  /** Listens from now on; nothing is missed when this comes before the next turn of the event loop. */
  static of(query: StreamingQuery): RunTotals {
    const totals = new RunTotals();
    for (const progress of query.recentProgress) totals.add(progress);
    query.addListener({ onQueryProgress: (progress) => totals.add(progress) });
    return totals;
  }

  add(progress: StreamingQueryProgress): void {
    this.rows += progress.numInputRows;
    this.batches++;
    this.lateRows += progress.numLateRows;
    this.badRecords += progress.numBadRecords;
    progress.sinks.forEach(({ numOutputRows }, i) => {
      this.outputRows[i] = (this.outputRows[i] ?? 0) + numOutputRows;
    });
    for (const row of progress.lateRowSample) {
      if (this.lateSample.length < 3) this.lateSample.push(row);
    }
    const source = progress.sources[0];
    if (source !== undefined)
      this.#offsets.push({ start: source.startOffset, end: source.endOffset });
  }

  /** What each batch read of a topic. */
  batchRanges(topic: string, partitions: number): BatchRange[] {
    return this.#offsets.map((offsets) => batchRange(offsets, topic, partitions));
  }
}
