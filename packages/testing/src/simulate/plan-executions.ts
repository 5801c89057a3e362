import { LOSSES, type LossMode } from '../disk-after.ts';
import { canFail, type Fault, type FaultCode } from '../fault.ts';
import { randomNumbers } from '../random-numbers.ts';
import { type Disturbance, type LifePlan, lifeUntil } from './disturbance.ts';
import type { Recording, Trials } from './trials.ts';

/** How much of what can be tried is tried: all of it, or so much, chosen by the seed. */
export type Share = 'every' | { readonly sample: number };

export interface Loss {
  readonly mode: LossMode;
  readonly seed?: number;
}

export interface PlanOptions {
  readonly crashAt: Share | readonly number[];
  readonly losses: readonly Loss[];
  readonly nested: Share | false;
  readonly faults: Share | readonly FaultCode[] | false;
  readonly hazards: Share | false;
  readonly twoProcesses: number;
  readonly clockJumps: number;
}

export const ALL_LOSSES: readonly Loss[] = LOSSES;

const CODES: readonly FaultCode[] = ['ENOSPC', 'EDQUOT', 'EIO', 'EMFILE', 'EROFS'];
/** What is lost at the first of two crashes, and at the second: those that tell most. */
const FIRST_LOSSES: readonly Loss[] = [
  { mode: 'kill' },
  { mode: 'all-unsynced' },
  { mode: 'random', seed: 7 },
];
const SECOND_LOSSES: readonly Loss[] = [
  { mode: 'all-unsynced' },
  { mode: 'metadata-only' },
  { mode: 'random', seed: 9 },
  { mode: 'random', seed: 11 },
];
/** A process that a fault ended starts again at once, or after the power went. */
const AFTER_FAULT: readonly LossMode[] = ['kill', 'all-unsynced'];
/** So many second crashes are tried for each first one that is chosen. */
const SECONDS_PER_FIRST = 8;
const FAULTS_PER_FIRST: Share = { sample: 3 };

/** The executions of one seed. Those that share a beginning follow each other. */
export async function* planExecutions(
  trials: Trials,
  seed: number,
  options: PlanOptions,
): AsyncGenerator<Disturbance, void, undefined> {
  const random = randomNumbers(seed ^ 0x51ed270b);
  const recording = await trials.recordingAfter([]);
  const alone = (life: LifePlan): Disturbance => ({ seed, lives: [life] });
  for (const life of crashes(recording, options, random)) yield alone(life);
  for (const life of faults(recording, options, random)) yield alone(life);
  for (const life of strikes(recording, options, random)) yield alone(life);
  for (let i = 0; i < options.twoProcesses; i++) {
    const loss = i % 2 === 0 ? 'kill' : 'all-unsynced';
    yield alone(lifeUntil('end', loss, undefined, { twoProcesses: chanceOf(random) }));
  }
  for (let i = 0; i < options.clockJumps; i++) {
    const at = i % 2 === 0 ? 'end' : Math.floor(random() * recording.trace.length);
    yield alone(lifeUntil(at, 'kill', undefined, { clockJumps: chanceOf(random) }));
  }
  for await (const lives of nested(trials, recording, options, random)) yield { seed, lives };
}

function crashes(
  { trace }: Recording,
  { crashAt, losses }: PlanOptions,
  random: () => number,
): readonly LifePlan[] {
  if (Array.isArray(crashAt)) return product(crashAt as readonly number[], losses).map(cut);
  const all = product(upTo(trace.length + 1), losses);
  return share(all, crashAt as Share, random).map(cut);
}

const cut = ([at, { mode, seed }]: readonly [number, Loss]): LifePlan => lifeUntil(at, mode, seed);

async function* nested(
  trials: Trials,
  recording: Recording,
  options: PlanOptions,
  random: () => number,
): AsyncGenerator<readonly LifePlan[], void, undefined> {
  if (options.nested === false) return;
  const all = product(upTo(recording.trace.length + 1), FIRST_LOSSES);
  const cuts =
    options.nested === 'every'
      ? all
      : share(all, { sample: Math.ceil(options.nested.sample / SECONDS_PER_FIRST) }, random);
  const struck =
    options.hazards === false
      ? []
      : strikes(
          recording,
          { ...options, hazards: options.nested === 'every' ? 'every' : { sample: cuts.length } },
          random,
        );
  for (const first of [...cuts.map(cut), ...struck]) {
    const recovery = await trials.recordingAfter([first]);
    const seconds = product(upTo(recovery.trace.length + 1), SECOND_LOSSES);
    const chosen =
      options.nested === 'every' ? seconds : share(seconds, { sample: SECONDS_PER_FIRST }, random);
    for (const second of chosen.map(cut)) yield [first, second];
    const some: PlanOptions = {
      ...options,
      faults: options.faults === false ? false : FAULTS_PER_FIRST,
      hazards: options.hazards === false ? false : FAULTS_PER_FIRST,
    };
    for (const second of faults(recovery, some, random)) yield [first, second];
    for (const second of strikes(recovery, some, random)) yield [first, second];
  }
}

function faults(
  { trace, reads }: Recording,
  options: PlanOptions,
  random: () => number,
): readonly LifePlan[] {
  if (options.faults === false) return [];
  const codes = Array.isArray(options.faults) ? (options.faults as readonly FaultCode[]) : CODES;
  const found: Fault[] = [];
  for (const [at, line] of trace.entries()) {
    const operation = line.split(' ')[1] ?? '';
    for (const code of codes) {
      if (!canFail(operation, code)) continue;
      found.push({ at, code }, { at, code, isSticky: true });
      if (operation === 'write' && code === 'ENOSPC') {
        found.push({ at, code, writtenPart: 0 }, { at, code, writtenPart: 1 });
      }
    }
  }
  for (const at of upTo(reads)) {
    for (const code of codes) {
      if (code === 'EIO' || code === 'EMFILE') found.push({ at, code, isRead: true });
    }
  }
  const all = product(found, AFTER_FAULT);
  const chosen = Array.isArray(options.faults) ? all : share(all, options.faults as Share, random);
  return chosen.map(([fault, loss]) => lifeUntil('end', loss, undefined, { faults: [fault] }));
}

function strikes(
  recording: Recording,
  { hazards }: PlanOptions,
  random: () => number,
): readonly LifePlan[] {
  if (hazards === false) return [];
  const all = recording.hazards.flatMap(({ name, first, count, ways }) =>
    product(upTo(count), ways)
      .filter(([at]) => at >= first)
      .map(([at, way]) => ({ hazard: name, at, way })),
  );
  const chosen = share(product(all, AFTER_FAULT), hazards, random);
  return chosen.map(([strike, loss]) => lifeUntil('end', loss, undefined, { strikes: [strike] }));
}

function share<T>(all: readonly T[], how: Share, random: () => number): readonly T[] {
  if (how === 'every' || how.sample >= all.length) return all;
  // Chosen one by one in order, so that those with the same beginning stay together.
  let left = how.sample;
  return all.filter((_, i) => {
    const isChosen = random() < left / (all.length - i);
    if (isChosen) left--;
    return isChosen;
  });
}

function product<A, B>(as: readonly A[], bs: readonly B[]): (readonly [A, B])[] {
  return as.flatMap((a) => bs.map((b) => [a, b] as const));
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);
const chanceOf = (random: () => number): number => Math.floor(random() * 1e6);
