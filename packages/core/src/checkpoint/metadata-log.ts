import { CHECKPOINT_CORRUPT, CONCURRENT_QUERY } from '../errors/checkpoint.ts';
import type { DurableFs } from '../ports/durable-fs.ts';
import { readIfThere } from '../ports/read-if-there.ts';
import { isTempName, makeFolder, putIfAbsent } from '../ports/write-durably.ts';
import type { JsonValue } from '../types/json-value.ts';
import { decodeLogEntry, encodeLogEntry } from './log-entry.ts';

/** What every entry says about itself. */
export interface LogEntry {
  readonly batchId: number;
  readonly queryId: string;
  /** The run that wrote it. */
  readonly attempt: string;
}

const ENTRY_NAME = /^(?:0|[1-9]\d{0,14})$/;

/**
 * Numbered entries, each a file written once: `<folder>/<batchId>` (Spark: HDFSMetadataLog). An entry
 * is never changed; of two processes that write the same number one is refused.
 */
export class MetadataLog<E extends LogEntry> {
  readonly #fs: DurableFs;
  readonly #folder: string;
  readonly #owner: { readonly queryId: string; readonly attempt: string };
  readonly #isEntry: (value: JsonValue) => boolean;

  /** @param isEntry - whether JSON has all fields of an entry */
  constructor(
    fs: DurableFs,
    folder: string,
    owner: { readonly queryId: string; readonly attempt: string },
    isEntry: (value: JsonValue) => boolean,
  ) {
    this.#fs = fs;
    this.#folder = folder;
    this.#owner = owner;
    this.#isEntry = isEntry;
  }

  /** The file of an entry, for messages. */
  pathOf(batchId: number): string {
    return `${this.#folder}/${batchId}`;
  }

  /**
   * Creates the folder, or makes durable what can be seen in it: a name that only the page cache
   * holds must not be built upon. Before anything else.
   */
  async open(): Promise<void> {
    await makeFolder(this.#fs, this.#folder);
    await this.#fs.syncDir(this.#folder);
  }

  /** Numbers of the entries, ascending. */
  async batchIds(): Promise<readonly number[]> {
    const names = await this.#fs.readdir(this.#folder);
    return names
      .filter(({ name }) => ENTRY_NAME.test(name))
      .map(({ name }) => Number(name))
      .sort((a, b) => a - b);
  }

  /** The number of the newest entry, if there is one. */
  async latestBatchId(): Promise<number | undefined> {
    return (await this.batchIds()).at(-1);
  }

  /**
   * The entry of a batch, undefined when there is none.
   *
   * @throws {@link CHECKPOINT_CORRUPT} when it is damaged, or is not an entry of this batch and query
   */
  async get(batchId: number): Promise<E | undefined> {
    const path = this.pathOf(batchId);
    const bytes = await readIfThere(this.#fs, path);
    if (bytes === undefined) return undefined;
    const value = decodeLogEntry(bytes, path);
    if (!this.#isEntry(value)) {
      throw CHECKPOINT_CORRUPT.error({
        path,
        damage: 'its form is not the one this version writes',
      });
    }
    const entry = value as JsonValue & E;
    if (entry.batchId !== batchId) {
      throw CHECKPOINT_CORRUPT.error({ path, damage: 'it belongs to another batch' });
    }
    if (entry.queryId !== this.#owner.queryId) {
      throw CHECKPOINT_CORRUPT.error({ path, damage: 'it belongs to another query' });
    }
    return entry;
  }

  /**
   * Writes the entry of a batch; it is durable on return.
   *
   * @throws {@link CONCURRENT_QUERY} when another process has written it
   */
  async add(entry: E): Promise<void> {
    const isOurs = await putIfAbsent(
      this.#fs,
      { folder: this.#folder, name: String(entry.batchId), tempId: this.#owner.attempt },
      encodeLogEntry(entry as unknown as JsonValue),
    );
    if (!isOurs) throw CONCURRENT_QUERY.error({ path: this.pathOf(entry.batchId) });
  }

  /** Removes entries below `batchId`, oldest first. After a crash some of them may still be there. */
  async purgeBelow(batchId: number): Promise<void> {
    for (const id of await this.batchIds()) {
      if (id < batchId) await this.#fs.unlink(this.pathOf(id));
    }
  }

  /** Removes what died writers left behind. Only while holding the lock. */
  async removeTemps(): Promise<void> {
    await removeTemps(this.#fs, this.#folder);
  }
}

/** Removes the temporary files of a folder. Only while holding the lock of the checkpoint. */
export async function removeTemps(fs: DurableFs, folder: string): Promise<void> {
  for (const { name, isDirectory } of await fs.readdir(folder)) {
    if (!isDirectory && isTempName(name)) await fs.unlink(`${folder}/${name}`);
  }
}
