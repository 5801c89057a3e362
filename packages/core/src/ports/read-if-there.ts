import { DISK_READ_FAILED } from '../errors/disk.ts';
import type { DurableFs } from './durable-fs.ts';
import { codeOf } from './write-durably.ts';

/**
 * The content of a file; undefined where there is none.
 *
 * @throws {@link DISK_READ_FAILED} where the disk refuses, or a folder has the name
 */
export async function readIfThere(fs: DurableFs, path: string): Promise<Uint8Array | undefined> {
  try {
    return await fs.readFile(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return undefined;
    if (code === '') throw error;
    throw DISK_READ_FAILED.error({ path, code }, { cause: error });
  }
}
