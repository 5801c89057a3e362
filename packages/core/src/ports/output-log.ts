import { resolve, sep } from 'node:path';
import { LOG_UNREADABLE, PATH_OUTSIDE_DIRECTORY } from '../errors/files.ts';
import { isListOf, isRecord } from '../types/json-shape.ts';
import type { JsonValue } from '../types/json-value.ts';
import type { DurableFs } from './durable-fs.ts';
import { readIfThere } from './read-if-there.ts';
import { unsealJson } from './sealed-json.ts';
import { codeOf } from './write-durably.ts';

/**
 * The files below `_log` of the directory of a file sink, which file sources read; stored on disk:
 * never change without a new version. Each is a file of `sealed-json.ts`.
 *
 * ```
 * _log/owner              json = { "queryId": string, "sinkId": string }
 * _log/<batch, 9 digits>  json = { "queryId": string, "sinkId": string, "batchId": number,
 *                                  "previousBatchId": number | null, "files": [file…] }
 * file                         = { "path": string, "sizeBytes": number, "crc32": 8 hex digits, "rows": number }
 * ```
 *
 * `owner` is made once, when the directory is first opened. `previousBatchId` is the batch of the entry
 * before, so that one that is gone is missed; the first release wrote none. An entry is made for each batch with
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
  const bytes = await readIfThere(fs, path);
  if (bytes === undefined) throw LOG_UNREADABLE.error({ path, reason: 'it is missing' });
  return unsealJson(bytes, (reason) => {
    throw LOG_UNREADABLE.error({ path, reason });
  });
}

/** What the entry of a batch says. */
export interface LoggedBatch {
  readonly files: readonly LoggedFile[];
  /** The batch of the entry before, null for the first; undefined in entries of the first release. */
  readonly previousBatchId?: number | null;
}

/**
 * The entry of a batch.
 *
 * @throws {@link LOG_UNREADABLE} also where it is the entry of another batch
 */
export async function readLoggedBatch(fs: DurableFs, path: string): Promise<LoggedBatch> {
  const refuse = (reason: string): never => {
    throw LOG_UNREADABLE.error({ path, reason });
  };
  const json = await readLogFile(fs, path);
  if (!isRecord(json, { batchId: 'number' }) || !isListOf(json['files'], isLoggedFile)) {
    return refuse('its form is not the one this version writes');
  }
  if (batchName(json['batchId'] as number) !== path.slice(path.lastIndexOf('/') + 1)) {
    refuse('it belongs to another batch');
  }
  return json as unknown as LoggedBatch;
}

/** The files that an entry names. For errors see {@link readLoggedBatch}. */
export async function loggedFiles(fs: DurableFs, path: string): Promise<readonly LoggedFile[]> {
  return (await readLoggedBatch(fs, path)).files;
}

function isLoggedFile(file: JsonValue): boolean {
  return isRecord(file, { path: 'string', sizeBytes: 'number', crc32: 'string' });
}

/** The path of a batch's entry. */
export function entryPath(directory: string, batchId: number): string {
  return `${directory}/${OUTPUT_LOG}/${batchName(batchId)}`;
}

/** The ids of the batches in a directory's log, ascending; undefined where it has no log. */
export async function loggedBatches(
  fs: DurableFs,
  directory: string,
): Promise<number[] | undefined> {
  try {
    const names = (await fs.readdir(`${directory}/${OUTPUT_LOG}`)).map(({ name }) => name);
    const isEntry = (name: string): boolean =>
      /^\d{9,}$/.test(name) && batchName(Number(name)) === name;
    return names
      .filter(isEntry)
      .map(Number)
      .sort((a, b) => a - b);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
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
