// Text files larger than what is read as a whole: from the real disk, piece by piece.
import { appendFile, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  createSession,
  fileSource,
  int,
  json,
  jsonSink,
  memorySource,
  schema,
  string,
} from '@tidemark/core';
import { count, max, sum } from '@tidemark/core/functions';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FILE_DAMAGED, FILE_UNREADABLE } from '../../src/errors/file-source.ts';
import { NodeDurableFs } from '../../src/ports/node-durable-fs.ts';
import { nodePorts } from '../../src/ports/node-ports.ts';

const Pages = schema({ n: int(), text: string() });
const ROWS = 450;
const page = (n: number) => ({ n, text: `${n}:`.padEnd(10_000, 'é') });
const rows = Array.from({ length: ROWS }, (_, n) => page(n));
const lines = rows.map((row) => JSON.stringify(row)).join('\n');

let directory: string;
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'tidemark-'))));
afterEach(() => rm(directory, { recursive: true }));

/** A disk that refuses to read large files as a whole. */
class NoWholeFiles extends NodeDurableFs {
  override async readFile(path: string): Promise<Uint8Array> {
    const bytes = await super.readFile(path);
    if (bytes.length > 8 * 1024 * 1024) throw new Error(`${path} was read as a whole`);
    return bytes;
  }
}

async function totals(path: string): Promise<unknown> {
  const session = createSession({ ports: { ...nodePorts(), fs: new NoWholeFiles() } });
  const pages = session.read(fileSource({ path, format: json(Pages) }));
  return pages.agg((p) => ({ rows: count(), sum: sum(p.n), last: max(p.text) })).collect();
}
const EXPECTED = [{ rows: ROWS, sum: (ROWS * (ROWS - 1)) / 2, last: page(9).text }];

test('its rows are all there, wherever a piece ends', async () => {
  await writeFile(join(directory, 'pages.json'), `\ufeff${lines}`);
  expect(await totals(directory)).toEqual(EXPECTED);
});

test('packed ones are unpacked piece by piece', async () => {
  // Stored, not deflated, so that the packed file is large too.
  await writeFile(join(directory, 'pages.json.gz'), gzipSync(lines, { level: 0 }));
  expect(await totals(directory)).toEqual(EXPECTED);
});

test('a packed one that is cut is named', async () => {
  const packed = gzipSync(lines, { level: 0 });
  await writeFile(join(directory, 'pages.json.gz'), packed.subarray(0, packed.length - 100_000));
  const error: unknown = await totals(directory).catch((e: unknown) => e);
  expect(FILE_UNREADABLE.is(error)).toBe(true);
});

test('one that a sink wrote is checked against its log', async () => {
  const session = createSession();
  const source = memorySource(Pages, rows);
  await session.read(source).write(jsonSink({ path: directory }));
  expect(await totals(directory)).toEqual(EXPECTED);
  const names = (await readdir(directory)).filter((name) => name.startsWith('part-'));
  const name = names[0] as string;
  const file = await open(join(directory, name), 'r+');
  await file.write('X', 5_000);
  await file.close();
  const changed: unknown = await totals(directory).catch((e: unknown) => e);
  expect(FILE_DAMAGED.is(changed)).toBe(true);
  await appendFile(join(directory, name), 'more');
  const longer: unknown = await totals(directory).catch((e: unknown) => e);
  expect(FILE_DAMAGED.is(longer)).toBe(true);
});
