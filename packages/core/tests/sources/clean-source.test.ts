import { type FileSourceOptions, fileSource, int, json, memorySink, schema } from '@tidemark/core';
import { beforeEach, describe, expect, test } from 'vitest';
import { type SimPorts, simPorts } from '../../../testing/src/index.ts';
import { CLEAN_FAILED, CLEANS_SINK_LOG } from '../../src/errors/file-source.ts';
import { BAD_OPTION } from '../../src/errors/option.ts';
import { passingTime, quietSession } from '../semantics/streams.ts';
import { filesBelow, putFile } from './disk.ts';

const Order = schema({ id: int() });

let ports: SimPorts;
const put = (id: number): Promise<void> => putFile(ports.fs, `in/${id}.json`, `{"id":${id}}`);

beforeEach(async () => {
  ports = simPorts({ seed: 1 });
  await put(1);
});

/** Runs the query until it has read all there is; the answer is the ids it read. */
async function run(options: Omit<FileSourceOptions, 'path'>): Promise<readonly number[]> {
  const { session } = quietSession({ ports });
  const sink = memorySink<{ id: number | null }>();
  const query = await session.start({
    checkpointLocation: 'checkpoint',
    outputs: [
      session
        .readStream(
          fileSource({ path: 'in', format: json(Order), maxFilesPerTrigger: 1, ...options }),
        )
        .writeTo(sink),
    ],
  });
  try {
    await passingTime(ports.clock, query.processAllAvailable());
  } finally {
    await query.stop();
  }
  return sink.rows.map(({ id }) => Number(id));
}

/** Why a query failed. */
async function causeOf(running: Promise<unknown>): Promise<unknown> {
  return running.then(
    () => undefined,
    (error: unknown) => (error as Error).cause,
  );
}

describe('a file that was read', () => {
  test('stays, unless told otherwise', async () => {
    await put(2);
    expect(await run({})).toEqual([1, 2]);
    expect(await filesBelow(ports.fs, 'in')).toEqual(['in/1.json', 'in/2.json']);
  });

  test('is deleted when its batch is done and the next one begun', async () => {
    await put(2);
    await put(3);
    expect(await run({ cleanSource: 'delete' })).toEqual([1, 2, 3]);
    expect(await filesBelow(ports.fs, 'in')).toEqual(['in/3.json']);
    await put(4);
    expect(await run({ cleanSource: 'delete' })).toEqual([4]);
    expect(await filesBelow(ports.fs, 'in')).toEqual(['in/4.json']);
  });

  test('is moved to the archive, with the path it had', async () => {
    await put(2);
    expect(await run({ cleanSource: 'archive', sourceArchiveDir: 'done' })).toEqual([1, 2]);
    expect(await filesBelow(ports.fs, 'in')).toEqual(['in/2.json']);
    expect(await filesBelow(ports.fs, 'done')).toEqual([`done${process.cwd()}/in/1.json`]);
  });

  test('may be gone already', async () => {
    await run({ cleanSource: 'delete' });
    await ports.fs.unlink('in/1.json');
    await put(2);
    expect(await run({ cleanSource: 'delete' })).toEqual([2]);
  });

  test('and cannot be taken away ends the query, which goes on after it', async () => {
    await put(2);
    const unlink = ports.fs.unlink.bind(ports.fs);
    ports.fs.unlink = (path) =>
      path === 'in/1.json'
        ? Promise.reject(Object.assign(new Error('EACCES'), { code: 'EACCES' }))
        : unlink(path);
    const failure = await causeOf(run({ cleanSource: 'delete' }));
    expect(CLEAN_FAILED.is(failure)).toBe(true);
    expect(await run({})).toEqual([2]);
  });
});

describe('it is refused', () => {
  test('to clean the folder of a sink', async () => {
    await putFile(ports.fs, 'in/_spark_metadata/0', 'v1');
    const failure = await causeOf(run({ cleanSource: 'delete' }));
    expect(CLEANS_SINK_LOG.is(failure)).toBe(true);
  });

  test.each([
    [{ cleanSource: 'archive' }, 'sourceArchiveDir'],
    [{ cleanSource: 'archive', sourceArchiveDir: 'in/done' }, 'sourceArchiveDir'],
    [{ cleanSource: 'shred' as 'delete' }, 'cleanSource'],
  ] as const)('to clean with %j', (options, option) => {
    let failure: unknown;
    try {
      fileSource({ path: 'in', format: json(Order), ...options });
    } catch (error) {
      failure = error;
    }
    expect(BAD_OPTION.is(failure) && failure.parameters.option).toBe(option);
  });
});
