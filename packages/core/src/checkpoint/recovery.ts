import { MISSING_ENTRY } from '../errors/checkpoint.ts';
import type { BatchFact, CommitLog } from './commit-log.ts';
import type { BatchIntent, OffsetLog } from './offset-log.ts';

/** A batch that has happened. */
export interface CommittedBatch {
  readonly intent: BatchIntent;
  readonly fact: BatchFact;
}

/**
 * What the logs say at a restart (semantics 1.5):
 * - `fresh`: no batch was ever begun,
 * - `continue`: the newest batch is done; ask the sources what is next,
 * - `rerun`: the newest batch was begun and is not done; run it again exactly as intended.
 */
export type Recovery =
  | { readonly kind: 'fresh' }
  | { readonly kind: 'continue'; readonly lastCommitted: CommittedBatch }
  | {
      readonly kind: 'rerun';
      readonly intent: BatchIntent;
      /** Absent when the batch is the first one. */
      readonly lastCommitted?: CommittedBatch;
    };

/**
 * Reads the logs. Unlike Spark, which goes on with a warning, it refuses logs with a batch missing.
 *
 * @throws {@link MISSING_ENTRY} and `CHECKPOINT.CORRUPT`
 */
export async function recover(offsets: OffsetLog, commits: CommitLog): Promise<Recovery> {
  const begun = await offsets.latestBatchId();
  const done = await commits.latestBatchId();
  if (begun === undefined && done === undefined) return { kind: 'fresh' };
  if (begun === undefined || (done !== undefined && done > begun)) {
    const batchId = done as number;
    throw MISSING_ENTRY.error({
      path: offsets.pathOf(batchId),
      neededBy: commits.pathOf(batchId),
    });
  }
  if (done === begun) {
    return { kind: 'continue', lastCommitted: await committedBatch(offsets, commits, begun) };
  }
  const intent = await required(offsets, begun, offsets.pathOf(begun));
  if (begun === 0) return { kind: 'rerun', intent };
  const lastCommitted = await committedBatch(offsets, commits, begun - 1);
  return { kind: 'rerun', intent, lastCommitted };
}

async function committedBatch(
  offsets: OffsetLog,
  commits: CommitLog,
  batchId: number,
): Promise<CommittedBatch> {
  const fact = await required(commits, batchId, offsets.pathOf(batchId + 1));
  const intent = await required(offsets, batchId, commits.pathOf(batchId));
  return { intent, fact };
}

async function required<E>(
  log: { get(batchId: number): Promise<E | undefined>; pathOf(batchId: number): string },
  batchId: number,
  neededBy: string,
): Promise<E> {
  const entry = await log.get(batchId);
  if (entry === undefined) throw MISSING_ENTRY.error({ path: log.pathOf(batchId), neededBy });
  return entry;
}
