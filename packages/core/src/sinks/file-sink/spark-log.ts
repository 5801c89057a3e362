import { DIRECTORY_OF_ANOTHER_QUERY } from '../../errors/file-sink.ts';
import { LOG_UNREADABLE } from '../../errors/files.ts';
import type { DurableFs } from '../../ports/durable-fs.ts';
import { entryPath, loggedBatches, loggedFiles, pathInside } from '../../ports/output-log.ts';
import type { Ports } from '../../ports/ports.ts';
import { readIfThere } from '../../ports/read-if-there.ts';
import {
  COMPACT_INTERVAL,
  compactBefore,
  fileUri,
  SPARK_LOG,
  SPARK_LOG_VERSION,
  type SparkLogEntry,
  sparkEntryName,
  sparkLogEntries,
  sparkLogLine,
} from '../../ports/spark-log.ts';
import { codeOf, isTempName, putIfAbsent, writeNewFile } from '../../ports/write-durably.ts';

/** Spark's `minBatchesToRetain` and `fileSink.log.cleanupDelay`. */
const ENTRIES_TO_RETAIN = 100;
const CLEANUP_DELAY_MS = 600_000;

interface PublishedFile {
  /** Below the folder. */
  readonly target: string;
  readonly sizeBytes: number;
}

/**
 * Writes the log by which Spark reads whole batches of a folder, beside our own. Batches without rows have
 * an entry too, as Spark's reader wants no gap; a log that begins late, or was left out for a while, is
 * made up from our own.
 */
export class SparkLog {
  readonly #ports: Ports;
  readonly #fs: DurableFs;
  readonly #path: string;
  readonly #owner: { readonly queryId: string };

  constructor(ports: Ports, path: string, owner: { readonly queryId: string }) {
    this.#ports = ports;
    this.#fs = ports.fs;
    this.#path = path;
    this.#owner = owner;
  }

  /** Removes what died writers left behind. */
  async sweep(): Promise<void> {
    const folder = await this.#open();
    for (const { name, isDirectory } of await this.#fs.readdir(folder)) {
      if (!isDirectory && isTempName(name)) await this.#fs.unlink(`${folder}/${name}`);
    }
  }

