import { LOG_UNREADABLE } from '../../errors/files.ts';
import type { DurableFs } from '../../ports/durable-fs.ts';
import { entryPath, loggedBatches, pathInside, readLoggedBatch } from '../../ports/output-log.ts';
import type { DataFile } from './data-file.ts';

/** An entry of a sink's log, and the batch of the one listed before it. */
export interface ListedBatch {
  readonly batchId: number;
  readonly before: number | undefined;
}

/** The entries of a folder's log, ascending; undefined where the folder is not a sink's. */
export async function listedBatches(
  fs: DurableFs,
  folder: string,
): Promise<readonly ListedBatch[] | undefined> {
  const batches = await loggedBatches(fs, folder);
  return batches?.map((batchId, i) => ({ batchId, before: batches[i - 1] }));
}

/**
 * The files of a batch, in the order they were written.
 *
 * @throws `FILES.LOG_UNREADABLE` and `FILES.PATH_OUTSIDE_DIRECTORY` where the entry is damaged, or the
 *   one before it is missing
 */
export async function filesOfBatch(
  fs: DurableFs,
  folder: string,
  { batchId, before }: ListedBatch,
): Promise<DataFile[]> {
  const { files, previousBatchId } = await readLoggedBatch(fs, entryPath(folder, batchId));
  if (typeof previousBatchId === 'number' && previousBatchId !== before) {
    const path = entryPath(folder, previousBatchId);
    throw LOG_UNREADABLE.error({ path, reason: 'it is missing' });
  }
  return files.map((promised) => {
    pathInside(folder, promised.path);
    return { path: promised.path, modifiedMs: 0, promised };
  });
}
