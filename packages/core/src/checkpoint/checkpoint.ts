import { CHECKPOINT_CORRUPT, METADATA_MISSING, MISSING_ENTRY } from '../errors/checkpoint.ts';
import type { DurableFs } from '../ports/durable-fs.ts';
import type { Ports } from '../ports/ports.ts';
import { readIfThere } from '../ports/read-if-there.ts';
import { readOnlyFs } from '../ports/read-only-fs.ts';
import { codeOf, makeFolder, putIfAbsent } from '../ports/write-durably.ts';
import { isRecord } from '../types/json-shape.ts';
import type { JsonValue } from '../types/json-value.ts';
import { type CheckpointLock, lockCheckpoint } from './checkpoint-lock.ts';
import { type BatchFact, CommitLog } from './commit-log.ts';
import { decodeLogEntry, encodeLogEntry } from './log-entry.ts';
import { removeTemps } from './metadata-log.ts';
import { OffsetLog } from './offset-log.ts';
import { PlanStore } from './plan-store.ts';
import { purgeUnnamed } from './purge-unnamed.ts';
import { type Recovery, recover } from './recovery.ts';

// The folder of a checkpoint. Stored on disk: never change.
//
//   metadata              {"id": <uuid>}: the id of the query, for the life of the checkpoint
//   lock                  who runs the query now
//   offsets/<batchId>     intent, see `offset-log.ts`
//   commits/<batchId>     fact, see `commit-log.ts`
//   plans/<planHash>      a form the query had, see `plan-store.ts`
//   sources/<i>/0         where source i began; other files there are the source's own
//   state/<operatorId>/   files that commits name, see `state/`
//   _repair/<time>-<id>/  what the tool `tidemark` put aside; nothing here looks there
//
// Except for the state every file is one entry as `log-entry.ts` says.

const METADATA = 'metadata';
const OFFSETS = 'offsets';
const COMMITS = 'commits';
const PLANS = 'plans';
const INITIAL_OFFSET = '0';

export interface OpenCheckpointOptions {
  readonly ports: Ports;
  readonly directory: string;
  /** How many batches the logs keep behind the newest one, at least 2 (Spark: minBatchesToRetain). */
  readonly minBatchesToRetain?: number;
}

const DEFAULT_BATCHES_TO_RETAIN = 100;
/** Old entries are looked for every so many batches. */
const PURGE_INTERVAL_BATCHES = 10;

/**
 * Opens the checkpoint of a query, or creates it. On return everything that can be seen in its logs
 * is durable.
 *
 * @throws {@link CHECKPOINT_LOCKED}, {@link METADATA_MISSING}, {@link CHECKPOINT_CORRUPT}
 */
export async function openCheckpoint(options: OpenCheckpointOptions): Promise<Checkpoint> {
  const { ports, minBatchesToRetain = DEFAULT_BATCHES_TO_RETAIN } = options;
  const directory = options.directory.replace(/(?<=.)\/+$/, '');
  const { fs, rand } = ports;
  const attempt = rand.attemptId();
  await makeFolder(fs, directory);
  const lock = await lockCheckpoint(ports, directory, attempt);
  try {
    await removeTemps(fs, directory);
    const queryId = await readOrCreateId(ports, directory, attempt);
    const offsets = new OffsetLog(fs, `${directory}/${OFFSETS}`, { queryId, attempt });
    const commits = new CommitLog(fs, `${directory}/${COMMITS}`, { queryId, attempt });
    for (const log of [offsets, commits]) {
      await log.open();
      await log.removeTemps();
    }
    const plans = new PlanStore(fs, `${directory}/${PLANS}`, attempt);
    await plans.open();
    return new Checkpoint({
      fs,
      directory,
      queryId,
      attempt,
      offsets,
      commits,
      plans,
      lock,
      minBatchesToRetain: Math.max(2, minBatchesToRetain),
    });
  } catch (error) {
    // The first error tells more than one of giving up the lock.
    await lock.release().catch(() => undefined);
    throw error;
  }
}

/**
 * A checkpoint to look at; undefined where no query has begun one. Takes no lock and writes nothing, so
 * a query may be running on it.
 *
 * @throws {@link METADATA_MISSING}, {@link CHECKPOINT_CORRUPT}
 */
export async function readCheckpoint(
  disk: DurableFs,
  directory: string,
): Promise<Checkpoint | undefined> {
  const fs = readOnlyFs(disk);
  const queryId = await readId(fs, directory);
  if (queryId === undefined) return undefined;
  const attempt = 'reader';
  return new Checkpoint({
    fs,
    directory,
    queryId,
    attempt,
    offsets: new OffsetLog(fs, `${directory}/${OFFSETS}`, { queryId, attempt }),
    commits: new CommitLog(fs, `${directory}/${COMMITS}`, { queryId, attempt }),
    plans: new PlanStore(fs, `${directory}/${PLANS}`, attempt),
    lock: { release: () => Promise.resolve() },
    minBatchesToRetain: Number.POSITIVE_INFINITY,
  });
}

/** The open checkpoint of one run of a query: `docs/architecture/commit-protocol.md`. */
export class Checkpoint {
  readonly directory: string;
  /** Stays the same for the life of the checkpoint. */
  readonly queryId: string;
  /** New with every start; part of the names of all files this run writes. */
  readonly attempt: string;
  readonly offsets: OffsetLog;
  readonly commits: CommitLog;
  readonly plans: PlanStore;
  readonly #fs: DurableFs;
  readonly #lock: CheckpointLock;
  readonly #minBatchesToRetain: number;

