import { describe, expect, it } from 'vitest';
import { SimFs as Disk, type SimFs, simPorts } from '../../../testing/src/index.ts';
import { type Checkpoint, openCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import {
  CHECKPOINT_CORRUPT,
  CHECKPOINT_LOCKED,
  CONCURRENT_QUERY,
  METADATA_MISSING,
  MISSING_ENTRY,
} from '../../src/errors/checkpoint.ts';
import { factOf, intentOf } from './entries.ts';

const DIRECTORY = '/data/checkpoint';

let seed = 0;
const open = (fs: SimFs, minBatchesToRetain?: number): Promise<Checkpoint> =>
  openCheckpoint({
    ports: simPorts({ seed: seed++, fs }),
    directory: DIRECTORY,
    ...(minBatchesToRetain === undefined ? {} : { minBatchesToRetain }),
  });

/** A disk on which batches `0 … begun` have an intent and `0 … done` a fact, and nobody runs. */
async function diskWith(begun: number, done: number): Promise<SimFs> {
  const fs = new Disk();
  const checkpoint = await open(fs);
  for (let batchId = 0; batchId <= begun; batchId++) {
    await checkpoint.offsets.add(intentOf(checkpoint, batchId));
    if (batchId <= done) await checkpoint.commits.add(factOf(checkpoint, batchId));
  }
  await checkpoint.close();
  return fs;
}

const thrownBy = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a query that starts again', () => {
  it('finds nothing in a new checkpoint', async () => {
    const checkpoint = await open(new Disk());
    expect(await checkpoint.recover()).toEqual({ kind: 'fresh' });
  });

  it('keeps its id, and has a new attempt', async () => {
    const fs = new Disk();
    const first = await open(fs);
    await first.close();
    const second = await open(fs);
    expect(second.queryId).toBe(first.queryId);
    expect(second.attempt).not.toBe(first.attempt);
  });

  it('continues after the last committed batch', async () => {
    const recovery = await (await open(await diskWith(3, 3))).recover();
    expect(recovery).toMatchObject({
      kind: 'continue',
      lastCommitted: { intent: { batchId: 3, watermarkMs: 3000 }, fact: { nextWatermarkMs: 4000 } },
    });
  });

  it('runs the first batch again when it was begun and not done', async () => {
    const recovery = await (await open(await diskWith(0, -1))).recover();
    expect(recovery).toMatchObject({ kind: 'rerun', intent: { batchId: 0 } });
    expect(recovery).not.toHaveProperty('lastCommitted');
  });

  it('runs the newest batch again exactly as intended', async () => {
    const recovery = await (await open(await diskWith(4, 3))).recover();
    expect(recovery).toMatchObject({
      kind: 'rerun',
      intent: { batchId: 4, sources: [{ start: 40, end: 50 }], seed: 42 },
      lastCommitted: { intent: { batchId: 3 }, fact: { batchId: 3 } },
    });
  });

  it('refuses to guess when the commit before the newest batch is gone', async () => {
    const checkpoint = await open(await diskWith(5, 3));
    await expect(checkpoint.recover()).rejects.toThrowErrorMatchingInlineSnapshot(`
      [StreamingError: [CHECKPOINT.MISSING_ENTRY] The checkpoint has '/data/checkpoint/offsets/5' but not '/data/checkpoint/commits/4', which was written before it.
        hint: Run \`tidemark checkpoint verify DIR\` to see all that is damaged, then \`repair\` or \`rewind\` to mend it. Else restore the checkpoint from a backup, or start with a new checkpointLocation, which reads everything again.]
    `);
  });

  it.each([
    ['offsets/3', 'an intent under the newest fact'],
    ['offsets/4', 'the intent of the newest fact'],
    ['commits/3', 'the fact before a batch that must run again'],
  ])('refuses a checkpoint without %s: %s', async (path) => {
    const fs = await diskWith(path === 'offsets/4' ? 4 : 4, path === 'offsets/4' ? 4 : 3);
    await fs.unlink(`${DIRECTORY}/${path}`);
    const error = await thrownBy((await open(fs)).recover());
    expect(MISSING_ENTRY.is(error) && error.parameters.path).toBe(`${DIRECTORY}/${path}`);
  });

  it('refuses facts without any intent', async () => {
    const fs = await diskWith(0, 0);
    await fs.unlink(`${DIRECTORY}/offsets/0`);
    expect(MISSING_ENTRY.is(await thrownBy((await open(fs)).recover()))).toBe(true);
  });

  it('refuses state without logs', async () => {
    const fs = await diskWith(-1, -1);
    await fs.mkdir(`${DIRECTORY}/state/aggregate`);
    const checkpoint = await open(fs);
    expect(await checkpoint.recover()).toEqual({ kind: 'fresh' });
    await fs.create(`${DIRECTORY}/state/aggregate/0-abc.delta`);
    expect(MISSING_ENTRY.is(await thrownBy(checkpoint.recover()))).toBe(true);
  });

  it('refuses logs without the metadata file, rather than making up a new id', async () => {
    const fs = await diskWith(0, -1);
    await fs.unlink(`${DIRECTORY}/metadata`);
    const error = await thrownBy(open(fs));
    expect(METADATA_MISSING.is(error)).toBe(true);
    expect((error as Error).message).toMatchInlineSnapshot(`
      "[CHECKPOINT.METADATA_MISSING] The file '/data/checkpoint/metadata' is missing beside the logs of a query, so its id is unknown. With a new id sinks would take every row again.
        hint: \`tidemark checkpoint repair DIR\` writes it again, from the logs. Else restore it from a backup, or start with a new checkpointLocation, which reads everything again."
    `);
  });

  it.each(['metadata', 'offsets/1', 'commits/0'])('refuses a damaged %s', async (path) => {
    const fs = await diskWith(1, 0);
    const bytes = await fs.readFile(`${DIRECTORY}/${path}`);
    await fs.unlink(`${DIRECTORY}/${path}`);
    const file = await fs.create(`${DIRECTORY}/${path}`);
    await file.write(bytes.map((byte, i) => (i === bytes.length - 4 ? byte ^ 1 : byte)));
    const error = await thrownBy(open(fs).then((checkpoint) => checkpoint.recover()));
    expect(CHECKPOINT_CORRUPT.is(error) && error.parameters.path).toBe(`${DIRECTORY}/${path}`);
  });

  it('refuses an entry under the number of another batch', async () => {
    const fs = await diskWith(1, 0);
    await fs.link(`${DIRECTORY}/offsets/0`, `${DIRECTORY}/offsets/2`);
    const error = await thrownBy((await open(fs)).offsets.get(2));
    expect(CHECKPOINT_CORRUPT.is(error) && error.parameters.damage).toBe(
      'it belongs to another batch',
    );
  });

  it('refuses an entry of another query', async () => {
    const fs = await diskWith(-1, -1);
    const checkpoint = await open(fs);
    await checkpoint.offsets.add({ ...intentOf(checkpoint, 0), queryId: 'somebody else' });
    const error = await thrownBy(checkpoint.recover());
    expect(CHECKPOINT_CORRUPT.is(error) && error.parameters.damage).toBe(
      'it belongs to another query',
    );
  });

  it('refuses an entry with a right checksum and fields missing', async () => {
    const checkpoint = await open(await diskWith(-1, -1));
    const { sources: _, ...rest } = intentOf(checkpoint, 0);
    await checkpoint.offsets.add(rest as never);
    expect(CHECKPOINT_CORRUPT.is(await thrownBy(checkpoint.recover()))).toBe(true);
  });

  it('removes what writers that died have left behind', async () => {
    const fs = await diskWith(1, 1);
    await fs.create(`${DIRECTORY}/offsets/.2.abc.tmp`);
    await open(fs);
    expect((await fs.readdir(`${DIRECTORY}/offsets`)).map(({ name }) => name)).toEqual(['0', '1']);
  });
});

