import { SEEN_FILES_DAMAGED, SEEN_FILES_TAKEN } from '../../errors/file-source.ts';
import type { Ports } from '../../ports/ports.ts';
import { sealJson, unsealJson } from '../../ports/sealed-json.ts';
import { isTempName, putIfAbsent } from '../../ports/write-durably.ts';
import type { DataFile } from './data-file.ts';

/** Every tenth entry repeats all before it, so a start reads at most ten files; Spark's interval. */
const COMPACT_INTERVAL = 10;

/** Which files are the same, and which too old. */
export interface SeenFilesOptions {
  /** Two files of one name are the same file, wherever they are. */
  readonly fileNameOnly: boolean;
  /** A file this much older than the newest one that was seen is taken for old, and forgotten. */
  readonly maxFileAgeMs: number;
}

type SeenFile = {
  readonly path: string;
  readonly modifiedMs: number;
  /** The entry it came with, which is what offsets count. */
  readonly entry: number;
};

/**
 * Which files were read with which offset, in the source's folder of the checkpoint; stored on
 * disk: never change without a new version. Each entry is a file of `sealed-json.ts`.
 *
 * ```
 * <entry, 9 digits>, <entry, 9 digits>.compact
 * json = [ { "path": string, "modifiedMs": number, "entry": number } … ]
 * ```
 *
 * An entry is durable before its number is given out, so a range of numbers always has the same
 * files. Without a folder, in a bounded read, the list lives in memory.
 */
export class SeenFiles {
  readonly #ports: Ports;
  readonly #directory: string | undefined;
  readonly #options: SeenFilesOptions;
  readonly #seen = new Map<string, SeenFile>();
  #latest = -1;
  #newestMs = Number.NEGATIVE_INFINITY;
  #forgetBeforeMs = Number.NEGATIVE_INFINITY;

  private constructor(ports: Ports, directory: string | undefined, options: SeenFilesOptions) {
    this.#ports = ports;
    this.#directory = directory;
    this.#options = options;
  }

  static async open(
    ports: Ports,
    directory: string | undefined,
    options: SeenFilesOptions,
  ): Promise<SeenFiles> {
    const files = new SeenFiles(ports, directory, options);
    if (directory !== undefined) await files.#load(directory);
    return files;
  }

  /** The newest entry, -1 before the first. */
  get latest(): number {
    return this.#latest;
  }

  /** Those of the files that were not seen and are not too old, in order, each once. */
  newAmong(files: readonly DataFile[]): DataFile[] {
    const found = new Map<string, DataFile>();
    for (const file of files) {
      const key = this.#keyOf(file);
      if (file.modifiedMs < this.#forgetBeforeMs || this.#seen.has(key) || found.has(key)) continue;
      found.set(key, file);
    }
    return [...found.values()];
  }

  #keyOf({ path }: DataFile): string {
    return this.#options.fileNameOnly ? path.slice(path.lastIndexOf('/') + 1) : path;
  }

  /** The files of the entries after `start` up to `end`, in the order they were noted. */
  between(start: number, end: number): DataFile[] {
    return [...this.#seen.values()].filter(({ entry }) => entry > start && entry <= end);
  }

  /**
   * Notes files as the next entry, durable on return.
   *
   * @returns the number of the entry
   * @throws {@link SEEN_FILES_TAKEN} where another process was faster
   */
  async append(files: readonly DataFile[]): Promise<number> {
    const entry = this.#latest + 1;
    const added = files.map(({ path, modifiedMs }) => ({ path, modifiedMs, entry }));
    if (this.#directory !== undefined) await this.#write(this.#directory, entry, added);
    for (const file of added) this.#remember(file);
    this.#latest = entry;
    return entry;
  }

  /** Files of entries up to `end` will not be asked for again: the old ones among them are forgotten. */
  forget(end: number): void {
    this.#forgetBeforeMs = this.#newestMs - this.#options.maxFileAgeMs;
    for (const [key, { modifiedMs, entry }] of this.#seen) {
      if (entry <= end && modifiedMs < this.#forgetBeforeMs) this.#seen.delete(key);
    }
  }

  #remember(file: SeenFile): void {
    this.#seen.set(this.#keyOf(file), file);
    this.#latest = Math.max(this.#latest, file.entry);
    this.#newestMs = Math.max(this.#newestMs, file.modifiedMs);
  }

  async #write(directory: string, entry: number, added: readonly SeenFile[]): Promise<void> {
    const { fs, rand } = this.#ports;
    const isCompact = (entry + 1) % COMPACT_INTERVAL === 0;
    const target = { folder: directory, name: nameOf(entry, isCompact), tempId: rand.attemptId() };
    const bytes = sealJson(isCompact ? [...this.#seen.values(), ...added] : added);
    if (!(await putIfAbsent(fs, target, bytes))) {
      throw SEEN_FILES_TAKEN.error({ path: `${directory}/${target.name}` });
    }
    if (isCompact) await this.#removeBefore(directory, entry);
  }

  async #removeBefore(directory: string, entry: number): Promise<void> {
    for (const { name } of await this.#ports.fs.readdir(directory)) {
      const older = entryOf(name);
      if (older !== undefined && older < entry) await this.#ports.fs.unlink(`${directory}/${name}`);
    }
  }

  async #load(directory: string): Promise<void> {
    const { fs } = this.#ports;
    await fs.mkdir(directory);
    const names = (await fs.readdir(directory)).map(({ name }) => name);
    for (const name of names) if (isTempName(name)) await fs.unlink(`${directory}/${name}`);
    // A name may have been given just before a power loss would have taken it away again.
    await fs.syncDir(directory);
    const entries = names.filter((name) => entryOf(name) !== undefined).sort();
    const start = Math.max(
      0,
      entries.findLastIndex((name) => name.endsWith('.compact')),
    );
    for (const name of entries.slice(start)) {
      const path = `${directory}/${name}`;
      const files = unsealJson(await fs.readFile(path), (reason) => {
        throw SEEN_FILES_DAMAGED.error({ path, reason });
      });
      for (const file of files as readonly SeenFile[]) this.#remember(file);
      this.#latest = entryOf(name) as number;
    }
    // Files that the run before forgot are still there, and must not be taken for new.
    this.#forgetBeforeMs = this.#newestMs - this.#options.maxFileAgeMs;
  }
}

function nameOf(entry: number, isCompact: boolean): string {
  return String(entry).padStart(9, '0') + (isCompact ? '.compact' : '');
}

function entryOf(name: string): number | undefined {
  const digits = /^(\d{9,})(?:\.compact)?$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
