import type { StreamingError } from '@tidemark/core';
import { beforeAll, expect, test } from 'vitest';
import { CHECKPOINT_VERSION } from '../../src/errors/checkpoint.ts';
import { DISK_READ_FAILED, DISK_WRITE_FAILED } from '../../src/errors/disk.ts';
import { bytewise, type Damage, wholesale } from './damages.ts';
import { named, outcomeOf, type Scene, scenes } from './trial.ts';

// The law: a query that is started on a damaged checkpoint, or whose sink finds its folder damaged, gives
// the output it would have given, or an error that names the damaged file and what to do. Never other
// output, never an error without a name, never a wait without end.

/**
 * 1 tries every damage, which takes an hour; n every nth of them. A sample without. The disks of queries that
 * were killed have each tenth change of bytes.
 */
const STEP = Number(process.env['TIDEMARK_ALL_CORRUPTIONS'] ?? 0);

let all: readonly Scene[] = [];
let right: readonly string[] = [];

beforeAll(async () => {
  all = await scenes();
  const { output, error } = await outcomeOf(all[0] as Scene, undefined);
  if (output === undefined) throw error;
  right = output;
});

/** What a changed digit of a version, and a folder in place of a file, are taken for. */
const NAMED_TOO = [CHECKPOINT_VERSION, DISK_READ_FAILED, DISK_WRITE_FAILED];

/** How a trial ends that is not as the law says; undefined for one that is. */
function breach(
  { output, error }: Awaited<ReturnType<typeof outcomeOf>>,
  damage: Damage,
): string | undefined {
  if (output !== undefined) {
    return JSON.stringify(output) === JSON.stringify(right) ? undefined : 'other output';
  }
  const known = named(error);
  if (known === undefined) return `an error without a name: ${String(error)}`;
  const isOfDamage = known.kind === 'corruption' || NAMED_TOO.some((other) => other.is(known));
  if (!isOfDamage) return `another error: ${known.message}`;
  // A staged file is damaged when it is found under the name that it was published by.
  const names = [...damage.changes.keys()].map((path) =>
    path.includes('/_staging/')
      ? path.slice(path.lastIndexOf('/') + 1, -'.inprogress'.length)
      : path,
  );
  if (names.some((path) => known.message.includes(path))) return undefined;
  return `the file is not named: ${known.message}`;
}

/** Tries every so manieth of some damages, on each disk; returns how many ended how. */
async function tryAll(
  damagesOf: (scene: Scene, path: string) => Iterable<Damage>,
  steps: readonly [number, number],
): Promise<{ readonly counts: ReadonlyMap<string, number>; readonly breaches: readonly string[] }> {
  const counts = new Map<string, number>();
  const breaches: string[] = [];
  let number = 0;
  for (const [i, scene] of all.entries()) {
    const step = i === 0 ? steps[0] : steps[1];
    for (const path of scene.files.keys()) {
      for (const damage of damagesOf(scene, path)) {
        if (number++ % step !== 0) continue;
        const outcome = await outcomeOf(scene, damage);
        const ending =
          outcome.output === undefined ? (named(outcome.error)?.condition ?? '?') : 'right';
        counts.set(ending, (counts.get(ending) ?? 0) + 1);
        const what = breach(outcome, damage);
        if (what !== undefined)
          breaches.push(`${scene.name}: ${damage.path} ${damage.what}: ${what}`);
      }
    }
  }
  if (STEP > 0) console.info(Object.fromEntries(counts));
  return { counts, breaches };
}

test('a run that nothing happens to gives the same output from every disk', async () => {
  expect(right.length).toBeGreaterThan(30);
  for (const scene of all) expect((await outcomeOf(scene, undefined)).output).toEqual(right);
});

test('a changed byte of any file gives the right output or an error that names the file', async () => {
  let state = 7;
  const random = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x80000000;
  };
  const { counts, breaches } = await tryAll(
    ({ files }, path) => bytewise(path, files.get(path) as Uint8Array, random),
    STEP === 0 ? [6007, 12_007] : [STEP, 10 * STEP],
  );
  expect(breaches).toEqual([]);
  expect(counts.size).toBeGreaterThan(3);
}, 7_200_000);

test('a file that is gone, empty, replaced, exchanged, longer or not ours does too', async () => {
  const { counts, breaches } = await tryAll(
    ({ files }, path) => wholesale(files, path),
    [STEP || 61, STEP || 127],
  );
  expect(breaches).toEqual([]);
  expect(counts.size).toBeGreaterThan(3);
}, 7_200_000);

test('the error is of one kind, and says what to do', async () => {
  const [scene] = all;
  const path = '/checkpoint/offsets/4';
  const damage = { what: '', path, changes: new Map([[path, new Uint8Array(0)]]) };
  const { error } = await outcomeOf(scene as Scene, damage);
  expect((error as StreamingError).kind).toBe('corruption');
  expect((error as StreamingError).message).toMatchInlineSnapshot(`
    "[CHECKPOINT.CORRUPT] The checkpoint file '/checkpoint/offsets/4' cannot be used: its form is not the one this version writes. Going on could give wrong results.
      hint: Run \`tidemark checkpoint verify DIR\` to see all that is damaged, then \`repair\` or \`rewind\` to mend it. Else restore the checkpoint from a backup, or start with a new checkpointLocation, which reads everything again."
  `);
});
