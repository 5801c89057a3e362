import { CHECKPOINT_CORRUPT, type Damage } from '../../errors/checkpoint.ts';
import { SEEN_FILES_TAKEN } from '../../errors/file-source.ts';
import type { Ports } from '../../ports/ports.ts';
import { readIfThere } from '../../ports/read-if-there.ts';
import { sealJson, unsealJson } from '../../ports/sealed-json.ts';
import { isTempName, putIfAbsent } from '../../ports/write-durably.ts';
import { isListOf, isRecord } from '../../types/json-shape.ts';
import type { JsonValue } from '../../types/json-value.ts';
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

  async #read(directory: string, entry: number): Promise<readonly SeenFile[]> {
    const isCompact = compactBefore(entry) === entry;
    const path = `${directory}/${nameOf(entry, isCompact)}`;
    const refuse = (damage: Damage): never => {
      throw CHECKPOINT_CORRUPT.error({ path, damage });
    };
    const bytes = (await readIfThere(this.#ports.fs, path)) ?? refuse('it is missing');
    const files = unsealJson(bytes, refuse);
    if (!isListOf(files, isSeenFile)) return refuse('its form is not the one this version writes');
    const entries = (files as readonly SeenFile[]).map((file) => file.entry);
    // Every entry has new files, and only a compact one older ones too.
    if (Math.max(...entries) !== entry || (!isCompact && Math.min(...entries) !== entry)) {
      return refuse('it belongs to another entry');
    }
    return files as readonly SeenFile[];
  }

  /**
   * Refuses an offset beyond the newest entry: the files it counts would be taken for new ones.
   *
   * @throws {@link CHECKPOINT_CORRUPT}
   */
  require(entry: number): void {
    if (entry <= this.#latest || this.#directory === undefined) return;
    const missing = this.#latest + 1;
    const path = `${this.#directory}/${nameOf(missing, compactBefore(missing) === missing)}`;
    throw CHECKPOINT_CORRUPT.error({ path, damage: 'it is missing' });
  }

  #remember(file: SeenFile): void {
    this.#seen.set(this.#keyOf(file), file);
    this.#latest = Math.max(this.#latest, file.entry);
    this.#newestMs = Math.max(this.#newestMs, file.modifiedMs);
  }

  async #write(directory: string, entry: number, added: readonly SeenFile[]): Promise<void> {
    const { fs, rand } = this.#ports;
    const isCompact = compactBefore(entry) === entry;
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
    const listed = await fs.readdir(directory);
    for (const { name, isDirectory } of listed) {
      if (!isDirectory && isTempName(name)) await fs.unlink(`${directory}/${name}`);
    }
    // A name may have been given just before a power loss would have taken it away again.
    await fs.syncDir(directory);
    const entries = listed.flatMap(({ name }) => entryOf(name) ?? []);
    const newest = Math.max(-1, ...entries);
    // Everything from the newest compact entry on; a gap means that files would be read a second time.
    for (let entry = Math.max(0, compactBefore(newest)); entry <= newest; entry++) {
      for (const file of await this.#read(directory, entry)) this.#remember(file);
      this.#latest = entry;
    }
    // Files that the run before forgot are still there, and must not be taken for new.
    this.#forgetBeforeMs = this.#newestMs - this.#options.maxFileAgeMs;
  }
}

function nameOf(entry: number, isCompact: boolean): string {
  return String(entry).padStart(9, '0') + (isCompact ? '.compact' : '');
}

/** The newest compact entry up to one; below 0 where there is none. */
function compactBefore(entry: number): number {
  return Math.floor((entry + 1) / COMPACT_INTERVAL) * COMPACT_INTERVAL - 1;
}

/** The number of an entry; undefined for files that have other names than we give. */
function entryOf(name: string): number | undefined {
  const entry = Number.parseInt(name, 10);
  return nameOf(entry, compactBefore(entry) === entry) === name ? entry : undefined;
}

function isSeenFile(value: JsonValue): boolean {
  return isRecord(value, { path: 'string', modifiedMs: 'number', entry: 'number' });
}
