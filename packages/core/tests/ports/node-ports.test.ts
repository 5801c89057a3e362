import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Checkpoint, openCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { vectorOf } from '../../src/columnar/vector-of.ts';
import { CHECKPOINT_LOCKED } from '../../src/errors/checkpoint.ts';
import { DISK_WRITE_FAILED } from '../../src/errors/disk.ts';
import { nodePorts } from '../../src/ports/node-ports.ts';
import { nodeProcesses } from '../../src/ports/node-processes.ts';
import { systemClock } from '../../src/ports/system-clock.ts';
import { systemRand } from '../../src/ports/system-rand.ts';
import { makeFolder, putIfAbsent, writeNewFile } from '../../src/ports/write-durably.ts';
import { openOperatorState } from '../../src/state/operator-state.ts';
import { DOUBLE, STRING } from '../../src/types/data-type.ts';
import { factOf, intentOf } from '../checkpoint/entries.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tidemark-'));
});
afterEach(() => rm(root, { recursive: true }));

describe.each(['power-loss', 'process'] as const)(
  'the real disk with durability %s',
  (durability) => {
    const { fs } = nodePorts({ durability });

    it('keeps what was written, and tells its folder in order', async () => {
      await makeFolder(fs, `${root}/a/b`);
      await writeNewFile(fs, `${root}/a/b/2`, bytes('two'));
      await writeNewFile(fs, `${root}/a/b/10`, bytes('ten'));
      expect(new TextDecoder().decode(await fs.readFile(`${root}/a/b/2`))).toBe('two');
      expect(await fs.readdir(`${root}/a`)).toEqual([{ name: 'b', isDirectory: true }]);
      expect((await fs.readdir(`${root}/a/b`)).map(({ name }) => name)).toEqual(['10', '2']);
      expect(await fs.stat(`${root}/a/b/10`)).toMatchObject({ sizeBytes: 3, isDirectory: false });
      await fs.rename(`${root}/a/b/2`, `${root}/a/b/3`);
      await fs.unlink(`${root}/a/b/3`);
      await fs.unlink(`${root}/a/b/10`);
      await fs.rmdir(`${root}/a/b`);
      await expect(fs.readdir(`${root}/a/b`)).rejects.toMatchObject({ code: 'ENOENT' });
    });

    it('puts a name once', async () => {
      const put = (tempId: string): Promise<boolean> =>
        putIfAbsent(fs, { folder: root, name: '0', tempId }, bytes(tempId));
      expect(await Promise.all([put('a'), put('b'), put('c')])).toEqual(
        expect.arrayContaining([true, false, false]),
      );
      expect((await fs.readdir(root)).map(({ name }) => name)).toEqual(['0']);
    });

    it('runs a checkpoint with state, closes it, and finds it again', async () => {
      const directory = `${root}/new/checkpoint`;
      const open = (): Promise<Checkpoint> =>
        openCheckpoint({ ports: nodePorts({ durability }), directory });
      const first = await open();
      await first.initialOffset(0, () => Promise.resolve(0));
      await first.offsets.add(intentOf(first, 0));
      const stateOf = (
        checkpoint: Checkpoint,
        files: Parameters<typeof openOperatorState>[0]['files'],
      ) =>
        openOperatorState({
          fs,
          directory: checkpoint.stateDirectory('agg'),
          attempt: checkpoint.attempt,
          operatorId: 'agg',
          files,
          keyFields: [{ name: 'k', dataType: STRING, nullable: true }],
          valueFields: [{ name: 'v', dataType: DOUBLE, nullable: true }],
        });
      const state = await stateOf(first, []);
      const facts = await state.commit(0, {
        upserts: { length: 1, columns: [vectorOf(['a'], STRING), vectorOf([1], DOUBLE)] },
        removals: { length: 0, columns: [] },
      });
      await first.commits.add({ ...factOf(first, 0), state: [facts] });
      await expect(open()).rejects.toThrow(CHECKPOINT_LOCKED.name);
      await first.close();
      const second = await open();
      const recovery = await second.recover();
      expect(recovery.kind).toBe('continue');
      if (recovery.kind !== 'continue') return;
      const blocks = [];
      for await (const block of (
        await stateOf(second, recovery.lastCommitted.fact.state[0]?.files ?? [])
      ).load())
        blocks.push(block);
      expect(blocks.map(({ length }) => length)).toEqual([1]);
      await second.close();
      expect((await fs.readdir(directory)).map(({ name }) => name)).toEqual([
        'commits',
        'metadata',
        'offsets',
        'plans',
        'sources',
        'state',
      ]);
    });
  },
);

it.skipIf(process.platform === 'win32')('keeps a checkpoint from other users', async () => {
  const checkpoint = await openCheckpoint({ ports: nodePorts(), directory: `${root}/checkpoint` });
  expect((await stat(`${root}/checkpoint`)).mode & 0o777).toBe(0o700);
  expect((await stat(`${root}/checkpoint/metadata`)).mode & 0o777).toBe(0o600);
  await checkpoint.close();
});

it('says what to do when a path cannot be a folder', async () => {
  await writeFile(`${root}/file`, '');
  const error: unknown = await openCheckpoint({
    ports: nodePorts(),
    directory: `${root}/file/checkpoint`,
  }).catch((e: unknown) => e);
  expect(DISK_WRITE_FAILED.is(error) && error.parameters.code).toBe('ENOTDIR');
});

describe('processes', () => {
  it('this one is alive, and one of the same pid that started at another time is not', async () => {
    const me = await nodeProcesses.current();
    expect(await nodeProcesses.isAlive(me)).toBe(true);
    expect(await nodeProcesses.isAlive({ ...me, startTime: `${me.startTime}1` })).toBe(false);
    expect(await nodeProcesses.isAlive({ ...me, bootId: 'another boot' })).toBe(false);
  });

  it('another one is alive until it ends', async () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
    const me = await nodeProcesses.current();
    const read = async (pid: number): Promise<string> => {
      const { stdout } = await promisify(execFile)('cat', [`/proc/${pid}/stat`]).catch(() => ({
        stdout: '',
      }));
      return stdout.slice(stdout.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    };
    const identity = {
      ...me,
      pid: child.pid as number,
      startTime: await read(child.pid as number),
    };
    expect(await nodeProcesses.isAlive(identity)).toBe(true);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    expect(await nodeProcesses.isAlive(identity)).toBe(false);
  });
});

describe('time and randomness', () => {
  it('a sleep ends at once when it is aborted, before or while it lasts', async () => {
    const stop = new AbortController();
    const nap = systemClock.sleep(2 ** 40, stop.signal);
    const start = systemClock.monotonicMs();
    stop.abort();
    await nap;
    await systemClock.sleep(2 ** 40, stop.signal);
    await systemClock.sleep(0);
    await systemClock.yield();
    expect(systemClock.monotonicMs() - start).toBeLessThan(10_000);
  });

  it('a sleep lasts as long as it should by the clock that never goes back', async () => {
    const start = systemClock.monotonicMs();
    await systemClock.sleep(5);
    expect(systemClock.monotonicMs() - start).toBeGreaterThanOrEqual(5);
    expect(systemClock.nowMs()).toBeGreaterThan(1_700_000_000_000);
  });

  it('attempt ids are eight characters of their alphabet', () => {
    const ids = Array.from({ length: 100 }, () => systemRand.attemptId());
    expect(ids.every((id) => /^[0-9a-z]{8}$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(100);
    expect(systemRand.uuid()).toMatch(/^[0-9a-f-]{36}$/);
  });
});
