import { FILE_DAMAGED } from '../../errors/file-source.ts';
import { crc32 } from '../../ports/crc32.ts';
import type { DurableFs } from '../../ports/durable-fs.ts';
import { batchName, loggedFiles, OUTPUT_LOG, pathInside } from '../../ports/output-log.ts';
import { codeOf } from '../../ports/write-durably.ts';
import type { DataFile } from './data-file.ts';

/** The ids of the batches in a folder's log, ascending; nothing where the folder is not a sink's. */
export async function loggedBatches(fs: DurableFs, folder: string): Promise<number[] | undefined> {
  try {
    const names = (await fs.readdir(`${folder}/${OUTPUT_LOG}`)).map(({ name }) => name);
    return names
      .filter((name) => /^\d{9,}$/.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * The files of a batch, in the order they were written.
 *
 * @throws `FILES.LOG_UNREADABLE` and `FILES.PATH_OUTSIDE_DIRECTORY` where the entry is damaged
 */
export async function filesOfBatch(
  fs: DurableFs,
  folder: string,
  batchId: number,
): Promise<DataFile[]> {
  const files = await loggedFiles(fs, `${folder}/${OUTPUT_LOG}/${batchName(batchId)}`);
  return files.map((promised) => {
    pathInside(folder, promised.path);
    return { path: promised.path, modifiedMs: 0, promised };
  });
}

/**
 * Compares a file with what the log promised. Most kinds of files carry no checksum of their own, so
 * damage would otherwise read as other values.
 *
 * @throws {@link FILE_DAMAGED}
 */
export function checkPromise({ path, promised }: DataFile, bytes: Uint8Array): void {
  if (promised === undefined) return;
  if (bytes.length !== promised.sizeBytes) {
    const reason = `it has ${bytes.length} bytes, not ${promised.sizeBytes}`;
    throw FILE_DAMAGED.error({ file: path, reason });
  }
  if (crc32(bytes) !== promised.crc32) {
    throw FILE_DAMAGED.error({ file: path, reason: 'its checksum does not match' });
  }
}
