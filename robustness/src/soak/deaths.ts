import { type Aim, DISK_CALLS, REQUESTS, type RequestName, showAim } from '../process/aim.ts';

/**
 * How a process is to die: some time after its start, some time after it has committed so many batches
 * (of none: after its query is open), or at a call.
 */
export type Death =
  | { readonly startingMs: number }
  | { readonly batches: number; readonly thenMs: number }
  | { readonly aim: Aim };

/** Node's own start and recovery. */
const MAX_STARTING_MS = 800;
const MAX_BATCHES = 5;
/** The next two or three batches. */
const MAX_THEN_MS = 300;
const STARTING_SHARE = 0.3;
/** So many of these calls happen before a process has committed its first few batches. */
const MAX_NTH: Readonly<Record<Aim['call'], number>> = {
  mkdir: 10,
  create: 25,
  write: 25,
  sync: 25,
  link: 8,
  rename: 6,
  unlink: 10,
  syncDir: 60,
  InitProducerId: 2,
  AddPartitionsToTxn: 4,
  AddOffsetsToTxn: 4,
  Produce: 4,
  TxnOffsetCommit: 4,
  EndTxn: 4,
};
const WHEN: readonly Aim['when'][] = ['before', 'amid', 'after'];

/** The deaths of a soak, the same for the same seed; a share of them is aimed. */
export function* randomDeaths(random: () => number, aimedShare: number): Generator<Death, never> {
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const requests = Object.keys(REQUESTS) as RequestName[];
  for (;;) {
    if (random() >= aimedShare) {
      yield random() < STARTING_SHARE
        ? { startingMs: Math.round(random() * MAX_STARTING_MS) }
        : {
            batches: Math.floor(random() * (MAX_BATCHES + 1)),
            thenMs: Math.round(random() * MAX_THEN_MS),
          };
      continue;
    }
    const call = random() < 0.5 ? oneOf(DISK_CALLS) : oneOf(requests);
    yield { aim: { call, nth: 1 + Math.floor(random() * MAX_NTH[call]), when: oneOf(WHEN) } };
  }
}

export function showDeath(death: Death): string {
  if ('aim' in death) return showAim(death.aim);
  return 'startingMs' in death
    ? `${death.startingMs} ms after its start`
    : `${death.thenMs} ms after batch ${death.batches}`;
}
