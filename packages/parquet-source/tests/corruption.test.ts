import { readdir, readFile, writeFile } from 'node:fs/promises';
import { double, int, nullable, schema, string } from '@tidemark/core';
import { FILE_DAMAGED, type Row, type Schema, StreamingError } from '@tidemark/core/connector';
import { expect, test } from 'vitest';
import { parquetSource } from '../src/index.ts';
import { readAll, temporaryFolder, writeBatches } from './read-source.ts';
import { rowsBatch } from './rows-batch.ts';

// The law: a damaged file never gives other rows than were written where a sink's log vouches for it, and
// anywhere gives rows or an error with a name; the file after it is read as if nothing had been.

const Sale = schema({
  id: int(),
  name: nullable(string()),
  price: double(),
}) as unknown as Schema<Row>;
const ROWS = Array.from({ length: 50 }, (_, i) => ({
  id: i,
  name: i % 3 ? `n${i % 5}` : null,
  price: i / 2,
}));
/** 1 changes every byte; a sample without. */
const STEP = Number(process.env['TIDEMARK_ALL_CORRUPTIONS'] ?? 61);

let folder = '';
let file = '';
let whole: Buffer = Buffer.alloc(0);

async function openFolder(): Promise<void> {
  folder = await temporaryFolder();
  await writeBatches({ path: folder }, [rowsBatch(Sale, ROWS)]);
  const name = (await readdir(folder)).find((path) => path.endsWith('.parquet'));
  file = `${folder}/${name}`;
  whole = await readFile(file);
}

async function outcomeOf(ignoreSinkLog: boolean): Promise<unknown> {
  try {
    return await readAll(parquetSource({ path: folder, schema: Sale, ignoreSinkLog }));
  } catch (error) {
    return error;
  }
}

function* damaged(step: number): Generator<Buffer> {
  for (let at = 0; at < whole.length; at += step) {
    for (const change of [0x01, 0x80, 0xff]) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] as number) ^ change;
      yield bytes;
    }
    yield whole.subarray(0, at);
  }
}

test('a file that a log vouches for gives its rows, or the error names it', async () => {
  await openFolder();
  expect(await outcomeOf(false)).toHaveLength(50);
  for (const bytes of damaged(STEP)) {
    await writeFile(file, bytes);
    const outcome = await outcomeOf(false);
    if (!FILE_DAMAGED.is(outcome)) throw outcome;
    expect(outcome.parameters.file).toBe(file);
  }
}, 3_600_000);

test('a file without a log gives rows, or an error with a name, and the next file is read', async () => {
  await openFolder();
  const endings = new Set<string>();
  for (const bytes of damaged(STEP)) {
    await writeFile(file, bytes);
    const outcome = await outcomeOf(true);
    if (outcome instanceof Error && !(outcome instanceof StreamingError)) throw outcome;
    endings.add(outcome instanceof StreamingError ? outcome.condition : 'rows');
  }
  expect(endings).toContain('FILE_SOURCE.FILE_UNREADABLE');
  await writeFile(file, whole);
  expect(await outcomeOf(true)).toHaveLength(50);
}, 3_600_000);

test('a footer that is longer than its file, or has no end, is refused in little memory', async () => {
  await openFolder();
  const before = process.memoryUsage.rss();
  for (const length of [0xffffffff, 0x7fffffff, whole.length, 0]) {
    const bytes = Buffer.from(whole);
    bytes.writeUInt32LE(length, bytes.length - 8);
    await writeFile(file, bytes);
    expect(String(await outcomeOf(true))).toContain('FILE_SOURCE.FILE_UNREADABLE');
  }
  expect(process.memoryUsage.rss() - before).toBeLessThan(64 * 1024 * 1024);
});
