import { STATE_SCHEMA_CHANGED } from '../errors/checkpoint.ts';
import type { Clock } from '../ports/clock.ts';
import type { DurableFs } from '../ports/durable-fs.ts';
import { readStoredFile, type StoredFile, writeStoredChunks } from '../ports/stored-file.ts';
import { makeFolder } from '../ports/write-durably.ts';
import type { Field } from '../types/data-type.ts';
import { type ConvertColumns, columnEvolution } from './evolve-columns.ts';
import { latestRows, type ReadBlocks, upsertsNewestFirst } from './latest-rows.ts';
import { mergeFrom } from './merge-policy.ts';
import {
  blocksOf,
  readStateFile,
  type StateBlock,
  StateFileWriter,
  type StoredSchema,
} from './state-file.ts';
import { stateSchemaText, typesOf } from './state-schema.ts';
import {
  partsOf,
  type StateChanges,
  type StateFiles,
  type StateRows,
  type StateStore,
} from './state-store.ts';

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

/** A file is made and written in chunks of about this size, with a turn of the event loop after each. */
const CHUNK_BYTES = 512 * 1024;

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

  async *load(reader?: { readonly keepsFirst: boolean }): AsyncGenerator<StateRows> {
    const { keyFields, clock } = this.#options;
    const rows = reader?.keepsFirst === true ? upsertsNewestFirst : latestRows;
    for await (const block of rows(this.#newestFirst(this.#files), keyFields, clock)) {
      if (!block.isRemoval) yield block;
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
    const delta: Uint8Array[] = [];
    for await (const chunk of this.#encoded(changedBlocks(changes))) delta.push(chunk);
    const deltaRows = changes.upserts.length + changes.removals.length;
    const deltaBytes = delta.reduce((sum, { length }) => sum + length, 0);
    const at = mergeFrom([...this.#files.map(({ sizeBytes }) => sizeBytes), deltaBytes]);
    const kept = this.#files.slice(0, at);
    const merged = this.#files.slice(at);
    const isWhole = at === 0;
    const chunks =
      merged.length === 0 && !(isWhole && changes.removals.length > 0)
        ? delta
        : this.#encoded(this.#merged(merged, delta, { isWhole, deltaRows }));
    const name = `${batchId}-${attempt}.${isWhole ? 'snapshot' : 'delta'}`;
    const file = await writeStoredChunks(fs, directory, name, chunks);
    await fs.syncDir(directory);
    return [...kept, file];
  }

  async *#encoded(
    blocks: AsyncIterable<StateBlock> | Iterable<StateBlock>,
  ): AsyncGenerator<Uint8Array> {
    const writer = new StateFileWriter(this.#options);
    for await (const block of blocks) {
      writer.add(block);
      if (writer.length < CHUNK_BYTES) continue;
      yield writer.take();
      await this.#options.clock?.yield();
    }
    if (writer.length > 0) yield writer.take();
  }

  /** The rows of one file in place of several. A whole table needs no removals. */
  async *#merged(
    files: readonly StoredFile[],
    delta: readonly Uint8Array[],
    { isWhole, deltaRows }: { readonly isWhole: boolean; readonly deltaRows: number },
  ): AsyncGenerator<StateBlock> {
    const newestFirst: readonly ReadBlocks[] = [
      () => Promise.resolve(this.#blocksIn(delta, this.#options.directory)),
      ...this.#newestFirst(files),
    ];
    const { keyFields, clock } = this.#options;
    for await (const block of latestRows(newestFirst, keyFields, clock, deltaRows)) {
      if (!block.isRemoval || !isWhole) yield block;
    }
  }

  #newestFirst(files: readonly StoredFile[]): readonly ReadBlocks[] {
    const { fs, directory, clock } = this.#options;
    return files.toReversed().map((file) => async () => {
      const bytes = await readStoredFile(fs, directory, file, clock);
      return this.#blocksIn([bytes], `${directory}/${file.name}`);
    });
  }

  *#blocksIn(chunks: readonly Uint8Array[], path: string): Generator<StateBlock> {
    const content = readStateFile(chunks, path);
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

function* changedBlocks({ upserts, removals }: StateChanges): Generator<StateBlock> {
  for (const part of partsOf(upserts)) yield* blocksOf(part, false);
  for (const part of partsOf(removals)) yield* blocksOf(part, true);
}