  constructor(parts: {
    readonly fs: DurableFs;
    readonly directory: string;
    readonly queryId: string;
    readonly attempt: string;
    readonly offsets: OffsetLog;
    readonly commits: CommitLog;
    readonly plans: PlanStore;
    readonly lock: CheckpointLock;
    readonly minBatchesToRetain: number;
  }) {
    this.#fs = parts.fs;
    this.directory = parts.directory;
    this.queryId = parts.queryId;
    this.attempt = parts.attempt;
    this.offsets = parts.offsets;
    this.commits = parts.commits;
    this.plans = parts.plans;
    this.#lock = parts.lock;
    this.#minBatchesToRetain = parts.minBatchesToRetain;
  }

  /** What the logs say; call it before the first `add`. */
  async recover(): Promise<Recovery> {
    const recovery = await recover(this.offsets, this.commits);
    if (recovery.kind === 'fresh') await this.#refuseStateWithoutLogs();
    return recovery;
  }

  /** State is only ever written for a batch that has an intent. */
  async #refuseStateWithoutLogs(): Promise<void> {
    const root = `${this.directory}/state`;
    for (const name of await namesIn(this.#fs, root)) {
      const [file] = await namesIn(this.#fs, `${root}/${name}`);
      if (file === undefined) continue;
      const neededBy = `${root}/${name}/${file}`;
      throw MISSING_ENTRY.error({ path: this.offsets.pathOf(0), neededBy });
    }
  }

  /** The folder of source number `index`, for its own files as well. Created by {@link initialOffset}. */
  sourceDirectory(index: number): string {
    return `${this.directory}/sources/${index}`;
  }

  /** The folder of the state of an operator. Created by the state store. */
  stateDirectory(operatorId: string): string {
    return `${this.directory}/state/${encodeURIComponent(operatorId)}`;
  }

  /**
   * Where source number `index` began. Asks it once in the life of the checkpoint; the answer is
   * durable on return.
   */
  async initialOffset(index: number, ask: () => Promise<JsonValue>): Promise<JsonValue> {
    const folder = this.sourceDirectory(index);
    await makeFolder(this.#fs, folder);
    await this.#fs.syncDir(folder);
    await removeTemps(this.#fs, folder);
    const known = await readEntry(this.#fs, `${folder}/${INITIAL_OFFSET}`);
    if (known !== undefined) return known;
    const target = { folder, name: INITIAL_OFFSET, tempId: this.attempt };
    await putIfAbsent(this.#fs, target, encodeLogEntry(await ask()));
    return (await readEntry(this.#fs, `${folder}/${INITIAL_OFFSET}`)) as JsonValue;
  }

  /**
   * Removes log entries that no recovery needs. Call it when the commit of `batchId` is durable.
   *
   * @returns the oldest commit that is kept, for the state stores to remove what is older; undefined
   * when there is nothing to remove this time
   */
  async purge(batchId: number): Promise<BatchFact | undefined> {
    const oldest = batchId - this.#minBatchesToRetain;
    if (oldest < 0 || batchId % PURGE_INTERVAL_BATCHES !== 0) return undefined;
    await this.offsets.purgeBelow(oldest);
    await this.commits.purgeBelow(oldest);
    await purgeUnnamed(this.#fs, `${this.directory}/state`, this);
    return this.commits.get(oldest);
  }

  /** Lets another process have the checkpoint. Called once. */
  close(): Promise<void> {
    return this.#lock.release();
  }
}

/** The id of the query; made up where there is no trace of one. */
async function readOrCreateId(
  { fs, rand }: Ports,
  directory: string,
  attempt: string,
): Promise<string> {
  await fs.syncDir(directory);
  const known = await readId(fs, directory);
  if (known !== undefined) return known;
  const target = { folder: directory, name: METADATA, tempId: attempt };
  await putIfAbsent(fs, target, encodeLogEntry({ id: rand.uuid() }));
  return (await readId(fs, directory)) as string;
}

/**
 * The id of the query of a checkpoint; undefined where there is no trace of one.
 *
 * @throws {@link METADATA_MISSING}, {@link CHECKPOINT_CORRUPT}
 */
async function readId(fs: DurableFs, directory: string): Promise<string | undefined> {
  const path = `${directory}/${METADATA}`;
  const metadata = await readEntry(fs, path);
  if (metadata === undefined) {
    for (const log of [OFFSETS, COMMITS]) {
      if ((await namesIn(fs, `${directory}/${log}`)).length > 0) {
        throw METADATA_MISSING.error({ path });
      }
    }
    return undefined;
  }
  if (!isRecord(metadata, { id: 'string' })) {
    throw CHECKPOINT_CORRUPT.error({
      path,
      damage: 'its form is not the one this version writes',
    });
  }
  return metadata['id'] as string;
}

async function readEntry(fs: DurableFs, path: string): Promise<JsonValue | undefined> {
  const bytes = await readIfThere(fs, path);
  return bytes === undefined ? undefined : decodeLogEntry(bytes, path);
}

/** Names in a folder but hidden ones; none when there is no folder. */
async function namesIn(fs: DurableFs, folder: string): Promise<readonly string[]> {
  try {
    const entries = await fs.readdir(folder);
    return entries.map(({ name }) => name).filter((name) => !name.startsWith('.'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
