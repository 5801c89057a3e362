import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  availableNow,
  consoleSink,
  createSession,
  memorySource,
  schema,
  string,
} from '@tidemark/core';
import { count } from '@tidemark/core/functions';
import { afterAll, beforeAll, expect, test } from 'vitest';

const Word = schema({ word: string() });

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-cli-'));
  const session = createSession({ warn: () => undefined });
  const words = session.readStream(memorySource(Word, [{ word: 'tide' }, { word: 'mark' }]));
  const query = await session.start({
    checkpointLocation: join(folder, 'words'),
    trigger: availableNow(),
    outputs: [
      words
        .groupBy((w) => ({ word: w.word }))
        .agg(() => ({ n: count() }))
        .writeTo(consoleSink({ print: () => undefined }), { outputMode: 'complete' }),
    ],
  });
  await query.awaitTermination();
});

afterAll(() => rm(folder, { recursive: true }));

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as a process of its own. */
function run(...args: readonly string[]): Promise<Outcome> {
  const root = resolve(import.meta.dirname, '..');
  const loader = import.meta.resolve('tsx');
  const flags = ['--conditions=@tidemark/source', '--import', loader, join(root, 'src/main.ts')];
  return new Promise((done) => {
    const options = { cwd: folder, env: { ...process.env, NO_COLOR: '1' } };
    execFile(process.execPath, [...flags, ...args], options, (error, stdout, stderr) => {
      done({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

test('the command looks into a checkpoint on disk, and takes back a batch', async () => {
  const shown = await run('checkpoint', 'show', 'words');
  expect(shown).toMatchObject({ code: 0, stderr: '' });
  expect(shown.stdout).toMatch(/newest batch {2}0, done/);
  const rewound = await run('checkpoint', 'rewind', 'words', '--to-batch', '0', '--yes', '--json');
  expect(JSON.parse(rewound.stdout)).toMatchObject({ isDone: true, batchIds: [] });
  expect(await readdir(join(folder, 'words'))).not.toContain('lock');
});

test('a query of a module is checked and not run', async () => {
  const core = import.meta.resolve('@tidemark/core');
  const functions = import.meta.resolve('@tidemark/core/functions');
  await writeFile(
    join(folder, 'words.mjs'),
    `import { consoleSink, memorySource, schema, string } from '${core}';
import { count } from '${functions}';
export const startWords = (session) =>
  session.start({
    checkpointLocation: 'words',
    outputs: [
      session.readStream(memorySource(schema({ word: string() })))
        .groupBy((w) => ({ word: w.word, again: w.word })).agg(() => ({ n: count() }))
        .writeTo(consoleSink(), { outputMode: 'complete' }),
    ],
  });
`,
  );
  const checked = await run('checkpoint', 'upgrade-check', 'words', '--query', 'words.mjs');
  expect(checked.stderr).toBe('');
  expect(checked.code).toBe(1);
  expect(checked.stdout).toMatch(/refused: .*\nIt may not start on words\./s);
});

test('a wrong call ends with 2 and says what there is', async () => {
  const wrong = await run('checkpoint', 'shwo', 'words');
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toMatch(/unknown command 'shwo'.*Did you mean show/s);
});
