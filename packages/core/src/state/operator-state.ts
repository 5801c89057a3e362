import { STATE_SCHEMA_CHANGED } from '../errors/checkpoint.ts';
import type { Clock } from '../ports/clock.ts';
import type { DurableFs } from '../ports/durable-fs.ts';
import { readStoredFile, type StoredFile, writeStoredFile } from '../ports/stored-file.ts';
import { makeFolder } from '../ports/write-durably.ts';
import type { Field } from '../types/data-type.ts';
import { type ConvertColumns, columnEvolution } from './evolve-columns.ts';
import { latestRows, type ReadBlocks } from './latest-rows.ts';
import { mergeFrom } from './merge-policy.ts';
import {
  readStateFile,
  type StateBlock,
  StateFileWriter,
  type StoredSchema,
} from './state-file.ts';
import { stateSchemaText, typesOf } from './state-schema.ts';
import type { StateChanges, StateFiles, StateRows, StateStore } from './state-store.ts';

export interface OperatorStateOptions {
  readonly fs: DurableFs;
  /** A folder for this operator alone. */
  readonly directory: string;
  /** New with every run of the query, so that no name is ever used twice. */
  readonly attempt: string;
  readonly operatorId: string;
  readonly keyFields: readonly Field[];
  readonly valueFields: readonly Field[];
  /** The variable of the user that the table is. What it holds may then be declared anew, see `evolve-columns.ts`. */
  readonly variable?: string | undefined;
  /** What the last commit names; none for a new checkpoint. */
  readonly files: readonly StoredFile[];
  /** Lets other work run while a large table is read or merged. */
  readonly clock?: Pick<Clock, 'yield'>;
}

// A file is `<batchId>-<attempt>.snapshot` when it holds the whole table, else `….delta`.
const FILE_NAME = /^(?<batchId>\d+)-[0-9a-z]+\.(?:delta|snapshot)$/;

/**
 * Opens the state of an operator.
 *
 * The table is a chain of files, oldest first: later ones win. A batch adds one file with what it
 * changed, or none. Now and then the newest files become one, so that a chain stays short and the
 * work of merging in proportion to what is written; see `merge-policy.ts`. Every commit names the
 * whole chain, and files are never changed: the state of each retained batch is there.
 *
 * @throws `DISK.WRITE_FAILED`
 */
export async function openOperatorState(options: OperatorStateOptions): Promise<OperatorState> {
  await makeFolder(options.fs, options.directory);
  await options.fs.syncDir(options.directory);
  return new OperatorState(options);
}

/** The durable state of one operator in files of its own. */
export class OperatorState implements StateStore {
  readonly #options: OperatorStateOptions;
  #files: readonly StoredFile[];

  constructor(options: OperatorStateOptions) {
    this.#options = options;
    this.#files = options.files;
  }

  async *load(): AsyncGenerator<StateRows> {
    const newestFirst = this.#newestFirst(this.#files);
    for await (const block of latestRows(newestFirst, this.#options.keyFields)) {
      if (!block.isRemoval) yield block;
      await this.#options.clock?.yield();
    }
  }

  async commit(batchId: number, changes: StateChanges): Promise<StateFiles> {
    const { operatorId } = this.#options;
    if (changes.upserts.length > 0 || changes.removals.length > 0) {
      this.#files = await this.#append(batchId, changes);
    }
    return { operatorId, files: this.#files };
  }

  async purge(oldest: {
    readonly batchId: number;
    readonly files: readonly StoredFile[];
  }): Promise<void> {
    const { fs, directory } = this.#options;
    const kept = new Set(oldest.files.map(({ name }) => name));
    for (const { name } of await fs.readdir(directory)) {
      const batchId = FILE_NAME.exec(name)?.groups?.['batchId'];
      // A file enters the chain in its own batch or never, so an older one is named here or nowhere.
      if (batchId !== undefined && Number(batchId) <= oldest.batchId && !kept.has(name)) {
        await fs.unlink(`${directory}/${name}`);
      }
    }
  }

  async #append(batchId: number, changes: StateChanges): Promise<readonly StoredFile[]> {
    const { fs, directory, attempt } = this.#options;
    const delta = this.#encode(changes);
    const at = mergeFrom([...this.#files.map(({ sizeBytes }) => sizeBytes), delta.length]);
    const kept = this.#files.slice(0, at);
    const merged = this.#files.slice(at);
    const isWhole = at === 0;
    const bytes =
      merged.length === 0 && !(isWhole && changes.removals.length > 0)
        ? delta
        : await this.#merge(merged, delta, isWhole);
    const name = `${batchId}-${attempt}.${isWhole ? 'snapshot' : 'delta'}`;
    const file = await writeStoredFile(fs, directory, name, bytes);
    await fs.syncDir(directory);
    return [...kept, file];
  }

  #encode({ upserts, removals }: StateChanges): Uint8Array {
    const writer = new StateFileWriter(this.#options);
    writer.upserts(upserts);
    writer.removals(removals);
    return writer.finish();
  }

  /** One file in place of several. A whole table needs no removals. */
  async #merge(
    files: readonly StoredFile[],
    delta: Uint8Array,
    isWhole: boolean,
  ): Promise<Uint8Array> {
    const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, delta.length);
    const writer = new StateFileWriter(this.#options, sizeBytes);
    const newestFirst: readonly ReadBlocks[] = [
      () => Promise.resolve(this.#blocksOf(delta, this.#options.directory)),
      ...this.#newestFirst(files),
    ];
    for await (const block of latestRows(newestFirst, this.#options.keyFields)) {
      if (!block.isRemoval) writer.upserts(block);
      else if (!isWhole) writer.removals(block);
      await this.#options.clock?.yield();
    }
    return writer.finish();
  }

  #newestFirst(files: readonly StoredFile[]): readonly ReadBlocks[] {
    const { fs, directory } = this.#options;
    return files.toReversed().map((file) => async () => {
      const bytes = await readStoredFile(fs, directory, file);
      return this.#blocksOf(bytes, `${directory}/${file.name}`);
    });
  }

  *#blocksOf(bytes: Uint8Array, path: string): Generator<StateBlock> {
    const content = readStateFile(bytes, path);
    const convert = this.#conversionOf(content.schema);
    for (const block of content.blocks()) {
      yield convert === undefined || block.isRemoval ? block : this.#converted(block, convert);
    }
  }

  #converted({ columns, length }: StateBlock, convert: ConvertColumns): StateBlock {
    const { length: keyCount } = this.#options.keyFields;
    const values = convert(columns.slice(keyCount), length);
    return { isRemoval: false, length, columns: [...columns.slice(0, keyCount), ...values] };
  }

  /** @throws {@link STATE_SCHEMA_CHANGED} */
  #conversionOf(stored: StoredSchema): ConvertColumns | undefined {
    const { operatorId, keyFields, valueFields, variable } = this.#options;
    const now = stateSchemaText(this.#options);
    const before = 'typesText' in stored ? stored.typesText : stateSchemaText(stored);
    if (variable === undefined || 'typesText' in stored) {
      if (before === now) return undefined;
      throw STATE_SCHEMA_CHANGED.error({ operatorId, before, now });
    }
    if (typesOf(stored.keyFields) !== typesOf(keyFields)) {
      const reason = 'its keys have other types';
      throw STATE_SCHEMA_CHANGED.error({ operatorId, variable, before, now, reason });
    }
    const conversion = columnEvolution(stored.valueFields, valueFields);
    if (typeof conversion === 'function') return conversion;
    const { reason } = conversion;
    throw STATE_SCHEMA_CHANGED.error({ operatorId, variable, before, now, reason });
  }
}
