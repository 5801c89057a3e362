import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Batch,
  nodePorts,
  type Offset,
  type Ports,
  type Row,
  rowsOf,
  type Schema,
  type Source,
  type SourceReader,
} from '@tidemark/core/connector';
import { type ParquetSinkOptions, parquetSink } from '@tidemark/parquet-sink';
import { onTestFinished } from 'vitest';

/** The real disk without the wait for it. */
export const ports: Ports = nodePorts({ durability: 'process' });

/** A fresh folder for one test, gone after it. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-parquet-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes batches 0, 1, 2 … through the sink, from `firstBatchId` on. */
export async function writeBatches(
  options: ParquetSinkOptions<Row>,
  batches: readonly Batch<Row>[],
  firstBatchId = 0,
): Promise<void> {
  const schema = batches[0]?.schema as Schema;
  const context = { ports, queryId: 'q', queryName: undefined, sinkId: 's', schema };
  const writer = await parquetSink(options).open({ ...context, outputMode: 'append' });
  for (const [i, batch] of batches.entries()) {
    const batchId = firstBatchId + i;
    const write = { batchId, queryId: 'q', outputMode: 'append', batchTimeMs: 0, isReplay: false };
    const committable = await writer.write(batch, write as Parameters<typeof writer.write>[1]);
    if (committable) await writer.publish?.(committable, { batchId, queryId: 'q' });
  }
}

export interface ReadOptions {
  readonly isStreaming?: boolean;
  readonly directory?: string;
  readonly columns?: readonly string[];
  readonly ports?: Ports;
}

/** Opens a source as a query would that needs all its columns. */
export async function openReader(source: Source, options: ReadOptions = {}): Promise<SourceReader> {
  const { isStreaming = false, directory, ports: world = ports } = options;
  const { fields } = source.schema ?? (await source.discoverSchema?.(world)) ?? { fields: [] };
  const columns = options.columns ?? fields.map(({ name }) => name);
  const schema = { fields: fields.filter(({ name }) => columns.includes(name)) };
  const context = { ports: world, schema, columns, wantsBadRecords: false, isStreaming };
  return source.open(directory === undefined ? context : { ...context, directory });
}

export async function rowsBetween(
  reader: SourceReader,
  start: Offset,
  end: Offset,
): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of reader.read({ start, end })) rows.push(...rowsOf(batch.rows));
  return rows;
}

/** All rows of a bounded read. */
export async function readAll(source: Source, options: ReadOptions = {}): Promise<Row[]> {
  const reader = await openReader(source, options);
  const start = await reader.initialOffset();
  const { end } = await reader.planBatch(start, { ignoreLimits: true });
  return rowsBetween(reader, start, end);
}