  /**
   * Adds the files of a batch, which are durable under their names; so is the entry on return. May be
   * repeated at any point after a crash, and then changes nothing.
   *
   * @throws {@link DIRECTORY_OF_ANOTHER_QUERY} where another process adds the same entry
   */
  async add(batchId: number, files: readonly PublishedFile[]): Promise<void> {
    const folder = await this.#open();
    const entries = await sparkLogEntries(this.#fs, this.#path);
    if (entries.some(({ id }) => id === batchId)) {
      if (await this.#names(batchId, files)) return;
      await this.#removeFrom(batchId, entries);
      const content = await this.#contentOf(batchId, files);
      const temporary = `${folder}/.${batchId}.${this.#ports.rand.attemptId()}.tmp`;
      await writeNewFile(this.#fs, temporary, content, 'umask');
      await this.#fs.rename(temporary, `${folder}/${sparkEntryName(batchId)}`);
      await this.#fs.syncDir(folder);
      return;
    }
    // Spark takes the distance of the two newest compact entries for the interval, so none may be left out.
    const first = (entries.at(-1)?.id ?? Math.max(0, compactBefore(batchId)) - 1) + 1;
    for (let id = first; id < batchId; id++) {
      await this.#put(id, await this.#loggedOf(id));
    }
    await this.#put(batchId, files);
    if (compactBefore(batchId) === batchId) await this.#purge(batchId, entries);
  }

  async #open(): Promise<string> {
    const folder = `${this.#path}/${SPARK_LOG}`;
    await this.#fs.mkdir(folder);
    await this.#fs.syncDir(this.#path);
    await this.#fs.syncDir(folder);
    return folder;
  }

  async #put(id: number, files: readonly PublishedFile[]): Promise<void> {
    const target = {
      folder: `${this.#path}/${SPARK_LOG}`,
      name: sparkEntryName(id),
      tempId: this.#ports.rand.attemptId(),
      access: 'umask',
    } as const;
    if (await putIfAbsent(this.#fs, target, await this.#contentOf(id, files))) return;
    if (await this.#names(id, files)) return;
    const owner = 'another process at the same time';
    throw DIRECTORY_OF_ANOTHER_QUERY.error({ path: this.#path, owner, ...this.#owner });
  }

  async #contentOf(id: number, files: readonly PublishedFile[]): Promise<Uint8Array> {
    const before = compactBefore(id) === id ? await this.#linesBefore(id) : [];
    const lines = [SPARK_LOG_VERSION, ...before, ...(await this.#linesOf(files))];
    return new TextEncoder().encode(lines.join('\n'));
  }

  /** All that a compact entry repeats: from the compact one before it, or where that is missing from our own log. */
  async #linesBefore(id: number): Promise<readonly string[]> {
    const first = Math.max(0, id - COMPACT_INTERVAL);
    const lines: string[] = [];
    let earlier = first;
    for (; earlier < id; earlier++) {
      const own = await this.#linesIn(earlier);
      if (own === undefined) break;
      lines.push(...own);
    }
    if (earlier === id) return lines;
    lines.length = 0;
    for (const batchId of (await loggedBatches(this.#fs, this.#path)) ?? []) {
      if (batchId < id) lines.push(...(await this.#linesOf(await this.#loggedOf(batchId))));
    }
    return lines;
  }

  async #linesOf(files: readonly PublishedFile[]): Promise<readonly string[]> {
    const lines: string[] = [];
    for (const { target } of files) {
      const path = pathInside(this.#path, target);
      try {
        lines.push(sparkLogLine(path, await this.#fs.stat(path)));
      } catch (error) {
        // Somebody has removed an old file on purpose; a new one was just moved here.
        if (codeOf(error) !== 'ENOENT') throw error;
      }
    }
    return lines;
  }

  /** @returns undefined where there is no entry */
  async #linesIn(id: number): Promise<readonly string[] | undefined> {
    const path = `${this.#path}/${SPARK_LOG}/${sparkEntryName(id)}`;
    const bytes = await readIfThere(this.#fs, path);
    if (bytes === undefined) return undefined;
    const [version, ...lines] = new TextDecoder().decode(bytes).split('\n');
    if (version !== SPARK_LOG_VERSION) {
      throw LOG_UNREADABLE.error({ path, reason: `it is of version '${version}'` });
    }
    return lines.filter((line) => line !== '');
  }

  /** Whether an entry has these files; other ones are there when the checkpoint was rewound. */
  async #names(id: number, files: readonly PublishedFile[]): Promise<boolean> {
    const lines = new Set((await this.#linesIn(id))?.map(pathOf));
    return files.every(({ target }) => lines.has(fileUri(pathInside(this.#path, target))));
  }

  /** Newest first, so that a crash leaves no gap. Of the batch itself what has another name than ours goes too. */
  async #removeFrom(batchId: number, entries: readonly SparkLogEntry[]): Promise<void> {
    for (const { id, name } of entries.toReversed()) {
      if (id > batchId || (id === batchId && name !== sparkEntryName(id)))
        await this.#fs.unlink(`${this.#path}/${SPARK_LOG}/${name}`);
    }
  }

  async #loggedOf(batchId: number): Promise<readonly PublishedFile[]> {
    const path = entryPath(this.#path, batchId);
    if ((await readIfThere(this.#fs, path)) === undefined) return [];
    const files = await loggedFiles(this.#fs, path);
    return files.map(({ path: target, sizeBytes }) => ({ target, sizeBytes }));
  }

  /** As Spark: what a compact entry of long ago repeats, and no reader can be in the middle of. */
  async #purge(batchId: number, entries: readonly SparkLogEntry[]): Promise<void> {
    const oldest = compactBefore(batchId - ENTRIES_TO_RETAIN);
    const before = this.#ports.clock.nowMs() - CLEANUP_DELAY_MS;
    for (const { id, name } of entries) {
      const path = `${this.#path}/${SPARK_LOG}/${name}`;
      if (id < oldest && (await this.#fs.stat(path)).modifiedMs < before) {
        await this.#fs.unlink(path);
      }
    }
  }
}

/** The path of a line; undefined for one that is damaged, as it names no file. */
function pathOf(line: string): unknown {
  try {
    return (JSON.parse(line) as { readonly path?: unknown } | null)?.path;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
