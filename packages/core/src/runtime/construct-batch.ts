import { isDeepStrictEqual } from 'node:util';
import { checkEventTimes } from '../analysis/check-event-times.ts';
import type { BatchIntent } from '../checkpoint/offset-log.ts';
import type { PlannedBatch } from '../sources/source.ts';
import { allDone } from './all-done.ts';
import type { OpenQuery } from './open-query.ts';
import type { PhaseTimer } from './phase-timer.ts';

/**
 * Decides what the next batch reads, and makes the decision durable (semantics 1.3). Undefined when
 * there is neither data nor anything that a new watermark would close; then nothing is written.
 * The once trigger reads all there is.
 */
export async function constructBatch(
  query: OpenQuery,
  timer: PhaseTimer,
): Promise<BatchIntent | undefined> {
  const ignoreLimits = query.definition.trigger.kind === 'once';
  const planned = await timer.measure('latestOffset', () =>
    allDone(
      query.scans.map(({ reader }, i) =>
        reader.planBatch(query.offsets[i] ?? null, { ignoreLimits }),
      ),
    ),
  );
  query.planned = planned;
  if (!hasData(query, planned) && !wantsNoDataBatch(query, planned)) return undefined;
  // As in Spark such a query starts, and its first batch fails.
  if (!query.hasRunBatch) for (const { plan } of query.definition.outputs) checkEventTimes(plan);
  const intent = query.intentFor(planned);
  await timer.measure('walCommit', async () => {
    // 1. Intent.
    await query.checkpoint.offsets.add(intent);
    // 6. Only now do the sources hear that the batch before is done.
    if (query.lastIntent === undefined) return;
    await allDone(query.scans.map(({ reader }, i) => reader.commit(query.offsets[i] ?? null)));
  });
  return intent;
}

function hasData(query: OpenQuery, planned: readonly PlannedBatch[]): boolean {
  return planned.some(({ end }, i) => !isDeepStrictEqual(end, query.offsets[i]));
}

/**
 * A batch without data closes what the newest watermark allows. Not for the once trigger, and not
 * before the first batch of a run unless the query asks for it, as in Spark.
 */
function wantsNoDataBatch(query: OpenQuery, planned: readonly PlannedBatch[]): boolean {
  const { noDataBatches, trigger } = query.definition;
  if (!noDataBatches || trigger.kind === 'once') return false;
  if (hasIdlePartition(query, planned)) return true;
  // What waits for the clock wants a batch whenever it is asked; a query that is to end does not wait.
  if (trigger.kind === 'availableNow' && !hasMovedWatermark(query)) return false;
  return (
    (query.hasRunBatch || hasPendingClose(query)) &&
    query.physical.stateful.some((operator) =>
      operator.wantsBatch(operator.inputWatermarkMs(query.tracker.currentMs)),
    )
  );
}

/** Partitions fell silent since the newest batch, and hold the watermark back no more. */
function hasIdlePartition(query: OpenQuery, planned: readonly PlannedBatch[]): boolean {
  const { physical, watermarks, definition } = query;
  return (
    physical.stateful.length > 0 &&
    watermarks.wouldMove(query.sourcesFor(planned), definition.ports.clock.nowMs())
  );
}

/** The run before moved the watermark in its last batch, and ended before a batch could evict by it. */
function hasPendingClose(query: OpenQuery): boolean {
  return query.definition.pendingClose && hasMovedWatermark(query);
}

/** The watermark is above the one that the newest batch evicted by. */
function hasMovedWatermark({ lastIntent, tracker }: OpenQuery): boolean {
  return lastIntent !== undefined && tracker.currentMs > lastIntent.watermarkMs;
}
