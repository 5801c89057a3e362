import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NodeProcess } from '../process/node-process.ts';
import { BatchLedger } from './batch-ledger.ts';
import { damageOf } from './judge.ts';
import type { LoopDisk } from './loop-disk.ts';
import { BATCH_RECORDS } from './order-source.ts';
import type { QuerySettings } from './query.ts';
import { readDisk, TornFile } from './read-disk.ts';

export interface PowerCutOptions {
  readonly disk: LoopDisk;
  /** The bundled `query.ts`. */
  readonly program: string;
  readonly cuts: number;
  readonly seed: number;
  readonly durability: QuerySettings['durability'];
  readonly random: () => number;
  readonly report: (event: string) => void;
}

export interface PowerCutResult {
  readonly cuts: number;
  readonly acknowledgedBatches: number;
  /** How often, by what was wrong. */
  readonly damages: ReadonlyMap<string, number>;
}

/** The power goes while a process starts and recovers, or some time after it has committed so many batches. */
const MAX_STARTING_MS = 600;
const STARTING_SHARE = 0.3;
const MAX_BATCHES = 15;
const MAX_THEN_MS = 60;
/** After so many cuts a new disk: the first files of a query are made under the power that goes, too. */
const CUTS_PER_DISK = 10;
const TOLD_EVERY_MS = 10_000;
/** The query meets the dead disk before it is killed. */
const DYING_MS = 30;

/** Cuts the power of a disk again and again while a query writes to it, and judges what is left. */
export async function cutPower(options: PowerCutOptions): Promise<PowerCutResult> {
  const { cuts, disk } = options;
  const damages = new Map<string, number>();
  let acknowledgedBatches = 0;
  let left = cuts;
  let toldMs = performance.now();
  for (let number = 0; left > 0; number++) {
    disk.format();
    const life = new DiskLife(options, options.seed + number);
    const { done, damage } = await life.run(Math.min(left, CUTS_PER_DISK));
    left -= done;
    acknowledgedBatches += life.acknowledgedBatches;
    if (performance.now() - toldMs > TOLD_EVERY_MS) {
      toldMs = performance.now();
      options.report(`${cuts - left} of ${cuts} cuts`);
    }
    if (damage === undefined) continue;
    damages.set(damage, (damages.get(damage) ?? 0) + 1);
    options.report(`after cut ${cuts - left}: ${damage}`);
  }
  return { cuts, acknowledgedBatches, damages };
}

/** One query on one disk, up to its end or to the first damage. */
class DiskLife {
  readonly #options: PowerCutOptions;
  readonly #seed: number;
  readonly #ledger: BatchLedger;
  #acknowledged = 0;

  constructor(options: PowerCutOptions, seed: number) {
    this.#options = options;
    this.#seed = seed;
    this.#ledger = new BatchLedger(seed);
  }

  get acknowledgedBatches(): number {
    return Math.floor(this.#acknowledged / BATCH_RECORDS);
  }

  async run(cuts: number): Promise<{ readonly done: number; readonly damage: string | undefined }> {
    for (let done = 1; done <= cuts; done++) {
      const damage = (await this.#runUntilCut()) ?? (await this.#judge());
      if (damage !== undefined) return { done, damage };
    }
    return { done: cuts, damage: await this.#runToEnd() };
  }

  /** The query goes on, the power goes off, the disk comes back. */
  async #runUntilCut(): Promise<string | undefined> {
    const { disk, random } = this.#options;
    const stopNoise = makeNoise(disk.mountPoint, random);
    const { promise: isAtWork, resolve: onWork } = withResolvers();
    const batches = Math.floor(random() * (MAX_BATCHES + 1));
    const query = this.#start({}, (committed) => committed === batches && onWork());
    let isCut = false;
    const early = query.ended.then(({ stderr }) => (isCut ? undefined : stuck(stderr)));
    const moment =
      random() < STARTING_SHARE
        ? sleep(random() * MAX_STARTING_MS)
        : isAtWork.then(() => sleep(random() * MAX_THEN_MS));
    await Promise.race([moment, early]);
    isCut = true;
    disk.cutPower();
    await sleep(DYING_MS);
    query.kill();
    const damage = await early;
    await stopNoise();
    disk.unmount();
    disk.mount();
    return damage;
  }

  async #judge(): Promise<string | undefined> {
    try {
      const found = await readDisk(this.#options.disk.mountPoint);
      return damageOf(found, this.#ledger, this.acknowledgedBatches);
    } catch (error) {
      if (error instanceof TornFile) return 'a reader sees a torn file';
      const { condition, code } = error as { condition?: string; code?: string };
      if (condition === undefined && code === undefined) throw error;
      return `a reader fails: ${condition ?? code}`;
    }
  }

  /** Everything is there once, exactly, when the query has come to the end of the orders. */
  async #runToEnd(): Promise<string | undefined> {
    const total = (this.acknowledgedBatches + 5) * BATCH_RECORDS;
    const { exitCode, stderr } = await this.#start({ total }).ended;
    if (exitCode !== 0) return stuck(stderr);
    const { alerts, windows } = await readDisk(this.#options.disk.mountPoint);
    const books = new BatchLedger(this.#seed);
    books.line(total / BATCH_RECORDS);
    const isRight =
      alerts.length === books.alerts.length &&
      windows.length === books.ledger.windows.size &&
      new Map(windows).size === windows.length &&
      windows.every(([key, text]) => {
        const expected = books.ledger.windows.get(key);
        return expected !== undefined && text === `${expected.revenue} of ${expected.orders}`;
      });
    return isRight ? undefined : 'the output is wrong after recovery';
  }

  #start(own: Pick<QuerySettings, 'total'>, onBatches?: (batches: number) => void): NodeProcess {
    const { disk, program, durability } = this.#options;
    const settings: QuerySettings = {
      directory: disk.mountPoint,
      seed: this.#seed,
      durability,
      ...own,
    };
    let lines = 0;
    return new NodeProcess(program, settings, (line) => {
      // The first line says that the query is open, each of the others that a batch is done.
      onBatches?.(lines++);
      const offset = Number(/^acknowledged (\d+)$/.exec(line)?.[1] ?? 0);
      this.#acknowledged = Math.max(this.#acknowledged, offset);
    });
  }
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** A query that ended although the power was on. */
function stuck(stderr: string): string {
  const [, condition] = /\[([A-Z_]+\.[A-Z_]+)\]/.exec(stderr) ?? [];
  // A failure of a batch says more in its cause.
  const text = condition === undefined || condition === 'QUERY.FAILED' ? `\n${stderr}` : condition;
  return `the query is stuck: ${text}`;
}

/** Another program on the disk that syncs: it makes the journal go out at any moment. */
function makeNoise(folder: string, random: () => number): () => Promise<void> {
  let isStopped = false;
  const made = (async () => {
    const file = await open(join(folder, 'noise'), 'w');
    try {
      while (!isStopped) {
        await file.write('noise');
        await file.sync();
        await sleep(random() * 30);
      }
    } finally {
      await file.close().catch(() => undefined);
    }
    // The power goes; that is the point.
  })().catch(() => undefined);
  return async () => {
    isStopped = true;
    await made;
  };
}
