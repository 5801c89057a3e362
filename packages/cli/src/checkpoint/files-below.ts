import { codeOf, type DurableFs } from '@tidemark/core/checkpoint';

/** Where this tool puts what it takes out of a checkpoint or an output. */
export const REPAIR_FOLDER = '_repair';

/** A file of a folder. */
export interface FoundFile {
  /** From the folder, with `/`. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** All files below a folder, but what was put aside. Those that vanish meanwhile are left out. */
export async function filesBelow(
  fs: DurableFs,
  directory: string,
  folder: string = '',
): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = [];
  const inside = folder === '' ? directory : `${directory}/${folder}`;
  for (const { name, isDirectory } of (await orGone(fs.readdir(inside))) ?? []) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (path === REPAIR_FOLDER) continue;
    if (isDirectory) found.push(...(await filesBelow(fs, directory, path)));
    else {
      const stat = await orGone(fs.stat(`${directory}/${path}`));
      if (stat !== undefined) {
        found.push({ path, sizeBytes: stat.sizeBytes, modifiedMs: stat.modifiedMs });
      }
    }
  }
  return found;
}

/** What a call resolves with; undefined where the file or folder is not there. */
export async function orGone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
