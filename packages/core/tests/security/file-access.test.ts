// Who may read what a query leaves on the disk, and where values from outside may put it.
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import {
  availableNow,
  createSession,
  jsonSink,
  memorySink,
  memorySource,
  nullable,
  schema,
  string,
} from '@tidemark/core';
import { count } from '@tidemark/core/functions';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PARTITION_VALUE_TOO_LONG } from '../../src/errors/file-sink.ts';

let directory: string;
let umask: number;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidemark-'));
  umask = process.umask(0o022);
});
afterEach(async () => {
  process.umask(umask);
  await rm(directory, { recursive: true });
});

const Visits = schema({ page: nullable(string()), user: string() });

/** Rows into a folder by page, and how often each user came into a state. */
async function run(...pages: readonly (string | null)[]): Promise<void> {
  const source = memorySource(
    Visits,
    pages.map((page, i) => ({ page, user: `user-${i}` })),
  );
  const session = createSession();
  const visits = session.readStream(source);
  const query = await session.start({
    checkpointLocation: join(directory, 'checkpoint'),
    trigger: availableNow(),
    outputs: [
      visits.writeTo(jsonSink({ path: join(directory, 'out'), partitionBy: ['page'] })),
      visits
        .groupBy('user')
        .agg(() => ({ visits: count() }))
        .writeTo(memorySink(), { outputMode: 'update' }),
    ],
  });
  await query.awaitTermination();
}

/** Paths below a folder with who may do what, as in `ls -l`. */
async function modesBelow(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder, { recursive: true });
  const modes = await Promise.all(
    ['', ...names].map(async (name) => {
      const { mode } = await stat(join(folder, name));
      return [name, (mode & 0o777).toString(8)] as const;
    }),
  );
  return new Map(modes);
}

test.skipIf(process.platform === 'win32')(
  'a checkpoint is readable by its user alone, output by whom the umask allows',
  async () => {
    await run('home', 'shop');
    const checkpoint = await modesBelow(join(directory, 'checkpoint'));
    expect([...checkpoint.keys()].some((name) => name.startsWith(`state${sep}`))).toBe(true);
    for (const [name, mode] of checkpoint)
      expect([name, mode]).toEqual([name, expect.stringMatching(/^[67]00$/)]);
    const output = await modesBelow(join(directory, 'out'));
    for (const [name, mode] of output)
      expect([name, mode]).toEqual([name, expect.stringMatching(/^(644|755)$/)]);
  },
);

test('whatever a partition value says, its rows stay below the folder of the sink', async () => {
  const hostile = [
    '../../x',
    '..',
    '.',
    '...',
    '/etc/passwd',
    '..\\..\\x',
    '%2e%2e/%2e%2e/x',
    'C:\\x',
    'a\u0000b',
    '\n\r\t\u001b[31m\u007f',
    '__proto__',
    '_log',
    '_staging',
    '~',
    '$(reboot)',
    'x=y/z=1',
    '\u202egpj.exe',
    '',
    null,
  ];
  await run(...hostile);
  expect((await readdir(directory)).sort()).toEqual(['checkpoint', 'out']);
  const folders = (await readdir(join(directory, 'out'))).filter((name) => name.includes('='));
  // Null and the empty string share one.
  expect(folders).toHaveLength(hostile.length - 1);
  for (const folder of folders) {
    expect(folder).toMatch(/^page=[^/\\\0]+$/);
    const files = await readdir(join(directory, 'out', folder), { withFileTypes: true });
    expect(files.every((file) => file.isFile() && file.name.startsWith('part-'))).toBe(true);
  }
});

test('a value that no file system takes as a name ends the query, by name', async () => {
  const error = (await run('x'.repeat(300)).catch((e: unknown) => e)) as Error;
  expect(PARTITION_VALUE_TOO_LONG.is(error.cause)).toBe(true);
  expect(error.message).not.toContain('xxx');
});
