import { codeOf, type DurableFs, type Ports } from '@tidemark/core/checkpoint';
import { REPAIR_FOLDER } from '../checkpoint/files-below.ts';

/** Where the files of one call go: `_repair/<time>-<attempt>`, from the folder they are of. */
export function asideFolder({ clock, rand }: Ports): string {
  const time = new Date(clock.nowMs()).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  return `${REPAIR_FOLDER}/${time}-${rand.attemptId()}`;
}

/**
 * Moves a file of a folder aside, where it keeps its path; durable on return. A file that is gone
 * already is left out.
 */
export async function putAside(
  fs: DurableFs,
  directory: string,
  path: string,
  aside: string,
): Promise<void> {
  const target = `${directory}/${aside}/${path}`;
  const folders = path.split('/').slice(0, -1);
  await fs.mkdir(parentOf(target), 'private');
  try {
    await fs.rename(`${directory}/${path}`, target);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  for (let depth = folders.length; depth >= 0; depth--) {
    await fs.syncDir([directory, aside, ...folders.slice(0, depth)].join('/'));
  }
  await fs.syncDir(`${directory}/${REPAIR_FOLDER}`);
  await fs.syncDir(directory);
  await fs.syncDir(parentOf(`${directory}/${path}`));
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
