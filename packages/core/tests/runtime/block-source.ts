import type { Offset, Schema, Source, SourceBatch, SourceReader } from '@tidemark/core/connector';
import { fromJsColumns } from '../semantics/record-batches.ts';

export interface BlockSourceOptions {
  /** How many blocks a batch reads at most. */
  readonly blocksPerBatch?: number;
  readonly description?: string;
  /** Called before every block that is read; may throw, and may take its time. */
  readonly onRead?: (block: number) => void | Promise<void>;
}

/** A source over blocks of rows, its offset the number of blocks, that counts what happens to it. */
export interface BlockSource<R> extends Source<R> {
  readonly blocks: (readonly R[])[];
  /** Readers that are open now. */
  readonly openReaders: number;
  /** What the engine said it will never read again, in order. */
  readonly commits: readonly Offset[];
  /** Ranges that were read, `start-end`, in order. */
  readonly reads: readonly string[];
}

export function blockSource<R extends object>(
  schema: Schema<R>,
  blocks: readonly (readonly R[])[],
  options: BlockSourceOptions = {},
): BlockSource<R> {
  const state = {
    blocks: [...blocks],
    openReaders: 0,
    commits: [] as Offset[],
    reads: [] as string[],
  };
  const { blocksPerBatch = Number.POSITIVE_INFINITY, onRead, description = 'blocks' } = options;
  return {
    get blocks() {
      return state.blocks;
    },
    get openReaders() {
      return state.openReaders;
    },
    get commits() {
      return state.commits;
    },
    get reads() {
      return state.reads;
    },
    name: 'blocks',
    description,
    schema,
    open: ({ columns }) => {
      state.openReaders++;
      let captured: number | undefined;
      const fields = schema.fields.filter(({ name }) => columns.includes(name));
      const reader: SourceReader = {
        initialOffset: () => Promise.resolve(0),
        planBatch: (start, { ignoreLimits }) => {
          const latest = captured ?? state.blocks.length;
          const limit = ignoreLimits ? latest : Number(start) + blocksPerBatch;
          return Promise.resolve({ end: Math.min(limit, latest), latest });
        },
        captureEnd: () => {
          captured = state.blocks.length;
          return Promise.resolve();
        },
        async *read({ start, end }): AsyncGenerator<SourceBatch> {
          state.reads.push(`${Number(start)}-${Number(end)}`);
          for (let block = Number(start); block < Number(end); block++) {
            await onRead?.(block);
            yield { rows: fromJsColumns({ fields }, state.blocks[block] ?? []), badRecordCount: 0 };
          }
        },
        commit: (end) => {
          state.commits.push(end);
          return Promise.resolve();
        },
        close: () => {
          state.openReaders--;
          return Promise.resolve();
        },
      };
      return Promise.resolve(reader);
    },
  };
}
