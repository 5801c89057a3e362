import { mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import type { ApiName, Fault, TestBroker } from '@tidemark/kafka-testkit';
import type { SeededRandom } from '../orders/seeded-random.ts';
import { TOPICS } from '../pipelines/topics.ts';

/** What can be seen of a running query from outside. */
export interface CrashScene {
  readonly broker: TestBroker;
  readonly checkpoint: string;
  readonly revenuePath: string;
}

/** A point in the life of a query at which its process dies. */
export interface CrashMoment {
  readonly name: string;
  /** Watches from the start of the process until aborted, and calls `strike` when it is to die. */
  watch(scene: CrashScene, strike: () => void, signal: AbortSignal): void;
}

interface Step {
  readonly name: string;
  /** Strikes when the step is seen for the `nth` time. */
  readonly nthTime: (nth: number) => CrashMoment['watch'];
}

/** Steps of a batch that can be seen as they happen, in the order of the commit protocol. */
const STEPS: readonly Step[] = [
  {
    name: 'an intent was written',
    nthTime: newFile(({ checkpoint }) => join(checkpoint, 'offsets'), /^\d+$/),
  },
  {
    name: 'a file was staged',
    nthTime: newFile(({ revenuePath }) => join(revenuePath, '_staging'), /\.inprogress$/),
  },
  { name: 'alerts were sent, not committed', nthTime: request('Produce', 'drop-after') },
  { name: 'the marker was sent, not committed', nthTime: request('TxnOffsetCommit', 'drop-after') },
  { name: 'the commit of a transaction was on its way', nthTime: request('EndTxn', 'drop') },
  { name: 'a transaction was committed, before it knew', nthTime: request('EndTxn', 'drop-after') },
  {
    name: 'a fact was written',
    nthTime: newFile(({ checkpoint }) => join(checkpoint, 'commits'), /^\d+$/),
  },
  {
    name: 'a file was published',
    nthTime: newFile(({ revenuePath }) => join(revenuePath, '_log'), /^\d+$/),
  },
];

/** A step strikes at its first, second or third time: processes also die with batches behind them. */
const MAX_NTH = 3;
const STARTING_MS = 700;
const WORKING_MS = 600;

/** So many moments: the steps in turn, and every third one any time while it starts or works. */
export function crashMoments(count: number, random: SeededRandom): readonly CrashMoment[] {
  const steps = STEPS.map(({ name, nthTime }) => (): CrashMoment => {
    const nth = random.integer(1, MAX_NTH + 1);
    return { name: `when ${name}, time ${nth}`, watch: nthTime(nth) };
  });
  const times = [
    () => whileWorking(random.integer(0, WORKING_MS)),
    () => whileStarting(random.integer(0, STARTING_MS)),
  ];
  const inTurn = <T>(list: readonly T[], i: number): T => list[i % list.length] as T;
  return Array.from({ length: count }, (_, i) => {
    const turn = Math.floor(i / 3);
    return i % 3 === 2 ? inTurn(times, turn)() : inTurn(steps, i - turn)();
  });
}

/** Any time from Node's own start over the lock of the checkpoint to the first batches. */
const whileStarting = (afterMs: number): CrashMoment => ({
  name: `${afterMs} ms after it was started`,
  watch: (_, strike, signal) => strikeAfter(afterMs, strike, signal),
});

/** Counted from when a sink first speaks to the broker: recovery comes next, then the batches. */
const whileWorking = (afterMs: number): CrashMoment => ({
  name: `${afterMs} ms after it came to work`,
  watch: (scene, strike, signal) =>
    request('InitProducerId')(1)(scene, () => strikeAfter(afterMs, strike, signal), signal),
});

function strikeAfter(ms: number, strike: () => void, signal: AbortSignal): void {
  const timer = setTimeout(strike, ms);
  signal.addEventListener('abort', () => clearTimeout(timer));
}

function newFile(folderOf: (scene: CrashScene) => string, name: RegExp): Step['nthTime'] {
  return (nth) => (scene, strike, signal) => {
    const folder = folderOf(scene);
    mkdirSync(folder, { recursive: true });
    const seen = new Set<string>();
    // A name comes up again when its file is moved away, and then it is not new.
    watch(folder, { signal }, (_, file) => {
      if (file === null || !name.test(file) || seen.has(file)) return;
      if (seen.add(file).size === nth) strike();
    });
  };
}

/** `drop`: the broker never gets the request. `drop-after`: it does what was asked, and nobody hears of it. */
function request(api: ApiName, outcome?: 'drop' | 'drop-after'): Step['nthTime'] {
  return (nth) =>
    ({ broker }, strike, signal) => {
      let seen = 0;
      const when: Fault['when'] = ({ topics }) => {
        if (topics.includes(TOPICS.deadLetters) || ++seen !== nth) return false;
        strike();
        return true;
      };
      broker.faults.failNext(api, outcome === undefined ? { when } : { outcome, when });
      signal.addEventListener('abort', () => broker.faults.clear());
    };
}