describe('two processes on one checkpoint', () => {
  it('the second one hears who is there', async () => {
    const fs = new Disk();
    await open(fs);
    const error = await thrownBy(open(fs));
    expect(CHECKPOINT_LOCKED.is(error)).toBe(true);
    expect((error as Error).message).toMatchInlineSnapshot(`
      "[CHECKPOINT.LOCKED] The checkpoint '/data/checkpoint' is in use by process 1 on simulated.
        hint: Stop process 1 first, or choose another checkpointLocation. \`tidemark checkpoint show /data/checkpoint\` says since when it is held."
    `);
  });

  it('the second one may have it when the first has closed', async () => {
    const fs = new Disk();
    await (await open(fs)).close();
    await expect(open(fs)).resolves.toBeDefined();
  });

  it('one whose lock could not be removed as it closed may have it again', async () => {
    const fs = new Disk();
    const first = await open(fs);
    fs.failAt({ at: fs.operations, code: 'EIO', isSticky: true });
    expect(await thrownBy(first.close())).toMatchObject({ code: 'EIO' });
    fs.failAt(undefined);
    await expect(open(fs)).resolves.toBeDefined();
  });

  it('the lock of a dead process is taken over, after a kill and after a power loss', async () => {
    const fs = new Disk();
    await open(fs);
    await expect(open(fs.crash('kill'))).resolves.toBeDefined();
    await expect(open(fs.crash('all-unsynced'))).resolves.toBeDefined();
  });

  it('a lock that a power loss damaged is taken over', async () => {
    const fs = await diskWith(-1, -1);
    await fs.create(`${DIRECTORY}/lock`);
    await expect(open(fs)).resolves.toBeDefined();
  });

  it('a process that lost its lock does not remove that of the other', async () => {
    const fs = new Disk();
    const first = await open(fs);
    fs.endProcess(1);
    await open(fs);
    await first.close();
    expect(CHECKPOINT_LOCKED.is(await thrownBy(open(fs)))).toBe(true);
  });

  it('without locks the logs refuse the second one, and the first goes on', async () => {
    const fs = new Disk();
    const first = await open(fs);
    fs.endProcess(1);
    const second = await open(fs);
    expect(second.queryId).toBe(first.queryId);
    await first.offsets.add(intentOf(first, 0));
    const error = await thrownBy(second.offsets.add(intentOf(second, 0)));
    expect(CONCURRENT_QUERY.is(error)).toBe(true);
    expect((error as Error).message).toMatchInlineSnapshot(`
      "[CHECKPOINT.CONCURRENT_QUERY] Another query wrote '/data/checkpoint/offsets/0' first: two queries run on one checkpoint. Nothing of this one's batch counts.
        hint: Stop one of them. Every query needs a checkpointLocation of its own."
    `);
    await first.commits.add(factOf(first, 0));
    expect((await first.commits.get(0))?.attempt).toBe(first.attempt);
  });
});

