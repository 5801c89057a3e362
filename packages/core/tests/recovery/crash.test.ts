import { availableNow, createSession } from '@tidemark/core';
import { count, window } from '@tidemark/core/functions';
import { beforeAll, describe, expect, test } from 'vitest';
import { LOSSES, SimCrash, SimFs, simPorts } from '../../../testing/src/index.ts';
import { blockSource } from '../runtime/block-source.ts';
import { type Event, Events, events } from '../semantics/streams.ts';
import { publishedLines, stagedSink } from './staged-sink.ts';

// The whole engine on a disk that can fail: a query with a windowed count and a copy of its rows, each
// in a sink that stages and publishes. Whatever happens to it, started again it comes to the same
// output as a run that nothing happened to.
//
// Between commits a run that dies may skip a batch without data, as in Spark; so the input ends with
// events that close the windows before them, and no row comes later than the watermark allows.

/** Every operation and every loss, instead of a sample: minutes. */
const IS_FULL = process.env['TIDEMARK_ALL_CRASHES'] !== undefined;
const every = (step: number): number => (IS_FULL ? 1 : step);

const BLOCKS: readonly (readonly Event[])[] = [
  [...events('a', '12:00', '12:03'), ...events('b', '12:04')],
  [...events('a', '12:12'), ...events('b', '12:07')],
  [...events('a', '12:21', '12:16')],
  [...events('b', '12:41', '12:33')],
];
/** Closes what the blocks left open; never disturbed. */
const LAST: readonly Event[] = events('z', '14:00');

const [ROWS, COUNTS] = ['/out/rows', '/out/counts'];

interface Process {
  readonly fs: SimFs;
  readonly seed: number;
  readonly blocks?: readonly (readonly Event[])[];
  readonly hasLock?: boolean;
}

/** One process that reads what there is, and ends. */
async function runProcess({ fs, seed, blocks = BLOCKS, hasLock = true }: Process): Promise<void> {
  const ports = simPorts({ seed, fs });
  const session = createSession({
    ports: hasLock ? ports : { ...ports, processes: undefined as never },
    warn: () => undefined,
  });
  const stream = session
    .readStream(blockSource(Events, blocks, { blocksPerBatch: 1 }))
    .withWatermark('time', '10 minutes');
  const counts = stream
    .groupBy((e) => ({ window: window(e.time, '10 minutes'), kind: e.kind }))
    .agg(() => ({ n: count() }));
  const query = await session.start({
    checkpointLocation: '/checkpoint',
    trigger: availableNow(),
    outputs: [
      stream.writeTo(stagedSink(ROWS), { name: 'rows' }),
      counts.writeTo(stagedSink(COUNTS), { name: 'counts' }),
    ],
  });
  await query.awaitTermination();
}

interface Output {
  readonly rows: readonly string[];
  readonly counts: readonly string[];
}

/** What is published when a process has gone on to the end, and one more has closed the windows. */
async function outputAfter(fs: SimFs, seed: number): Promise<Output> {
  await runProcess({ fs, seed });
  await runProcess({ fs, seed: seed + 1, blocks: [...BLOCKS, LAST] });
  return { rows: await publishedLines(fs, ROWS), counts: await publishedLines(fs, COUNTS) };
}

/** The error that ended a process, if one did. */
async function failureOf(process: Process): Promise<Error | undefined> {
  return runProcess(process).then(
    () => undefined,
    (error: Error) => error,
  );
}

function isCrash(error: Error | undefined): boolean {
  for (let e: unknown = error; e instanceof Error; e = e.cause)
    if (e instanceof SimCrash) return true;
  return false;
}

let undisturbed: Output;
let operations = 0;

beforeAll(async () => {
  const fs = new SimFs();
  await runProcess({ fs, seed: 1 });
  operations = fs.operations;
  undisturbed = await outputAfter(fs, 2);
});

