import {
  type BatchFact,
  type BatchIntent,
  CHECKPOINT_CORRUPT,
  CommitLog,
  decodeLogEntry,
  type JsonValue,
  OffsetLog,
  PlanStore,
  type Ports,
  readOnlyFs,
  type StoredPlan,
  StreamingError,
} from '@tidemark/core/checkpoint';
import { NOT_A_CHECKPOINT } from '../conditions.ts';
import { type FoundFile, filesBelow, orGone } from './files-below.ts';
import { type LockState, lockState } from './lock-state.ts';

/** An entry of a log: what it says, or what is wrong with it. */
export type Entry<T> =
  | { readonly value: T; readonly damage?: never }
  | { readonly value?: never; readonly damage: StreamingError };

/** Everything in a checkpoint but the content of state files, as far as it can be read. */
export interface Contents {
  readonly directory: string;
  /** That of `metadata`; where it is lost, that of the newest entry which can be read. */
  readonly queryId: string | undefined;
  /** Undefined where there is none. */
  readonly metadata: Entry<string> | undefined;
  /** By batch id, ascending. */
  readonly offsets: ReadonlyMap<number, Entry<BatchIntent>>;
  readonly commits: ReadonlyMap<number, Entry<BatchFact>>;
  readonly plans: ReadonlyMap<string, Entry<StoredPlan>>;
  readonly files: ReadonlyMap<string, FoundFile>;
  readonly lock: LockState | undefined;
}

const BATCH_ID = /^(?:0|[1-9]\d{0,14})$/;
const PLAN_HASH = /^[0-9a-f]{1,64}$/;

/**
 * Reads a checkpoint, damaged or not. Writes nothing.
 *
 * @throws {@link NOT_A_CHECKPOINT}
 */
export async function readContents(ports: Ports, folder: string): Promise<Contents> {
  const directory = folder.replace(/(?<=.)\/+$/, '');
  const fs = readOnlyFs(ports.fs);
  const found = await filesBelow(fs, directory);
  const files = new Map(found.map((file) => [file.path, file]));
  const offsetIds = namesIn(files, 'offsets', BATCH_ID).map(Number).sort(ascending);
  const commitIds = namesIn(files, 'commits', BATCH_ID).map(Number).sort(ascending);
  if (!files.has('metadata') && offsetIds.length + commitIds.length === 0) {
    throw NOT_A_CHECKPOINT.error({ directory });
  }
  const raw = (path: string): Promise<Entry<JsonValue> | undefined> =>
    entryOf(async () => {
      const bytes = await orGone(fs.readFile(`${directory}/${path}`));
      return bytes === undefined ? undefined : decodeLogEntry(bytes, path);
    });

  const metadata = files.has('metadata') ? idIn(await raw('metadata')) : undefined;
  const queryId = metadata?.value ?? (await queryIdOfEntries(raw, offsetIds, commitIds));
  const owner = { queryId: queryId ?? '', attempt: 'reader' };
  const offsetLog = new OffsetLog(fs, `${directory}/offsets`, owner);
  const commitLog = new CommitLog(fs, `${directory}/commits`, owner);
  const planStore = new PlanStore(fs, `${directory}/plans`, owner.attempt);
  const hashes = namesIn(files, 'plans', PLAN_HASH);
  return {
    ...{ directory, queryId, metadata, files },
    offsets: await entriesOf(offsetIds, (id) => offsetLog.get(id)),
    commits: await entriesOf(commitIds, (id) => commitLog.get(id)),
    plans: await entriesOf(
      hashes,
      (hash) => planStore.get(hash) as Promise<StoredPlan | undefined>,
    ),
    lock: await lockState({ ...ports, fs }, directory),
  };
}

/** The names of the files in a folder that are of a form. */
export function namesIn(
  files: ReadonlyMap<string, FoundFile>,
  folder: string,
  form: RegExp,
): readonly string[] {
  return [...files.keys()]
    .filter((path) => path.startsWith(`${folder}/`))
    .map((path) => path.slice(folder.length + 1))
    .filter((name) => form.test(name));
}

function ascending(a: number, b: number): number {
  return a - b;
}

function idIn(entry: Entry<JsonValue> | undefined): Entry<string> | undefined {
  if (entry?.value === undefined) return entry;
  const { id } = entry.value as { readonly id?: JsonValue };
  if (typeof id === 'string') return { value: id };
  const damage = 'its form is not the one this version writes';
  return { damage: CHECKPOINT_CORRUPT.error({ path: 'metadata', damage }) };
}

async function queryIdOfEntries(
  read: (path: string) => Promise<Entry<JsonValue> | undefined>,
  offsetIds: readonly number[],
  commitIds: readonly number[],
): Promise<string | undefined> {
  const paths = [
    ...commitIds.toReversed().map((id) => `commits/${id}`),
    ...offsetIds.toReversed().map((id) => `offsets/${id}`),
  ];
  for (const path of paths) {
    const { queryId } = ((await read(path))?.value ?? {}) as { readonly queryId?: JsonValue };
    if (typeof queryId === 'string') return queryId;
  }
  return undefined;
}

async function entriesOf<K, T>(
  keys: readonly K[],
  read: (key: K) => Promise<T | undefined>,
): Promise<ReadonlyMap<K, Entry<T>>> {
  const entries = new Map<K, Entry<T>>();
  for (const key of keys) {
    const entry = await entryOf(() => read(key));
    // One that is purged just now is not there.
    if (entry !== undefined) entries.set(key, entry);
  }
  return entries;
}

async function entryOf<T>(read: () => Promise<T | undefined>): Promise<Entry<T> | undefined> {
  try {
    const value = await read();
    return value === undefined ? undefined : { value };
  } catch (error) {
    if (error instanceof StreamingError) return { damage: error };
    throw error;
  }
}
