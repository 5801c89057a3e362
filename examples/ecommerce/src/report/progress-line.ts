import type { StreamingQuery, StreamingQueryProgress } from '@tidemark/core';
import { createLogUpdate } from 'log-update';
import pc from 'picocolors';
import { formatCount } from './text.ts';

/** Where nobody can rewrite a line, one is printed every now and then. */
const PLAIN_INTERVAL_MS = 2000;

/** What the line has to know of all batches so far. */
export interface RunningTotals {
  readonly rows: number;
  readonly lateRows: number;
}

/** One line about the newest batch: rows/s, batch ms, watermark, state rows, late, lag. */
export function progressLine(progress: StreamingQueryProgress, totals: RunningTotals): string {
  const stateRows = progress.stateOperators.reduce(
    (sum, { numRowsTotal }) => sum + numRowsTotal,
    0,
  );
  const parts = [
    pc.bold(`batch ${progress.batchId}`),
    `${formatCount(totals.rows)} rows`,
    `${formatCount(progress.processedRowsPerSecond)} rows/s`,
    `${Math.round(progress.batchDurationMs)} ms`,
    `watermark ${watermarkText(progress.eventTime.watermark)}`,
    `state ${formatCount(stateRows)}`,
    totals.lateRows === 0 ? 'late 0' : pc.yellow(`late ${formatCount(totals.lateRows)}`),
    `lag ${formatCount(lagOf(progress))}`,
  ];
  return parts.join(pc.dim(' · '));
}

/** How many records the topic is ahead of the batch. */
export function lagOf(progress: StreamingQueryProgress): number {
  let lag = 0;
  for (const { endOffset, latestOffset } of progress.sources) {
    for (const [topic, latest] of Object.entries(partitionsOf(latestOffset))) {
      const end = partitionsOf(endOffset)[topic] ?? {};
      for (const [partition, offset] of Object.entries(latest)) {
        lag += Math.max(0, offset - (end[partition] ?? 0));
      }
    }
  }
  return lag;
}

type TopicOffsets = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Kafka offsets as Spark writes them: `{"orders":{"0":17}}`. */
export function partitionsOf(offset: unknown): TopicOffsets {
  return (offset ?? {}) as TopicOffsets;
}

/** A watermark that no batch has moved yet stands at 1970. */
function watermarkText(watermark: string | undefined): string {
  if (watermark === undefined || watermark.startsWith('1970-01-01T00:00:00')) return 'none yet';
  return watermark.slice(0, 19).replace('T', ' ');
}

/**
 * Shows the progress of a query in one line until it ends, and above it the first late row, because
 * a number alone explains nothing. Returns what stops it and leaves the last line.
 */
export function showProgress(
  query: Pick<StreamingQuery, 'addListener'>,
  totals: RunningTotals,
): () => void {
  const { stderr } = process;
  const line = stderr.isTTY && stderr.columns > 0 ? createLogUpdate(stderr) : undefined;
  const keep = (text: string) =>
    line === undefined ? stderr.write(`${text}\n`) : line.persist(text);
  let last = '';
  let printedMs = performance.now();
  let hasShownLateRow = false;
  const remove = query.addListener({
    onQueryProgress(progress) {
      const [lateRow] = progress.lateRowSample;
      if (lateRow !== undefined && !hasShownLateRow) {
        hasShownLateRow = true;
        keep(`${pc.yellow('late, dropped from its window:')} ${pc.dim(lateRow)}`);
      }
      last = progressLine(progress, totals);
      if (line !== undefined) line(last);
      else if (performance.now() - printedMs >= PLAIN_INTERVAL_MS) {
        keep(last);
        printedMs = performance.now();
        last = '';
      }
    },
  });
  return () => {
    remove();
    if (line !== undefined) line.done();
    else if (last !== '') keep(last);
  };
}