test('a run that nothing happens to gives every row and every closed window once', () => {
  expect(undisturbed.rows).toHaveLength(BLOCKS.flat().length + LAST.length);
  expect(undisturbed.counts.map((line) => (JSON.parse(line) as { n: number }).n)).toEqual([
    2, 2, 2, 1, 1, 1,
  ]);
  expect(operations).toBeGreaterThan(100);
});

describe('a crash', () => {
  test('before any operation, with any loss, changes nothing of the output', async () => {
    let cases = 0;
    for (let operation = 0; operation <= operations; operation += every(7)) {
      const fs = new SimFs();
      fs.crashBefore(operation);
      const failure = await failureOf({ fs, seed: 1 });
      expect(failure === undefined || isCrash(failure), failure?.message).toBe(true);
      for (const [i, { mode, seed }] of LOSSES.entries()) {
        if ((operation + i) % every(4) !== 0) continue;
        const output = await outputAfter(fs.crash(mode, seed), 10);
        expect(output, `${mode} ${seed} before ${fs.trace.at(-1)}`).toEqual(undisturbed);
        cases++;
      }
    }
    expect(cases).toBeGreaterThan(80);
  }, 600_000);

  test('in the recovery from a crash changes nothing either', async () => {
    let cases = 0;
    for (let first = 3; first <= operations; first += every(29)) {
      const fs = new SimFs();
      fs.crashBefore(first);
      await failureOf({ fs, seed: 1 });
      for (let second = first % 5; ; second += every(23)) {
        const disk = fs.crash(second % 2 === 0 ? 'kill' : 'random', first);
        disk.crashBefore(second);
        const failure = await failureOf({ fs: disk, seed: 2 });
        if (failure === undefined) break;
        expect(isCrash(failure), failure?.message).toBe(true);
        const output = await outputAfter(disk.crash('random', second), 10);
        expect(output, `${disk.trace.at(-1)} after ${fs.trace.at(-1)}`).toEqual(undisturbed);
        cases++;
      }
    }
    expect(cases).toBeGreaterThan(30);
  }, 600_000);
});

describe('a disk that refuses an operation', () => {
  test.each(['ENOSPC', 'EIO'] as const)(
    'with %s ends the query, and its next run makes it good',
    async (code) => {
      let ended = 0;
      for (let at = 0; at < operations; at += every(11)) {
        for (const isSticky of [false, true]) {
          const fs = new SimFs();
          fs.failAt({ at, code, isSticky });
          if ((await failureOf({ fs, seed: 1 })) !== undefined) ended++;
          fs.failAt(undefined);
          const output = await outputAfter(fs.crash(at % 2 === 0 ? 'all-unsynced' : 'kill'), 10);
          expect(output, `${code} at ${fs.trace[at]}`).toEqual(undisturbed);
        }
      }
      expect(ended).toBeGreaterThan(20);
    },
    600_000,
  );
});

describe('two processes that do not see each other', () => {
  test('on one checkpoint: whatever their order, the output is that of one', async () => {
    const endings = new Map<string, number>();
    for (let seed = 0; seed < (IS_FULL ? 500 : 25); seed++) {
      const fs = new SimFs();
      let state = seed * 7919 + 1;
      fs.gate = async () => {
        state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
        for (let turns = (state >> 8) % 7; turns > 0; turns--) await Promise.resolve();
      };
      const failures = await Promise.all(
        [1, 2].map((n) => failureOf({ fs, seed: 100 * n + seed, hasLock: false })),
      );
      fs.gate = undefined;
      for (const failure of failures) {
        const name =
          failure instanceof Error
            ? (failure.message.match(/\[[A-Z_.]+\]/g)?.at(-1) ?? failure.message)
            : 'done';
        endings.set(name, (endings.get(name) ?? 0) + 1);
      }
      expect(await outputAfter(fs.crash('kill'), 10), `seed ${seed}`).toEqual(undisturbed);
    }
    expect(endings.get('[CHECKPOINT.CONCURRENT_QUERY]')).toBeGreaterThan(10);
  }, 600_000);
});
