import { DIRECTORY_OF_ANOTHER_QUERY } from '../../errors/file-sink.ts';
import type { DurableFs } from '../../ports/durable-fs.ts';
import { batchName, loggedFiles, OUTPUT_LOG, pathInside } from '../../ports/output-log.ts';
import type { Ports } from '../../ports/ports.ts';
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
    for (const { name } of await this.#fs.readdir(folder)) {
      if (isTempName(name)) await this.#fs.unlink(`${folder}/${name}`);
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
      await this.#removeAfter(batchId, entries);
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
    try {
      for (let earlier = first; earlier < id; earlier++)
        lines.push(...(await this.#linesIn(earlier)));
      return lines;
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
    lines.length = 0;
    for (const { name } of await this.#fs.readdir(`${this.#path}/${OUTPUT_LOG}`)) {
      if (!/^\d{9,}$/.test(name) || Number(name) >= id) continue;
      lines.push(...(await this.#linesOf(await this.#loggedOf(Number(name)))));
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

  async #linesIn(id: number): Promise<readonly string[]> {
    const path = `${this.#path}/${SPARK_LOG}/${sparkEntryName(id)}`;
    const [, ...lines] = new TextDecoder().decode(await this.#fs.readFile(path)).split('\n');
    return lines.filter((line) => line !== '');
  }

  /** Whether an entry has these files; other ones are there when the checkpoint was rewound. */
  async #names(id: number, files: readonly PublishedFile[]): Promise<boolean> {
    const lines = new Set((await this.#linesIn(id)).map(pathOf));
    return files.every(({ target }) => lines.has(fileUri(pathInside(this.#path, target))));
  }

  /** Newest first, so that a crash leaves no gap. */
  async #removeAfter(batchId: number, entries: readonly SparkLogEntry[]): Promise<void> {
    for (const { id, name } of entries.toReversed()) {
      if (id > batchId) await this.#fs.unlink(`${this.#path}/${SPARK_LOG}/${name}`);
    }
  }

  async #loggedOf(batchId: number): Promise<readonly PublishedFile[]> {
    try {
      const files = await loggedFiles(
        this.#fs,
        `${this.#path}/${OUTPUT_LOG}/${batchName(batchId)}`,
      );
      return files.map(({ path, sizeBytes }) => ({ target: path, sizeBytes }));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      throw error;
    }
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

function pathOf(line: string): unknown {
  return (JSON.parse(line) as { readonly path?: unknown }).path;
}
