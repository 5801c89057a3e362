import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableNow, createSession, jsonSink } from '@tidemark/core';
import type { DurableFs } from '@tidemark/core/connector';
import { collectList, count, max, sessionWindow, window } from '@tidemark/core/functions';
import { expect, test } from 'vitest';
import { SimFs, simPorts } from '../../../testing/src/index.ts';
import { blockSource } from '../runtime/block-source.ts';
import { type Event, Events, events } from '../semantics/streams.ts';

// Checkpoints of earlier releases, as they were on the disk: a newer one goes on from them, or it
// refuses them with a message. `golden/` gets a file with each release that changes a format; none
// is ever changed. TIDEMARK_RECORD_GOLDEN=name records one.

const GOLDEN = new URL('golden/', import.meta.url);
const RECORD = process.env['TIDEMARK_RECORD_GOLDEN'];

const BEFORE: readonly (readonly Event[])[] = [
  [...events('a', '12:00', '12:03'), ...events('b', '12:04'), { time: null, kind: null }],
  [...events('a', '12:12'), ...events('b', '12:07', '12:07')],
  [...events('a', '12:21', '12:16')],
];
const AFTER: readonly (readonly Event[])[] = [events('b', '12:41', '12:33'), events('z', '14:00')];

async function run(fs: SimFs, seed: number, blocks: readonly (readonly Event[])[]): Promise<void> {
  const session = createSession({ ports: simPorts({ seed, fs }), warn: () => undefined });
  const stream = session
    .readStream(blockSource(Events, blocks, { blocksPerBatch: 1 }))
    .withWatermark('time', '10 minutes');
  const counts = stream
    .groupBy((e) => ({ window: window(e.time, '10 minutes'), kind: e.kind }))
    .agg((e) => ({ n: count(), last: max(e.time) }));
  const sessions = stream
    .groupBy((e) => ({ session: sessionWindow(e.time, '5 minutes'), kind: e.kind }))
    .agg((e) => ({ times: collectList(e.time) }));
  const first = stream.dropDuplicates('kind', 'time');
  const query = await session.start({
    checkpointLocation: '/checkpoint',
    trigger: availableNow(),
    outputs: [
      counts.writeTo(jsonSink({ path: '/out/counts' }), { name: 'counts' }),
      sessions.writeTo(jsonSink({ path: '/out/sessions' }), { name: 'sessions' }),
      first.writeTo(jsonSink({ path: '/out/first' }), { name: 'first' }),
    ],
  });
  await query.awaitTermination();
}

/** The lines that the sinks have published, each with its output. */
async function published(fs: DurableFs): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const output of ['counts', 'sessions', 'first']) {
    for (const { name, isDirectory } of await fs.readdir(`/out/${output}`)) {
      if (isDirectory) continue;
      const text = new TextDecoder().decode(await fs.readFile(`/out/${output}/${name}`));
      lines.push(...text.split('\n').flatMap((line) => (line === '' ? [] : [`${output} ${line}`])));
    }
  }
  return lines.sort();
}

/** Every file below a folder, by its path. */
async function filesBelow(fs: DurableFs, folder: string): Promise<[string, Uint8Array][]> {
  const files: [string, Uint8Array][] = [];
  for (const { name, isDirectory } of await fs.readdir(folder)) {
    const path = `${folder === '/' ? '' : folder}/${name}`;
    if (isDirectory) files.push(...(await filesBelow(fs, path)));
    else files.push([path, await fs.readFile(path)]);
  }
  return files;
}

async function recorded(name: string): Promise<SimFs> {
  const files = JSON.parse(readFileSync(new URL(name, GOLDEN), 'utf8')) as Record<string, string>;
  const fs = new SimFs();
  for (const [path, base64] of Object.entries(files)) {
    await fs.mkdir(path.slice(0, path.lastIndexOf('/')));
    const file = await fs.create(path);
    await file.write(Buffer.from(base64, 'base64'));
    await file.close();
  }
  return fs;
}

async function record(name: string): Promise<void> {
  const fs = new SimFs();
  await run(fs, 1, BEFORE);
  const files = (await filesBelow(fs, '/')).map(([path, bytes]) => [
    path,
    Buffer.from(bytes).toString('base64'),
  ]);
  const text = `${JSON.stringify(Object.fromEntries(files), undefined, 1)}\n`;
  writeFileSync(new URL(`${name}.checkpoint`, GOLDEN), text, { flag: 'wx' });
}

if (RECORD !== undefined) await record(RECORD);

test.each(readdirSync(GOLDEN))('a query goes on from the checkpoint of %s', async (name) => {
  const undisturbed = new SimFs();
  await run(undisturbed, 2, [...BEFORE, ...AFTER]);
  const fs = await recorded(name);
  const before = await published(fs);
  await run(fs, 3, [...BEFORE, ...AFTER]);
  const after = await published(fs);
  expect(after).toEqual(await published(undisturbed));
  expect(before.length).toBeGreaterThan(3);
  expect(after.length).toBeGreaterThan(before.length);
});
