import { StreamingError } from '@tidemark/core';
import { SimCrash, SimFs } from '../../../testing/src/index.ts';
import { filesBelow, putFile } from '../sources/disk.ts';
import type { Damage, Files } from './damages.ts';
import { CHECKPOINT, inputSteps, OUT, readOutput, runQuery } from './victim.ts';

/** Where a process was when it was killed, and its disk with all input there is. */
export interface Scene {
  readonly name: string;
  readonly disk: SimFs;
  /** The files that may be damaged: of the checkpoint, and what sinks keep in their folders. */
  readonly files: Files;
}

/** How many steps of input there are before the query is started a first time, and a second. */
const [STEPS_AT_FIRST, STEPS_THEN] = [3, 5];

const steps = await inputSteps();

async function putSteps(fs: SimFs, from: number, to: number = steps.length): Promise<void> {
  for (const step of steps.slice(from, to)) {
    for (const [path, content] of step) await putFile(fs, path, content);
  }
}

/**
 * Disks to damage: after a run that ended, after one that was killed between the intent and the fact of
 * a batch, and between the fact and its publishing.
 */
export async function scenes(): Promise<readonly Scene[]> {
  const whole = await diskBefore();
  return Promise.all([
    sceneOf('at rest', whole),
    sceneOf('in a batch', await diskBefore(operation(whole, 'link /checkpoint/commits/2'))),
    sceneOf(
      'before publishing',
      await diskBefore(operation(whole, 'link /checkpoint/commits/2') + 3),
    ),
  ]);
}

async function diskBefore(crashAt?: number): Promise<SimFs> {
  const fs = new SimFs();
  await putSteps(fs, 0, STEPS_AT_FIRST);
  if (crashAt !== undefined) fs.crashBefore(crashAt);
  await runQuery(fs, 1).catch((error: unknown) => {
    if (causes(error).every((cause) => !(cause instanceof SimCrash))) throw error;
  });
  return fs;
}

function operation(fs: SimFs, what: string): number {
  return fs.trace.findIndex((line) => line.endsWith(` ${what}`));
}

async function sceneOf(name: string, killed: SimFs): Promise<Scene> {
  const disk = killed.crash('kill');
  await putSteps(disk, STEPS_AT_FIRST, STEPS_THEN);
  const files = new Map<string, Uint8Array>();
  for (const folder of [CHECKPOINT, ...OUT]) {
    for (const path of await filesBelow(disk, folder)) files.set(path, await disk.readFile(path));
  }
  return { name, disk, files };
}

/** How a damaged query ends. */
export interface Outcome {
  /** Absent where the query failed, or its output cannot be read. */
  readonly output?: readonly string[];
  readonly error?: unknown;
}

/** Far longer than any run takes. */
const HANG_MS = 20_000;

/** Damages a copy of the disk, starts the query again, and reads what it has written. */
export async function outcomeOf(scene: Scene, damage: Damage | undefined): Promise<Outcome> {
  const fs = scene.disk.crash('kill');
  for (const [path, content] of damage?.changes ?? []) {
    if (scene.files.has(path)) await fs.unlink(path);
    if (content === 'folder') await fs.mkdir(path);
    else if (content !== null) await putFile(fs, path, content);
  }
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it hangs')), HANG_MS);
  });
  try {
    return { output: await Promise.race([goOn(fs), hang]) };
  } catch (error) {
    return { error };
  } finally {
    clearTimeout(timer);
  }
}

/** Two more runs of the query: some batches without rows are left out by one that dies, and the last input makes them up. */
async function goOn(fs: SimFs): Promise<readonly string[]> {
  await runQuery(fs, 2);
  await putSteps(fs, STEPS_THEN);
  await runQuery(fs, 3);
  return readOutput(fs, 4);
}

/** An error and what led to it. */
function causes(error: unknown): readonly unknown[] {
  const found: unknown[] = [];
  for (let e = error; e !== undefined; e = e instanceof Error ? e.cause : undefined) found.push(e);
  return found;
}

/** The named error that a failure is, or that led to it. */
export function named(error: unknown): StreamingError | undefined {
  return causes(error).findLast((cause) => cause instanceof StreamingError) as
    | StreamingError
    | undefined;
}
