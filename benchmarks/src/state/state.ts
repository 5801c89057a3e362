// `npm run bench -- state`: what a million keys of state cost in memory, in batches that touch a few
// of them, when all of them go, and at a restart. Each reading is of a process of its own.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../measure.ts';
import type { Figures } from '../report.ts';
import type { EvictReadings, FillReadings, KeyKind } from './subject.ts';

const ROUNDS = 3;

type Readings = FillReadings & EvictReadings;

interface Goal {
  readonly figure: string;
  readonly goal: number;
  readonly of: (rounds: readonly Readings[]) => number;
}

/** Of times the shortest counts: what else runs on the machine only adds to them. */
const least = (rounds: readonly Readings[], name: keyof Readings): number =>
  Math.min(...rounds.map((readings) => readings[name]));

const GOALS: readonly Goal[] = [
  {
    figure: 'bytesPerKey',
    goal: 120,
    of: (rounds) => median(rounds.map(({ bytesPerKey }) => bytesPerKey)),
  },
  {
    figure: 'touchOverEmptyMs',
    goal: 10,
    of: (rounds) => least(rounds, 'largeTouchMs') - least(rounds, 'smallTouchMs'),
  },
  { figure: 'evictBlockedMs', goal: 50, of: (rounds) => least(rounds, 'evictBlockedMs') },
  { figure: 'restartMs', goal: 1500, of: (rounds) => least(rounds, 'restartMs') },
];

/** Not goals: what explains them. */
const MORE: readonly (keyof Readings)[] = [
  'fillMs',
  'smallTouchMs',
  'largeTouchMs',
  'largeTouchMaxMs',
  'diskBytesPerKey',
  'emptyRestartMs',
  'restartBlockedMs',
  'restartBytesPerKey',
  'evictMs',
  'noiseMs',
  'calibrationMs',
];

/** Of {@link ROUNDS} for keys of numbers and of texts: each figure, its goal, and whether it is met. */
export async function benchState(keys: number): Promise<Figures> {
  const figures: Record<string, number | string> = { keys };
  for (const kind of ['long', 'string'] as const) {
    const rounds: Readings[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await readingsOf(kind, keys));
    for (const { figure, goal, of } of GOALS) {
      const reading = of(rounds);
      figures[`${kind}.${figure}`] = reading;
      figures[`${kind}.${figure}.goal`] = goal;
      figures[`${kind}.${figure}.verdict`] = reading <= goal ? 'met' : 'missed';
    }
    for (const name of MORE) figures[`${kind}.${name}`] = least(rounds, name);
  }
  return figures;
}

async function readingsOf(kind: KeyKind, keys: number): Promise<Readings> {
  const directory = await mkdtemp(join(tmpdir(), 'tidemark-bench-'));
  try {
    const fill = (await run('fill', kind, directory, keys)) as FillReadings;
    return { ...fill, ...((await run('evict', kind, directory, keys)) as EvictReadings) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function run(
  phase: string,
  kind: KeyKind,
  directory: string,
  keys: number,
): Promise<unknown> {
  const program = fileURLToPath(new URL('state/subject.js', import.meta.url));
  const child = fork(program, [phase, kind, directory, String(keys)], {
    execArgv: ['--expose-gc'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${phase} of ${kind} keys ended with code ${code} and no result`);
  });
  const [readings] = (await Promise.race([once(child, 'message'), ended])) as [unknown];
  ended.catch(() => undefined);
  return readings;
}
