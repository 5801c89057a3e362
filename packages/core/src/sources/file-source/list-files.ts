import { PATH_NOT_FOUND } from '../../errors/file-source.ts';
import type { DurableFs } from '../../ports/durable-fs.ts';
import { SPARK_LOG } from '../../ports/spark-log.ts';
import { type DataFile, type Root, statOrNothing } from './data-file.ts';
import { sparkFiles } from './spark-metadata.ts';

/** @throws {@link PATH_NOT_FOUND} where there is nothing, unless a folder may still appear */
export async function findRoot(fs: DurableFs, path: string, mayAppear: boolean): Promise<Root> {
  const folder = path.replace(/(?<=.)\/+$/, '');
  const stat = await statOrNothing(fs, folder);
  if (stat === undefined && !mayAppear) throw PATH_NOT_FOUND.error({ path });
  if (stat === undefined || stat.isDirectory) return { folder };
  const at = folder.lastIndexOf('/');
  return at === -1
    ? { folder: '.', onlyFile: folder }
    : { folder: folder.slice(0, at) || '/', onlyFile: folder.slice(at + 1) };
}

/**
 * The data files below a root, oldest first and by name where equally old.
 *
 * As Spark: names that begin with `_` or `.` are hidden, with all below them, except for partition
 * folders such as `_day=1`, and so are files that Hadoop's shell is still copying; a folder with
 * `_spark_metadata` has the files that this log names.
 *
 * @param admission - which of the other names count, and whether a log does not
 */
export async function listFiles(
  fs: DurableFs,
  { folder, onlyFile }: Root,
  {
    accepts,
    ignoresSinkLog = false,
  }: { readonly accepts: (name: string) => boolean; readonly ignoresSinkLog?: boolean },
): Promise<DataFile[]> {
  const files: DataFile[] = [];
  if (onlyFile !== undefined) {
    await addFile(fs, folder, onlyFile, files);
  } else if (!ignoresSinkLog && (await hasSparkLog(fs, { folder }))) {
    files.push(...(await sparkFiles(fs, folder)));
  } else if ((await statOrNothing(fs, folder)) !== undefined) {
    await walk(fs, folder, '', accepts, files);
  }
  return files.sort(
    (a, b) => a.modifiedMs - b.modifiedMs || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0),
  );
}

/** Whether Spark's sink writes the folder. */
export async function hasSparkLog(fs: DurableFs, { folder, onlyFile }: Root): Promise<boolean> {
  return (
    onlyFile === undefined && (await statOrNothing(fs, `${folder}/${SPARK_LOG}`)) !== undefined
  );
}

async function walk(
  fs: DurableFs,
  root: string,
  below: string,
  accepts: (name: string) => boolean,
  files: DataFile[],
): Promise<void> {
  const folder = below === '' ? root : `${root}/${below}`;
  for (const { name, isDirectory } of await fs.readdir(folder)) {
    if (isHidden(name)) continue;
    const path = below === '' ? name : `${below}/${name}`;
    if (isDirectory) await walk(fs, root, path, accepts, files);
    else if (accepts(name)) await addFile(fs, root, path, files);
  }
}

function isHidden(name: string): boolean {
  return (
    name.startsWith('.') ||
    name.endsWith('._COPYING_') ||
    (name.startsWith('_') && !name.includes('='))
  );
}

async function addFile(
  fs: DurableFs,
  root: string,
  path: string,
  files: DataFile[],
): Promise<void> {
  // A file may go between the listing and this look at it.
  const stat = await statOrNothing(fs, `${root}/${path}`);
  if (stat !== undefined) files.push({ path, modifiedMs: stat.modifiedMs });
}
