import { CHECKPOINT_LOCKED } from '../errors/checkpoint.ts';
import type { DurableFs } from '../ports/durable-fs.ts';
import type { Ports } from '../ports/ports.ts';
import type { ProcessIdentity } from '../ports/processes.ts';
import { codeOf, isEqual, putIfAbsent } from '../ports/write-durably.ts';
import { isRecord } from '../types/json-shape.ts';
import type { JsonValue } from '../types/json-value.ts';
import { decodeLogEntry, encodeLogEntry } from './log-entry.ts';

const LOCK = 'lock';
/** Two processes that find the lock of a dead one may meet; then one of them looks again. */
const MAX_ATTEMPTS = 3;

/** Holds a checkpoint until it is released. */
export interface CheckpointLock {
  release(): Promise<void>;
}

/** Attempts of this process that are over, while their locks could not be removed: nobody holds those. */
const abandoned = new WeakMap<DurableFs, Set<string>>();

/** What a lock's file says. */
export interface LockHolder extends ProcessIdentity {
  readonly attempt: string;
}

const NO_LOCK: CheckpointLock = { release: () => Promise.resolve() };

/**
 * Takes the lock of a checkpoint, for an early and friendly error only: what keeps two queries apart
 * is that log entries are put if absent. So it is refused only where its holder provably runs, and
 * taken over in doubt: after a crash or on a new machine a query starts without help.
 *
 * @throws {@link CHECKPOINT_LOCKED}
 */
export async function lockCheckpoint(
  ports: Ports,
  directory: string,
  attempt: string,
): Promise<CheckpointLock> {
  const { fs, processes } = ports;
  if (processes === undefined) return NO_LOCK;
  const path = `${directory}/${LOCK}`;
  const { pid, host, bootId, startTime } = await processes.current();
  const content = encodeLogEntry({ pid, host, bootId, startTime, attempt });
  for (let i = 0; i < MAX_ATTEMPTS; i++) {
    const target = { folder: directory, name: LOCK, tempId: attempt };
    if (await putIfAbsent(fs, target, content)) {
      return { release: () => release(ports, path, content, attempt) };
    }
    const holder = await readHolder(ports, path);
    const isHeld = holder !== undefined && !abandoned.get(fs)?.has(holder.attempt);
    if (isHeld && (await processes.isAlive(holder))) {
      throw CHECKPOINT_LOCKED.error({ directory, pid: holder.pid, host: holder.host });
    }
    await removeIfThere(ports, path);
  }
  const holder = await readHolder(ports, path);
  throw CHECKPOINT_LOCKED.error({ directory, pid: holder?.pid ?? 0, host: holder?.host ?? '?' });
}

/** Who holds the lock of a checkpoint; undefined when nobody does, or when its file is damaged. */
export function lockHolder(fs: DurableFs, directory: string): Promise<LockHolder | undefined> {
  return readHolder({ fs }, `${directory}/${LOCK}`);
}

/** Who holds the lock; undefined when it is gone, or damaged by a power loss. */
async function readHolder(
  { fs }: Pick<Ports, 'fs'>,
  path: string,
): Promise<LockHolder | undefined> {
  let value: JsonValue;
  try {
    value = decodeLogEntry(await fs.readFile(path), path);
  } catch {
    return undefined;
  }
  return isRecord(value, {
    pid: 'number',
    host: 'string',
    bootId: 'string',
    startTime: 'string',
    attempt: 'string',
  })
    ? (value as unknown as LockHolder)
    : undefined;
}

/** Removes the lock unless another process has taken it over. */
async function release(
  ports: Ports,
  path: string,
  content: Uint8Array,
  attempt: string,
): Promise<void> {
  try {
    const found = await ports.fs.readFile(path);
    if (isEqual(found, content)) await removeIfThere(ports, path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    const ended = abandoned.get(ports.fs) ?? new Set();
    abandoned.set(ports.fs, ended.add(attempt));
    throw error;
  }
}

async function removeIfThere({ fs }: Ports, path: string): Promise<void> {
  try {
    await fs.unlink(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}
