import type { Committable } from '@tidemark/core/connector';
import { type AnyRow, compareRows } from '../compare-rows.ts';
import { LOSSES } from '../disk-after.ts';
import { SimFs } from '../sim-fs.ts';
import { valueText } from '../value-key.ts';
import { items, type SinkCheck, type SinkUnderTest } from './sink-under-test.ts';
import { requireLaw } from './suite.ts';

/** Batch 1 has no rows. */
const BATCHES: readonly (readonly AnyRow[])[] = [items(1, 2), [], items(3, 4)];
const ALL_ROWS = BATCHES.flat();

/** Of all ways to lose power, each operation is tried with so many; the next with others. */
const LOSSES_FOR_EACH = 3;

/** What of a checkpoint matters to a sink; durable as soon as it is said. */
class Commits {
  readonly committables: (Committable | undefined)[] = [];
  /** The batch that was begun last. */
  begun = -1;
  /** Rows are seen only after the fact. */
  isTwoPhase = false;

  get allowedRows(): readonly AnyRow[] {
    return BATCHES.slice(0, this.isTwoPhase ? this.committables.length : this.begun + 1).flat();
  }
}

/** Goes on from the commits to the last batch; `before` is called before each step of the protocol. */
async function runProcess(
  place: SinkUnderTest,
  commits: Commits,
  before: (step: string) => void = () => undefined,
): Promise<void> {
  const { committables } = commits;
  before('open');
  const writing = await place.open();
  commits.isTwoPhase = writing.publishes;
  const publishNewest = async (): Promise<void> => {
    const batchId = committables.length - 1;
    before(`publish of batch ${batchId}`);
    if (batchId >= 0) await writing.publish(batchId, committables[batchId]);
  };
  await publishNewest();
  while (committables.length < BATCHES.length) {
    const batchId = committables.length;
    before(`write of batch ${batchId}`);
    const isReplay = commits.begun === batchId;
    commits.begun = batchId;
    const committable = await writing.write(batchId, BATCHES[batchId] as AnyRow[], isReplay);
    before(`the fact of batch ${batchId}`);
    committables.push(committable);
    await publishNewest();
  }
  before('the end');
}

async function requireNothingElse(
  place: SinkUnderTest,
  commits: Commits,
  when: string,
): Promise<void> {
  for (const row of await place.rows()) {
    const isAllowed = commits.allowedRows.some(
      (other) => compareRows([row], [other]) === undefined,
    );
    requireLaw(isAllowed, `${when}: a reader sees ${valueText(row)}, which is not committed`);
  }
}

/** How many operations on the simulated disk a run makes; none for a sink that does not write there. */
async function operationsOfARun(create: (fs?: SimFs) => Promise<SinkUnderTest>): Promise<number> {
  const place = await create();
  await runProcess(place, new Commits());
  return place.fs.operations;
}

/** The process after a crash has to come to the end. */
async function runToTheEnd(place: SinkUnderTest, commits: Commits, when: string): Promise<void> {
  const failure = await failureOf(runProcess(place, commits));
  requireLaw(failure === undefined, `${when}, and the next run failed: ${String(failure)}`);
  await place.expectRows(ALL_ROWS, when);
}

async function failureOf(run: Promise<void>): Promise<unknown> {
  return run.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** What a sink does when processes and machines die, and when disks fail. */
export const SINK_CRASHES: readonly SinkCheck[] = [
  [
    'a process may die between any two steps of the commit protocol, twice even',
    async (create) => {
      const steps: string[] = [];
      await runProcess(await create(), new Commits(), (step) => steps.push(step));
      for (const [i, step] of steps.entries()) {
        const place = await create();
        const commits = new Commits();
        // The next process dies one step after where it began.
        for (const life of [i, 2]) {
          let left = life;
          const dying = runProcess(place, commits, (next) => {
            if (left-- === 0) throw new Error(`died before ${next}`);
          });
          await failureOf(dying);
          await requireNothingElse(place, commits, `died before ${step}`);
          place.crash('kill');
        }
        await runToTheEnd(place, commits, `died before ${step}`);
      }
    },
  ],
  [
    'a machine may die before any operation on its disk, and lose whatever was not synced',
    async (create) => {
      const operations = await operationsOfARun(create);
      for (let at = 0; at < operations; at++) {
        for (let i = 0; i < LOSSES_FOR_EACH; i++) {
          const { mode, seed } = LOSSES[
            (at * LOSSES_FOR_EACH + i) % LOSSES.length
          ] as (typeof LOSSES)[number];
          const fs = new SimFs();
          fs.crashBefore(at);
          const place = await create(fs);
          const commits = new Commits();
          await failureOf(runProcess(place, commits));
          const when = `loss ${mode} (seed ${seed}) before operation ${fs.trace.at(-1)}`;
          place.crash(mode, seed);
          await requireNothingElse(place, commits, when);
          await runToTheEnd(place, commits, when);
        }
      }
    },
  ],
  [
    'an operation that the disk refuses fails the batch, and a later run makes good',
    async (create) => {
      const operations = await operationsOfARun(create);
      for (let at = 0; at < operations; at++) {
        const fs = new SimFs();
        fs.failAt({ at, code: at % 2 === 0 ? 'ENOSPC' : 'EIO', isSticky: at % 3 === 0 });
        const place = await create(fs);
        const commits = new Commits();
        await failureOf(runProcess(place, commits));
        fs.failAt(undefined);
        place.crash(at % 2 === 0 ? 'all-unsynced' : 'kill');
        const when = `the disk refused operation ${fs.trace[at]}`;
        await requireNothingElse(place, commits, when);
        await runToTheEnd(place, commits, when);
      }
    },
  ],
];
