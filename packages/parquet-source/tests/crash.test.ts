import { int, schema, string } from '@tidemark/core';
import type { Committable, Row, SinkWriter } from '@tidemark/core/connector';
import { parquetSink } from '@tidemark/parquet-sink';
import { LOSSES, SimCrash, type SimFs, simPorts } from '@tidemark/testing';
import { describe, expect, test } from 'vitest';
import { parquetSource } from '../src/index.ts';
import { openReader, readAll, rowsBetween } from './read-source.ts';
import { rowsBatch } from './rows-batch.ts';

const Sale = schema({ country: string(), id: int() });
const PATH = 'out/sales';
/** Under each way to lose power every fifth moment is tried, others under the next: all of them in seconds. */
const STRIDE = 5;
/** Batch 1 has no rows. */
const BATCHES = [
  [
    { country: 'NL', id: 0 },
    { country: 'DE', id: 1 },
  ],
  [],
  [
    { country: 'NL', id: 2 },
    { country: 'FR', id: 3 },
  ],
];

/** The part of a checkpoint that matters to a sink; it is durable as soon as it is said. */
class Commits {
  readonly committables: (Committable | undefined)[] = [];
}

/** One run of the engine's commit protocol, from wherever the commits say. */
async function run(fs: SimFs, commits: Commits, seed: number): Promise<void> {
  const writer: SinkWriter<Row> = await parquetSink<Row>({
    path: PATH,
    partitionBy: ['country'],
  }).open({
    ports: simPorts({ seed, fs }),
    queryId: 'q',
    queryName: undefined,
    sinkId: 's',
    schema: Sale,
    outputMode: 'append',
  });
  await publishNewest(writer, commits);
  while (commits.committables.length < BATCHES.length) {
    const batchId = commits.committables.length;
    const rows = rowsBatch(Sale, BATCHES[batchId] as Row[]);
    const committable = await writer.write(rows, {
      batchId,
      queryId: 'q',
      outputMode: 'append',
      batchTimeMs: 0,
      isReplay: false,
    });
    commits.committables.push(committable ?? undefined);
    await publishNewest(writer, commits);
  }
}

async function publishNewest(writer: SinkWriter<Row>, { committables }: Commits): Promise<void> {
  const newest = committables.at(-1);
  const batchId = committables.length - 1;
  if (newest !== undefined) await writer.publish?.(newest, { batchId, queryId: 'q' });
}

async function visibleIds(fs: SimFs): Promise<number[]> {
  const ports = simPorts({ seed: 99, fs });
  const rows = await readAll(parquetSource({ path: PATH, schema: Sale }), { ports });
  return rows.map((row) => row['id'] as number).toSorted((a, b) => a - b);
}

/** What a tool sees that lists the folder: names of published files, and what is still staged. */
async function filesBelow(fs: SimFs, folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const { name, isDirectory } of await fs.readdir(folder)) {
    const path = `${folder}/${name}`;
    files.push(...(isDirectory ? await filesBelow(fs, path) : [path]));
  }
  return files;
}

async function operationsOfOneRun(): Promise<number> {
  const { fs } = simPorts({ seed: 1 });
  await run(fs, new Commits(), 1);
  return fs.operations;
}

describe('whenever the machine dies', () => {
  test.each(LOSSES)(
    'and loses $mode (seed $seed), each row is there once afterwards',
    async ({ mode, seed }) => {
      const operations = await operationsOfOneRun();
      expect(operations).toBeGreaterThan(30);
      for (let at = (seed + mode.length) % STRIDE; at < operations; at += STRIDE) {
        const { fs } = simPorts({ seed: 1 });
        const commits = new Commits();
        fs.crashBefore(at);
        await expect(run(fs, commits, 1)).rejects.toThrow(SimCrash);

        const left = fs.crash(mode, seed);
        const committed = BATCHES.slice(0, commits.committables.length);
        const committedIds = committed.flatMap((rows) => rows.map(({ id }) => id));
        const seen = await openedIds(left);
        // Whole batches only, and none that is not committed.
        expect([[], [0, 1], [0, 1, 2, 3]]).toContainEqual(seen);
        expect(committedIds).toEqual(expect.arrayContaining(seen));

        await run(left, commits, 2);
        expect(await visibleIds(left)).toEqual([0, 1, 2, 3]);
        const files = await filesBelow(left, PATH);
        expect(files.filter((file) => file.endsWith('.parquet'))).toHaveLength(4);
      }
    },
  );
});

/** Ids that a reader finds right after the crash, nothing where the folder is not there yet. */
async function openedIds(fs: SimFs): Promise<number[]> {
  const ports = simPorts({ seed: 99, fs });
  const source = parquetSource({ path: PATH, schema: Sale });
  const reader = await openReader(source, { ports, isStreaming: true });
  const { end } = await reader.planBatch(null, { ignoreLimits: true });
  const rows = await rowsBetween(reader, null, end);
  return rows.map((row) => row['id'] as number).toSorted((a, b) => a - b);
}

test('a streaming reader that dies while it plans reads each file once', async () => {
  const published = simPorts({ seed: 1 }).fs;
  await run(published, new Commits(), 1);
  // Without the log it is a folder of any program.
  for (const { name } of await published.readdir(`${PATH}/_log`)) {
    await published.unlink(`${PATH}/_log/${name}`);
  }
  const withoutLog = await copyWithoutLog(published);
  const plan = async (fs: SimFs, seed: number): Promise<number[]> => {
    const reader = await openReader(
      parquetSource({ path: PATH, schema: Sale, maxFilesPerTrigger: 1 }),
      {
        ports: simPorts({ seed, fs }),
        isStreaming: true,
        directory: 'checkpoint/sources/0',
      },
    );
    const ids: number[] = [];
    let start = await reader.initialOffset();
    for (;;) {
      const { end } = await reader.planBatch(start, { ignoreLimits: false });
      if (JSON.stringify(end) === JSON.stringify(start)) return ids.toSorted((a, b) => a - b);
      ids.push(...(await rowsBetween(reader, start, end)).map((row) => row['id'] as number));
      start = end;
    }
  };
  const whole = withoutLog.crash('kill');
  const before = whole.operations;
  expect(await plan(whole, 1)).toEqual([0, 1, 2, 3]);
  for (let at = before; at < whole.operations; at++) {
    for (const { mode, seed } of LOSSES.filter((_, i) => (at + i) % STRIDE === 0)) {
      const fs = withoutLog.crash('kill');
      fs.crashBefore(at);
      await expect(plan(fs, 1)).rejects.toThrow(SimCrash);
      expect(await plan(fs.crash(mode, seed), 2)).toEqual([0, 1, 2, 3]);
    }
  }
}, 20_000);

/** The data files alone, durable. */
async function copyWithoutLog(from: SimFs): Promise<SimFs> {
  const { fs } = simPorts({ seed: 1 });
  for (const path of await filesBelow(from, PATH)) {
    if (!path.endsWith('.parquet')) continue;
    const folder = path.slice(0, path.lastIndexOf('/'));
    await fs.mkdir(folder);
    const file = await fs.create(path);
    await file.write(await from.readFile(path));
    await file.sync();
    await file.close();
    await fs.syncDir(folder);
  }
  for (const folder of ['.', 'out', PATH]) await fs.syncDir(folder);
  return fs;
}
