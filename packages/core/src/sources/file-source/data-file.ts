import type { DurableFs, FileStat } from '../../ports/durable-fs.ts';
import { codeOf } from '../../ports/write-durably.ts';

/** A file of the table. */
export interface DataFile {
  /** Below the root, `/` between parts. */
  readonly path: string;
  readonly modifiedMs: number;
  /** What the sink's log promises of the content, where there is one. */
  readonly promised?: { readonly sizeBytes: number; readonly crc32: string };
}

/** Where a table lies: a folder, and where the user named one file, the only name in it that counts. */
export interface Root {
  readonly folder: string;
  readonly onlyFile?: string;
}

/** The status of a file or folder, or nothing where there is none. */
export async function statOrNothing(fs: DurableFs, path: string): Promise<FileStat | undefined> {
  try {
    return await fs.stat(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
