import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../user-error.ts';

/** Marks a folder as the demo's own, so that the next run may empty it. */
const MARKER = '.tidemark-demo';

/**
 * Makes an empty folder for a run of the demo. Its broker forgets everything when the process ends,
 * so a checkpoint of an earlier run would point at records that are gone: each run begins anew, and
 * the files of the one before go.
 *
 * @throws UserError when the folder holds anything else: nothing is deleted that the demo did not make
 */
export async function prepareRunDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const entries = await readdir(directory);
  if (entries.length > 0 && !entries.includes(MARKER)) {
    throw new UserError(
      `${directory} holds files that the demo did not make. Choose an empty folder with --out.`,
    );
  }
  for (const entry of entries) await rm(join(directory, entry), { recursive: true });
  await writeFile(
    join(directory, MARKER),
    'The next demo run with this --out empties this folder.\n',
  );
}
