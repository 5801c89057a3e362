import { resolve, sep } from 'node:path';
import { LOG_UNREADABLE, PATH_OUTSIDE_DIRECTORY } from '../errors/files.ts';
import type { JsonValue } from '../types/json-value.ts';
import type { DurableFs } from './durable-fs.ts';
import { unsealJson } from './sealed-json.ts';

/**
 * The files below `_log` of the directory of a file sink, which file sources read; stored on disk:
 * never change without a new version. Each is a file of `sealed-json.ts`.
 *
 * ```
 * _log/owner              json = { "queryId": string, "sinkId": string }
 * _log/<batch, 9 digits>  json = { "queryId": string, "sinkId": string, "batchId": number, "files": [file…] }
 * file                         = { "path": string, "sizeBytes": number, "crc32": 8 hex digits, "rows": number }
 * ```
 *
 * `owner` is made once, when the directory is first opened. An entry is made for each batch with
 * rows, after its files are durable under the paths it names, which are relative to the directory
 * and have `/` between parts. So whoever reads only files that entries name sees whole batches.
 */
export const OUTPUT_LOG = '_log';

export type LoggedFile = {
  readonly path: string;
  readonly sizeBytes: number;
  readonly crc32: string;
  readonly rows: number;
};

/** Name of a batch's entry; sorts as the batches do. */
export function batchName(batchId: number): string {
  return String(batchId).padStart(9, '0');
}

/**
 * The JSON of a file of the log.
 *
 * @throws {@link LOG_UNREADABLE} where it is cut, changed, or of another version
 */
export async function readLogFile(fs: DurableFs, path: string): Promise<JsonValue> {
  return unsealJson(await fs.readFile(path), (reason) => {
    throw LOG_UNREADABLE.error({ path, reason });
  });
}

/** The files that an entry names. For errors see {@link readLogFile}. */
export async function loggedFiles(fs: DurableFs, path: string): Promise<readonly LoggedFile[]> {
  return ((await readLogFile(fs, path)) as { readonly files: readonly LoggedFile[] }).files;
}

/**
 * The path of a file of the directory.
 *
 * @throws {@link PATH_OUTSIDE_DIRECTORY} where the name leads out of it
 */
export function pathInside(directory: string, name: string): string {
  const root = resolve(directory);
  const inside = root.endsWith(sep) ? root : root + sep;
  if (name.includes('\0') || !resolve(root, name).startsWith(inside)) {
    throw PATH_OUTSIDE_DIRECTORY.error({ path: name, directory });
  }
  return `${directory}/${name}`;
}
