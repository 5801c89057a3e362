import { resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LOG_UNREADABLE } from '../../errors/files.ts';
import type { DurableFs } from '../../ports/durable-fs.ts';
import {
  SPARK_LOG,
  SPARK_LOG_VERSION,
  type SparkLogEntry,
  sparkLogEntries,
} from '../../ports/spark-log.ts';
import { codeOf } from '../../ports/write-durably.ts';
import type { DataFile } from './data-file.ts';

/** How often a reader looks again for entries that were merged and removed while it read them. */
const MAX_LISTINGS = 10;

/**
 * The files that Spark's file sink names in its log, see `ports/spark-log.ts`. A writer that is running
 * may remove old entries meanwhile; then a newer one repeats them.
 *
 * @throws {@link LOG_UNREADABLE} for another version, and for files outside of the folder, which is
 * what the log of a folder that was moved looks like
 */
export async function sparkFiles(fs: DurableFs, folder: string): Promise<DataFile[]> {
  for (let listings = 1; ; listings++) {
    const entries = await sparkLogEntries(fs, folder);
    try {
      return await filesOf(fs, folder, entries);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || listings === MAX_LISTINGS) throw error;
    }
  }
}

async function filesOf(
  fs: DurableFs,
  folder: string,
  entries: readonly SparkLogEntry[],
): Promise<DataFile[]> {
  const log = `${folder}/${SPARK_LOG}`;
  const start = Math.max(
    0,
    entries.findLastIndex(({ isCompact }) => isCompact),
  );
  const files = new Map<string, DataFile>();
  for (const { name } of entries.slice(start)) {
    const path = `${log}/${name}`;
    const [version, ...lines] = Buffer.from(await fs.readFile(path))
      .toString()
      .split('\n');
    if (version !== SPARK_LOG_VERSION)
      throw LOG_UNREADABLE.error({ path, reason: `it is of version '${version}'` });
    for (const line of lines) {
      if (line === '') continue;
      const { file, isAdded } = parseLine(line, folder, path);
      if (isAdded) files.set(file.path, file);
      else files.delete(file.path);
    }
  }
  return [...files.values()];
}

function parseLine(
  line: string,
  folder: string,
  log: string,
): { readonly file: DataFile; readonly isAdded: boolean } {
  let entry: { path?: unknown; modificationTime?: unknown; action?: unknown };
  let path: string;
  try {
    entry = JSON.parse(line) as typeof entry;
    path = absolutePath(String(entry.path));
  } catch (error) {
    throw LOG_UNREADABLE.error(
      { path: log, reason: 'one of its lines is no file entry' },
      { cause: error },
    );
  }
  const root = resolve(folder) + sep;
  if (!path.startsWith(root)) {
    throw LOG_UNREADABLE.error({ path: log, reason: `it names '${path}', outside of the folder` });
  }
  return {
    file: {
      path: path.slice(root.length).replaceAll(sep, '/'),
      modifiedMs: Number(entry.modificationTime),
    },
    isAdded: entry.action !== 'delete',
  };
}

function absolutePath(uri: string): string {
  return resolve(uri.startsWith('file:') ? fileURLToPath(uri) : uri);
}
