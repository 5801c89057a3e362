import { mkdir, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { int, schema } from '@tidemark/core';
import {
  BAD_OFFSET,
  CHECKPOINT_CORRUPT,
  type Offset,
  SEEN_FILES_TAKEN,
  type Source,
  type SourceReader,
} from '@tidemark/core/connector';
import { beforeEach, describe, expect, test } from 'vitest';
import { parquetSource } from '../src/index.ts';
import { duckdb } from './duckdb.ts';
import { openReader, rowsBetween, temporaryFolder, writeBatches } from './read-source.ts';
import { rowsBatch } from './rows-batch.ts';

const Row = schema({ id: int() });
const limited = { ignoreLimits: false };
const DAY_SECONDS = 86_400;

let folder = '';
let path = '';
let directory = '';

beforeEach(async () => {
  folder = await temporaryFolder();
  path = `${folder}/in`;
  directory = `${folder}/checkpoint/sources/0`;
});

/** A file of another program that appears whole, as old as it is told. */
async function addFile(id: number, ageSeconds: number, name = `${id}.parquet`): Promise<void> {
  await duckdb(`COPY (SELECT ${id}::INTEGER AS id) TO '${folder}/new' (FORMAT parquet)`);
  const time = 2_000_000_000 - ageSeconds;
  await utimes(`${folder}/new`, time, time);
  await mkdir(path, { recursive: true });
  await rename(`${folder}/new`, `${path}/${name}`);
}

function open(maxFilesPerTrigger = Number.POSITIVE_INFINITY): Promise<SourceReader> {
  const source: Source = parquetSource({ path, schema: Row, maxFilesPerTrigger });
  return openReader(source, { isStreaming: true, directory });
}

async function ids(reader: SourceReader, start: Offset, end: Offset): Promise<unknown[]> {
  return (await rowsBetween(reader, start, end)).map((row) => row['id']);
}

const one = (id: number): ReturnType<typeof rowsBatch> => rowsBatch(Row, [{ id }]);

describe('a folder that a sink writes', () => {
  test('gives its batches, from whatever offset, also to a new reader', async () => {
    await writeBatches({ path }, [one(1), one(2)]);
    const reader = await open();
    const first = await reader.planBatch(await reader.initialOffset(), limited);
    expect(first).toEqual({ end: { batchId: 1 }, latest: { batchId: 1 } });
    await writeBatches({ path }, [one(3)], 5);
    const second = await (await open()).planBatch(first.end, limited);
    expect(second.end).toEqual({ batchId: 5 });
    expect(await ids(await open(), null, second.end)).toEqual([1, 2, 3]);
    expect(await ids(await open(), first.end, second.end)).toEqual([3]);
    expect((await reader.planBatch(second.end, limited)).end).toEqual(second.end);
  });

  test('gives whole batches up to the limit of files, and at least one', async () => {
    const Two = schema({ id: int(), k: int() });
    const two = rowsBatch(Two, [
      { id: 1, k: 1 },
      { id: 2, k: 2 },
    ]);
    await writeBatches({ path, partitionBy: ['k'] }, [two, two, two]);
    const reader = await open(3);
    expect(await reader.planBatch(null, limited)).toMatchObject({
      end: { batchId: 0 },
      latest: { batchId: 2 },
    });
    expect((await reader.planBatch(null, { ignoreLimits: true })).end).toEqual({ batchId: 2 });
    expect((await (await open(1)).planBatch({ batchId: 0 }, limited)).end).toEqual({ batchId: 1 });
  });

  test('is recognised although it was empty when the query began', async () => {
    const reader = await open();
    expect((await reader.planBatch(null, limited)).end).toBeNull();
    await writeBatches({ path }, [one(1)]);
    expect((await reader.planBatch(null, limited)).end).toEqual({ batchId: 0 });
  });

  test('ends for the availableNow trigger where it ended then', async () => {
    await writeBatches({ path }, [one(1)]);
    const reader = await open();
    await reader.captureEnd();
    await writeBatches({ path }, [one(2)], 1);
    expect((await reader.planBatch(null, limited)).end).toEqual({ batchId: 0 });
  });
});

describe('a folder of other programs', () => {
  test('gives the oldest files first, each once', async () => {
    await addFile(1, 10);
    await addFile(2, 30);
    await addFile(3, 20);
    const reader = await open(2);
    const first = await reader.planBatch(null, limited);
    expect(first.end).toEqual({ logOffset: 0 });
    expect(first.metrics).toEqual({ numFilesOutstanding: '1' });
    expect(await ids(reader, null, first.end)).toEqual([2, 3]);
    await addFile(4, 5);
    const second = await reader.planBatch(first.end, limited);
    expect(await ids(reader, first.end, second.end)).toEqual([1, 4]);
    expect((await reader.planBatch(second.end, limited)).end).toEqual(second.end);
  });

  test('gives the same files for a range after a restart, whatever came in between', async () => {
    await addFile(1, 10);
    const reader = await open();
    const { end } = await reader.planBatch(null, limited);
    await addFile(2, 20);
    const restarted = await open();
    expect(await ids(restarted, null, end)).toEqual([1]);
    const next = await restarted.planBatch(end, limited);
    expect(await ids(await open(), end, next.end)).toEqual([2]);
  });

  test('forgets nothing when the process died before the checkpoint knew of the plan', async () => {
    await addFile(1, 10);
    await (await open()).planBatch(null, limited);
    const restarted = await open();
    const { end } = await restarted.planBatch(null, limited);
    expect(await ids(restarted, null, end)).toEqual([1]);
  });

  test('keeps its place over many entries, in ten files at most', async () => {
    const reader = await open(1);
    let start: Offset = null;
    for (let id = 0; id < 25; id++) {
      await addFile(id, 1000 - id);
      const { end } = await reader.planBatch(start, limited);
      await reader.commit(start);
      start = end;
    }
    expect((await readdir(directory)).length).toBeLessThanOrEqual(10);
    const restarted = await open(1);
    expect((await restarted.planBatch(start, limited)).end).toEqual(start);
    expect(await ids(restarted, { logOffset: 20 }, start)).toEqual([21, 22, 23, 24]);
  });

  test('does not take a file for new that is a week older than the newest', async () => {
    await addFile(1, 0);
    await addFile(2, 8 * DAY_SECONDS);
    const reader = await open();
    const { end } = await reader.planBatch(null, limited);
    expect(await ids(reader, null, end)).toEqual([2, 1]);
    await reader.commit(end);
    await addFile(3, 8 * DAY_SECONDS);
    await addFile(4, 6 * DAY_SECONDS);
    const next = await reader.planBatch(end, limited);
    expect(await ids(reader, end, next.end)).toEqual([4]);
  });

  test('ends for the availableNow trigger where it ended then, also when it was empty', async () => {
    const empty = await open();
    await empty.captureEnd();
    await addFile(1, 10);
    expect((await empty.planBatch(null, limited)).end).toBeNull();
    const reader = await open(1);
    await reader.captureEnd();
    await addFile(2, 20);
    const { end } = await reader.planBatch(null, limited);
    expect(await ids(reader, null, end)).toEqual([1]);
    expect((await reader.planBatch(end, limited)).end).toEqual(end);
  });
});

describe('the checkpoint', () => {
  test('with a damaged list of files is refused', async () => {
    await addFile(1, 10);
    await (await open()).planBatch(null, limited);
    await writeFile(`${directory}/000000000`, 'v1 00000000\n[]\n');
    await expect((await open()).planBatch(null, limited)).rejects.toSatisfy((e) =>
      CHECKPOINT_CORRUPT.is(e),
    );
  });

  test('that another process uses is not written over', async () => {
    await addFile(1, 10);
    const first = await open();
    const { end } = await first.planBatch(null, limited);
    const other = await open();
    await other.planBatch(end, limited);
    await addFile(2, 5);
    await other.planBatch(end, limited);
    await rm(`${path}/2.parquet`);
    await addFile(3, 4);
    await expect(first.planBatch(end, limited)).rejects.toSatisfy((e) => SEEN_FILES_TAKEN.is(e));
  });

  test('with an offset of another source is refused', async () => {
    await addFile(1, 10);
    const offset = { 'orders-0': 17 };
    await expect((await open()).planBatch(offset, limited)).rejects.toSatisfy((e) =>
      BAD_OFFSET.is(e),
    );
  });
});
