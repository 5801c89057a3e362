import { resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LOG_UNREADABLE } from '../../errors/files.ts';
import type { DurableFs } from '../../ports/durable-fs.ts';
import type { DataFile } from './data-file.ts';

/**
 * The files that Spark's file sink names in its log, `<folder>/_spark_metadata`:
 *
 * ```
 * N, N.compact = "v1" ( LF json )*      json = {"path": URI, "modificationTime": ms, "action": "add" | "delete", …}
 * ```
 *
 * A compact entry repeats all before it, so the newest one and what follows is the whole log
 * (Spark's `CompactibleFileStreamLog`). Paths in it are absolute.
 *
 * @throws {@link LOG_UNREADABLE} for another version, and for files outside of the folder, which is
 * what the log of a folder that was moved looks like
 */
export async function sparkFiles(fs: DurableFs, folder: string): Promise<DataFile[]> {
  const log = `${folder}/_spark_metadata`;
  const entries = (await fs.readdir(log))
    .flatMap(({ name }) => {
      const match = /^(?<id>\d+)(?<compact>\.compact)?$/.exec(name);
      if (match?.groups === undefined) return [];
      return [
        {
          name,
          id: Number(match.groups['id']),
          isCompact: 'compact' in match.groups && match.groups['compact'] !== undefined,
        },
      ];
    })
    .sort((a, b) => a.id - b.id);
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
    if (version !== 'v1')
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
