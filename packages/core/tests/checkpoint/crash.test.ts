import { describe, expect, it } from 'vitest';
import { LOSSES, SimCrash, SimFs, simPorts } from '../../../testing/src/index.ts';
import { openCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import type { Recovery } from '../../src/checkpoint/recovery.ts';
import { CONCURRENT_QUERY } from '../../src/errors/checkpoint.ts';
import { DISK_WRITE_FAILED } from '../../src/errors/disk.ts';
import { factOf, intentOf } from './entries.ts';

const DIRECTORY = '/data/checkpoint';
const BATCHES = 2;

/** How far a query came, counted in log entries: intent 0 is 1, fact 0 is 2, intent 1 is 3. */
interface Run {
  acknowledged: number;
  queryId: string | undefined;
}

/** Goes on from where the checkpoint is until {@link BATCHES} batches are done. */
async function runQuery(fs: SimFs, seed: number, run: Run): Promise<void> {
  const checkpoint = await openCheckpoint({ ports: simPorts({ seed, fs }), directory: DIRECTORY });
  run.queryId ??= checkpoint.queryId;
  expect(checkpoint.queryId).toBe(run.queryId);
  const recovery = await checkpoint.recover();
  let next = entriesOf(recovery);
  expect(next, 'what was acknowledged is still there').toBeGreaterThanOrEqual(run.acknowledged);
  expect(next, 'and at most the one entry that was being written').toBeLessThanOrEqual(
    run.acknowledged + 1,
  );
  run.acknowledged = next;
  for (; next < 2 * BATCHES; next++) {
    const batchId = next >> 1;
    if (next % 2 === 0) await checkpoint.offsets.add(intentOf(checkpoint, batchId));
    else await checkpoint.commits.add(factOf(checkpoint, batchId));
    run.acknowledged = next + 1;
  }
  await checkpoint.close();
}

function entriesOf(recovery: Recovery): number {
  if (recovery.kind === 'fresh') return 0;
  return recovery.kind === 'continue'
    ? 2 * (recovery.lastCommitted.intent.batchId + 1)
    : 2 * recovery.intent.batchId + 1;
}

async function operationsOf(fs: SimFs, seed: number, run: Run): Promise<number> {
  await runQuery(fs, seed, run);
  return fs.operations;
}

describe('a crash', () => {
  it('before any operation, with any loss, leaves the entry as it was or as it should be', async () => {
    const total = await operationsOf(new SimFs(), 1, { acknowledged: 0, queryId: undefined });
    let cases = 0;
    for (let operation = 0; operation <= total; operation++) {
      const fs = new SimFs();
      fs.crashBefore(operation);
      const run: Run = { acknowledged: 0, queryId: undefined };
      const died = await runQuery(fs, 1, run).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(died ?? new SimCrash()).toBeInstanceOf(SimCrash);
      for (const { mode, seed } of LOSSES) {
        const after = { ...run };
        const disk = fs.crash(mode, seed);
        await runQuery(disk, 2, after);
        // Whatever recovery saw it has made durable: a power loss after it takes nothing.
        const later = { ...after };
        await runQuery(disk.crash('all-unsynced'), 3, later);
        expect(later.acknowledged).toBe(2 * BATCHES);
        cases++;
      }
    }
    expect(cases).toBeGreaterThan(500);
  });

  it('in the recovery from a crash does not lose what the first run acknowledged', async () => {
    let cases = 0;
    const total = await operationsOf(new SimFs(), 1, { acknowledged: 0, queryId: undefined });
    for (let first = 0; first <= total; first += 3) {
      const fs = new SimFs();
      fs.crashBefore(first);
      const run: Run = { acknowledged: 0, queryId: undefined };
      await runQuery(fs, 1, run).catch(() => undefined);
      for (const loss of ['kill', 'random'] as const) {
        for (let second = 0, isDone = false; !isDone; second += 5) {
          const disk = fs.crash(loss, first);
          disk.crashBefore(second);
          const after = { ...run };
          isDone = await runQuery(disk, 2, after).then(
            () => true,
            (error: unknown) => {
              if (!(error instanceof SimCrash)) throw error;
              return false;
            },
          );
          for (const [mode, seed] of [
            ['all-unsynced', 1],
            ['metadata-only', 1],
            ['random', second],
          ] as const) {
            await runQuery(disk.crash(mode, seed), 3, { ...after });
            cases++;
          }
        }
      }
    }
    expect(cases).toBeGreaterThan(300);
  }, 20_000);
});

describe('a disk that fails', () => {
  it.each(['ENOSPC', 'EIO'] as const)(
    'with %s ends the query, and the next run finds whole entries',
    async (code) => {
      const total = await operationsOf(new SimFs(), 1, { acknowledged: 0, queryId: undefined });
      for (let at = 0; at < total; at++) {
        for (const isSticky of [false, true]) {
          const fs = new SimFs();
          fs.failAt({ at, code, isSticky });
          const run: Run = { acknowledged: 0, queryId: undefined };
          const error = await runQuery(fs, 1, run).then(
            () => undefined,
            (e: unknown) => e,
          );
          expect(error, `operation ${fs.trace[at]}`).toBeDefined();
          fs.failAt(undefined);
          for (const loss of ['kill', 'all-unsynced', 'random'] as const) {
            const disk = fs.crash(loss, at);
            await runQuery(disk, 2, {
              ...run,
              acknowledged: Math.min(run.acknowledged, 2 * BATCHES),
            });
          }
        }
      }
    },
  );

  it('names the file and what to do', async () => {
    const fs = new SimFs();
    const checkpoint = await openCheckpoint({
      ports: simPorts({ seed: 1, fs }),
      directory: DIRECTORY,
    });
    fs.failAt({ at: fs.operations + 1, code: 'ENOSPC' });
    const error: unknown = await checkpoint.offsets
      .add(intentOf(checkpoint, 0))
      .catch((e: unknown) => e);
    expect(DISK_WRITE_FAILED.is(error) && error.parameters.code).toBe('ENOSPC');
    expect((error as Error).message).toContain('Free space on the disk');
  });
});

describe('two writers', () => {
  it('of one entry: in every order of their calls exactly one wins, and the loser is told', async () => {
    for (let seed = 0; seed < 300; seed++) {
      const fs = new SimFs();
      const open = (n: number) =>
        openCheckpoint({
          ports: { ...simPorts({ seed: n, fs }), processes: undefined as never },
          directory: DIRECTORY,
        });
      const [a, b] = [await open(1), await open(2)];
      let state = seed;
      const random = (): number => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff);
      fs.gate = async () => {
        for (let turns = random() % 5; turns > 0; turns--) await Promise.resolve();
      };
      const results = await Promise.allSettled([a, b].map((c) => c.offsets.add(intentOf(c, 0))));
      fs.gate = undefined;
      const won = results.filter(({ status }) => status === 'fulfilled');
      const lost = results.flatMap((result) =>
        result.status === 'rejected' ? [result.reason as unknown] : [],
      );
      expect(won).toHaveLength(1);
      expect(CONCURRENT_QUERY.is(lost[0])).toBe(true);
      const winner = results[0]?.status === 'fulfilled' ? a : b;
      for (const disk of [fs, fs.crash('all-unsynced')]) {
        const left = await disk.readFile(`${DIRECTORY}/offsets/0`);
        expect(new TextDecoder().decode(left)).toContain(winner.attempt);
      }
    }
  });
});
