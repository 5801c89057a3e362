import { foreachBatch, jsonSink, type Sink } from '@tidemark/core';
import type { Ports } from '@tidemark/core/connector';
import { parquetSink } from '@tidemark/parquet-sink';
import { linesIn, type Visibility } from '@tidemark/testing';
import { loggedRows, sparkLines } from './read-files.ts';
import { stagedSink } from './staged-sink.ts';

/** A place that one output of a query goes to. */
export interface Target {
  readonly sink: Sink<Record<string, unknown>, 'append'>;
  read(reader: Ports): Promise<readonly unknown[]>;
}

export interface TargetKind {
  /** What a reader of one output may see. */
  readonly visibility: Visibility;
  readonly isAllOnDisk: boolean;
  /** A place for an output, made once for a world. */
  make(folder: string): Target;
}

const parquet: TargetKind = {
  visibility: 'batches',
  isAllOnDisk: true,
  make: (folder) => ({
    sink: parquetSink({ path: folder }),
    read: (reader) => loggedRows(reader, folder),
  }),
};

const jsonFolders: TargetKind = {
  visibility: 'rows',
  isAllOnDisk: true,
  make: (folder) => ({
    sink: jsonSink<Record<string, unknown>>({ path: folder, partitionBy: ['kind'] }),
    read: linesIn(folder),
  }),
};

const sparkJson: TargetKind = {
  visibility: 'batches',
  isAllOnDisk: true,
  make: (folder) => ({
    sink: jsonSink<Record<string, unknown>>({
      path: folder,
      partitionBy: ['kind'],
      sparkMetadata: true,
    }),
    read: (reader) => sparkLines(reader, folder),
  }),
};

const staged: TargetKind = {
  visibility: 'batches',
  isAllOnDisk: true,
  make: (folder) => ({ sink: stagedSink(folder), read: linesIn(folder) }),
};

/** A table that takes a batch in one transaction, and knows which it has. */
const database: TargetKind = {
  visibility: 'batches',
  isAllOnDisk: false,
  make: () => {
    const rows: unknown[] = [];
    const batches = new Set<string>();
    return {
      sink: foreachBatch((batch, { queryId, batchId }) => {
        const id = `${queryId} ${batchId}`;
        if (!batches.has(id)) {
          batches.add(id);
          rows.push(...batch.rows());
        }
        return Promise.resolve();
      }) as Target['sink'],
      read: () => Promise.resolve([...rows]),
    };
  },
};

export const TARGETS: Readonly<Record<string, TargetKind>> = {
  parquet,
  'json folders': jsonFolders,
  'spark log': sparkJson,
  staged,
  foreachBatch: database,
};
