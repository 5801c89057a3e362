import { BAD_OFFSET } from '../../errors/file-source.ts';
import type { DurableFs } from '../../ports/durable-fs.ts';
import type { Offset, OffsetRange, PlannedBatch } from '../source.ts';
import type { DataFile } from './data-file.ts';
import type { FileFeed } from './file-feed.ts';
import { filesOfBatch, type ListedBatch, listedBatches } from './sink-log.ts';

/**
 * Files in the order a file sink published their batches. An offset is the last batch that was
 * read, `{ "batchId": 7 }`; stored on disk: never change. Nothing needs to be remembered beside it,
 * and a batch is read whole or not at all.
 */
export class SinkLogFeed implements FileFeed {
  readonly #fs: DurableFs;
  readonly #folder: string;
  #lastBatchId = Number.POSITIVE_INFINITY;

  constructor(fs: DurableFs, folder: string) {
    this.#fs = fs;
    this.#folder = folder;
  }

  async #batchesAfter(start: Offset): Promise<ListedBatch[]> {
    const after = batchIdOf(start);
    const batches = (await listedBatches(this.#fs, this.#folder)) ?? [];
    return batches.filter(({ batchId }) => batchId > after && batchId <= this.#lastBatchId);
  }

  async plan(start: Offset, maxFiles: number): Promise<PlannedBatch> {
    const batches = await this.#batchesAfter(start);
    const newest = batches.at(-1)?.batchId;
    if (newest === undefined) return { end: start, latest: start };
    let end = newest;
    if (maxFiles < Number.POSITIVE_INFINITY) {
      let fileCount = 0;
      for (const [i, batch] of batches.entries()) {
        fileCount += (await filesOfBatch(this.#fs, this.#folder, batch)).length;
        if (i > 0 && fileCount > maxFiles) break;
        end = batch.batchId;
      }
    }
    return { end: { batchId: end }, latest: { batchId: newest } };
  }

  async files({ start, end }: OffsetRange): Promise<readonly DataFile[]> {
    const last = batchIdOf(end);
    const files: DataFile[] = [];
    for (const batch of await this.#batchesAfter(start)) {
      if (batch.batchId <= last) files.push(...(await filesOfBatch(this.#fs, this.#folder, batch)));
    }
    return files;
  }

  async captureEnd(): Promise<void> {
    this.#lastBatchId = (await listedBatches(this.#fs, this.#folder))?.at(-1)?.batchId ?? -1;
  }

  /** The log is the sink's; it stays. */
  commit(): Promise<void> {
    return Promise.resolve();
  }
}

function batchIdOf(offset: Offset): number {
  if (offset === null) return -1;
  const batchId = (offset as { readonly batchId?: unknown }).batchId;
  if (typeof batchId !== 'number') throw BAD_OFFSET.error({ offset: JSON.stringify(offset) });
  return batchId;
}
