import { resolve, sep } from 'node:path';
import type { DurableFs } from './durable-fs.ts';
import { codeOf } from './write-durably.ts';

/**
 * The log of Spark's file sink (`FileStreamSinkLog` on `CompactibleFileStreamLog`), `<folder>/_spark_metadata`:
 *
 * ```
 * N, N.compact = "v1" ( LF json )*      json = {"path": URI, "size": bytes, "isDir": false, "modificationTime": ms,
 *                                               "blockReplication": 1, "blockSize": bytes, "action": "add" | "delete"}
 * ```
 *
 * `N` is a batch. Every tenth entry, 9, 19, …, is a compact one, which repeats all before it. A reader takes
 * the newest compact entry and what follows, and fails where one of these is missing. Paths are absolute.
 * The form is Spark's: never change.
 */
export const SPARK_LOG = '_spark_metadata';
export const SPARK_LOG_VERSION = 'v1';
/** Spark's `fileSink.log.compactInterval`. */
export const COMPACT_INTERVAL = 10;

export interface SparkLogEntry {
  readonly id: number;
  readonly name: string;
  readonly isCompact: boolean;
}

const ENTRY_NAME = /^(?<id>\d+)(?<compact>\.compact)?$/;

/** The entries of a folder's log, ascending; none where there is no log. */
export async function sparkLogEntries(
  fs: DurableFs,
  folder: string,
): Promise<readonly SparkLogEntry[]> {
  try {
    return (await fs.readdir(`${folder}/${SPARK_LOG}`))
      .flatMap(({ name, isDirectory }) => {
        const { id, compact } = ENTRY_NAME.exec(name)?.groups ?? {};
        return id === undefined || isDirectory
          ? []
          : [{ name, id: Number(id), isCompact: compact !== undefined }];
      })
      .sort((a, b) => a.id - b.id);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** The compact entry that a reader of entry `id` begins with; below 0 where it begins with entry 0. */
export function compactBefore(id: number): number {
  return Math.floor((id + 1) / COMPACT_INTERVAL) * COMPACT_INTERVAL - 1;
}

/** The file of an entry. */
export function sparkEntryName(id: number): string {
  return compactBefore(id) === id ? `${id}.compact` : String(id);
}

/** A line that adds a file to the table. */
export function sparkLogLine(
  path: string,
  { sizeBytes, modifiedMs }: { readonly sizeBytes: number; readonly modifiedMs: number },
): string {
  return JSON.stringify({
    path: fileUri(path),
    size: sizeBytes,
    isDir: false,
    modificationTime: Math.floor(modifiedMs),
    blockReplication: 1,
    // What Hadoop says of local files.
    blockSize: 33_554_432,
    action: 'add',
  });
}

/** A path as Java reads it: every character that a URI does not allow is percent-encoded. */
export function fileUri(path: string): string {
  const parts = resolve(path).split(sep).map(encodeURIComponent);
  return `file://${parts.join('/').replaceAll('%3D', '=')}`;
}