describe('initial offsets', () => {
  it('are asked once in the life of a checkpoint', async () => {
    const fs = new Disk();
    const first = await open(fs);
    expect(await first.initialOffset(0, () => Promise.resolve({ p: 5 }))).toEqual({ p: 5 });
    await first.close();
    const second = await open(fs.crash('all-unsynced'));
    const ask = (): Promise<never> => Promise.reject(new Error('asked twice'));
    expect(await second.initialOffset(0, ask)).toEqual({ p: 5 });
    expect(await second.initialOffset(1, () => Promise.resolve(null))).toBeNull();
  });
});

describe('retention', () => {
  it('keeps as many batches as it should, and tells the oldest commit that stays', async () => {
    const fs = new Disk();
    const checkpoint = await open(fs, 4);
    const purged: (number | undefined)[] = [];
    for (let batchId = 0; batchId <= 20; batchId++) {
      await checkpoint.offsets.add(intentOf(checkpoint, batchId));
      await checkpoint.commits.add(factOf(checkpoint, batchId));
      purged.push((await checkpoint.purge(batchId))?.batchId);
    }
    expect(purged.filter((id) => id !== undefined)).toEqual([6, 16]);
    expect(await checkpoint.offsets.batchIds()).toEqual([16, 17, 18, 19, 20]);
    expect(await checkpoint.commits.batchIds()).toEqual([16, 17, 18, 19, 20]);
    await checkpoint.close();
    for (const loss of ['kill', 'all-unsynced', 'random'] as const) {
      const recovery = await (await open(fs.crash(loss, 5))).recover();
      expect(recovery).toMatchObject({
        kind: 'continue',
        lastCommitted: { fact: { batchId: 20 } },
      });
    }
  });
});
