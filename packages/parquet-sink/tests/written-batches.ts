import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Batch,
  batchOf,
  type Committable,
  nodePorts,
  type Ports,
  type Row,
  recordBatch,
  type Schema,
  type SinkWriter,
  vectorFromJs,
  type WriteContext,
} from '@tidemark/core/connector';
import { onTestFinished } from 'vitest';
import { type ParquetSinkOptions, parquetSink } from '../src/index.ts';

/** A fresh folder for one test, gone after it. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-parquet-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export function rowsBatch(schema: Schema, rows: readonly Row[]): Batch<Row> {
  const columns = schema.fields.map(({ name, dataType }) =>
    vectorFromJs(
      rows.map((row) => row[name]),
      dataType,
    ),
  );
  return batchOf(schema as Schema<Row>, [recordBatch(schema, columns, rows.length)]);
}

export interface OpenOptions extends ParquetSinkOptions<Row> {
  readonly schema: Schema;
  readonly queryId?: string;
  readonly sinkId?: string;
  readonly ports?: Ports;
}

/** Opens a sink as a run of query `query-1` would. */
export function openSink(options: OpenOptions): Promise<SinkWriter<Row>> {
  const { schema, queryId = 'query-1', sinkId = 'sink-0', ports = nodePorts(), ...rest } = options;
  return parquetSink<Row>(rest).open({
    ports,
    queryId,
    queryName: undefined,
    sinkId,
    schema,
    outputMode: 'append',
  });
}

export function writeContext(batchId: number): WriteContext {
  return { batchId, queryId: 'query-1', outputMode: 'append', batchTimeMs: 0, isReplay: false };
}

/** Writes rows and publishes them, as one whole batch of the engine. */
export async function writeBatch(
  writer: SinkWriter<Row>,
  batch: Batch<Row>,
  batchId: number,
): Promise<void> {
  const committable = await writer.write(batch, writeContext(batchId));
  if (committable !== undefined) await publish(writer, committable, batchId);
}

export async function publish(
  writer: SinkWriter<Row>,
  committable: Committable,
  batchId: number,
): Promise<void> {
  await writer.publish?.(committable, { batchId, queryId: 'query-1' });
}

/** All files below a folder, with the random attempt in their names replaced. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((name) => name.replace(/-[0-9a-z]{8}\./, '-attempt.'))
    .sort();
}
