import { describe, expect, it } from 'vitest';
import { type LossMode, SimCrash, SimFs, simPorts } from '../../../testing/src/index.ts';
import { openCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { readValue } from '../../src/columnar/read-value.ts';
import { vectorOf } from '../../src/columnar/vector-of.ts';
import { CONCURRENT_QUERY } from '../../src/errors/checkpoint.ts';
import { openOperatorState } from '../../src/state/operator-state.ts';
import { DOUBLE, STRING } from '../../src/types/data-type.ts';
import { intentOf } from '../checkpoint/entries.ts';

// Intent, state, fact and retention together, as the runtime uses them: a running sum for each key of
// an endless input. Adding to sums is not idempotent, so a batch that counts twice or not at all shows.

const DIRECTORY = '/checkpoint';
const BATCHES = 12;
const KEYS = 4;

type Sums = ReadonlyMap<string, number>;

function inputOf(batchId: number): readonly (readonly [string, number])[] {
  return [0, 1, 2].map((i) => [`k${(batchId + i) % KEYS}`, batchId * 10 + i]);
}

function add(sums: Map<string, number>, batchId: number): void {
  for (const [key, value] of inputOf(batchId)) sums.set(key, (sums.get(key) ?? 0) + value);
  // A key that is gone begins again.
  if (batchId % 5 === 4) sums.delete(`k${batchId % KEYS}`);
}

/** The sums after so many batches. */
function oracle(batches: number): Sums {
  const sums = new Map<string, number>();
  for (let batchId = 0; batchId < batches; batchId++) add(sums, batchId);
  return sums;
}

interface Outcome {
  /** Batches whose fact is durable. */
  done: number;
  sums: Sums;
}

/** Runs the query from where its checkpoint is to its last batch. */
async function runQuery(
  fs: SimFs,
  seed: number,
  outcome: Outcome,
  isLocking = true,
): Promise<void> {
  const { processes, ...ports } = simPorts({ seed, fs });
  const checkpoint = await openCheckpoint({
    ports: isLocking && processes !== undefined ? { ...ports, processes } : ports,
    directory: DIRECTORY,
    minBatchesToRetain: 2,
  });
  const recovery = await checkpoint.recover();
  const last = recovery.kind === 'fresh' ? undefined : recovery.lastCommitted;
  const state = await openOperatorState({
    fs,
    directory: checkpoint.stateDirectory('sum'),
    attempt: checkpoint.attempt,
    operatorId: 'sum',
    keyFields: [{ name: 'k', dataType: STRING, nullable: false }],
    valueFields: [{ name: 'sum', dataType: DOUBLE, nullable: false }],
    files: last?.fact.state[0]?.files ?? [],
  });
  const sums = new Map<string, number>();
  for await (const { columns, length } of state.load()) {
    const [keys, values] = columns;
    for (let row = 0; keys !== undefined && values !== undefined && row < length; row++) {
      sums.set(String(readValue(keys, row, STRING)), Number(readValue(values, row, DOUBLE)));
    }
  }
  const first = (last?.fact.batchId ?? -1) + 1;
  outcome.done = Math.max(outcome.done, first);
  outcome.sums = new Map(sums);
  expect(sums, `what is loaded at batch ${first}`).toEqual(oracle(first));
  for (let batchId = first; batchId < BATCHES; batchId++) {
    if (batchId > first || recovery.kind !== 'rerun') {
      await checkpoint.offsets.add(intentOf(checkpoint, batchId));
    }
    const before = new Map(sums);
    add(sums, batchId);
    const removed = [...before.keys()].filter((key) => !sums.has(key));
    const facts = await state.commit(batchId, {
      upserts: {
        length: sums.size,
        columns: [vectorOf([...sums.keys()], STRING), vectorOf([...sums.values()], DOUBLE)],
      },
      removals: { length: removed.length, columns: [vectorOf(removed, STRING)] },
    });
    const { queryId, attempt } = checkpoint;
    const owner = { batchId, queryId, attempt };
    await checkpoint.commits.add({ ...owner, nextWatermarkMs: 0, state: [facts], sinks: [] });
    outcome.done = batchId + 1;
    outcome.sums = new Map(sums);
    const oldest = await checkpoint.purge(batchId);
    const files = oldest?.state[0]?.files;
    if (oldest !== undefined && files !== undefined) {
      await state.purge({ batchId: oldest.batchId, files });
    }
  }
  await checkpoint.close();
}

const nothing = (): Outcome => ({ done: 0, sums: new Map() });

describe('a query with state', () => {
  it('that dies before any operation, with any loss, goes on as if nothing had happened', async () => {
    const whole = new SimFs();
    await runQuery(whole, 1, nothing());
    const losses: readonly (readonly [LossMode, number])[] = [
      ['kill', 1],
      ['all-unsynced', 1],
      ['metadata-only', 1],
      ['random', 7],
      ['random', 8],
    ];
    for (let operation = 0; operation < whole.operations; operation += 5) {
      const fs = new SimFs();
      fs.crashBefore(operation);
      const outcome = nothing();
      await expect(runQuery(fs, 1, outcome)).rejects.toThrow(SimCrash);
      for (const [mode, seed] of losses) {
        const disk = fs.crash(mode, seed + operation);
        const after = nothing();
        await runQuery(disk, 2, after);
        expect(after.done).toBe(BATCHES);
        expect(after.sums).toEqual(oracle(BATCHES));
        // All of it is durable: another run finds the same and has nothing to do.
        const later = nothing();
        await runQuery(disk.crash('all-unsynced'), 3, later);
        expect(later).toEqual(after);
      }
    }
  }, 30_000);

  it('whose disk fails at any operation loses no batch that it acknowledged', async () => {
    const whole = new SimFs();
    await runQuery(whole, 1, nothing());
    for (let at = 0; at < whole.operations; at += 7) {
      for (const code of ['ENOSPC', 'EIO'] as const) {
        const fs = new SimFs();
        fs.failAt({ at, code });
        const outcome = nothing();
        await expect(runQuery(fs, 1, outcome), fs.trace[at]).rejects.toThrow(code);
        fs.failAt(undefined);
        for (const mode of ['kill', 'all-unsynced'] as const) {
          const after = { ...outcome };
          await runQuery(fs.crash(mode), 2, after);
          expect(after.sums).toEqual(oracle(BATCHES));
        }
      }
    }
  }, 30_000);
});

describe('two processes that run one query without a lock', () => {
  it('never make a wrong state: one of them is refused, the other comes to the right end', async () => {
    let refusals = 0;
    for (let schedule = 0; schedule < 60; schedule++) {
      const fs = new SimFs();
      let state = schedule;
      fs.gate = async () => {
        state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
        for (let turns = (state >> 8) % 4; turns > 0; turns--) await Promise.resolve();
      };
      const results = await Promise.allSettled([
        runQuery(fs, 2 * schedule, nothing(), false),
        runQuery(fs, 2 * schedule + 1, nothing(), false),
      ]);
      fs.gate = undefined;
      for (const result of results) {
        if (result.status === 'fulfilled') continue;
        refusals++;
        // Cleaning up after the dead, one may take the temporary file of the other.
        const isTold = CONCURRENT_QUERY.is(result.reason) || /ENOENT/.test(String(result.reason));
        expect(isTold, String(result.reason)).toBe(true);
      }
      const after = nothing();
      await runQuery(fs.crash('all-unsynced'), 999, after);
      expect(after.sums).toEqual(oracle(BATCHES));
    }
    expect(refusals).toBeGreaterThan(50);
  }, 30_000);
});
