import { type LockHolder, lockHolder, type Ports } from '@tidemark/core/checkpoint';
import { orGone } from './files-below.ts';

/** Who has a checkpoint. */
export interface LockState {
  readonly holder: LockHolder | undefined;
  readonly sinceMs: number;
  /**
   * `running`: the holder runs on this machine. `ended`: it was of this machine and is no more, or the
   * file is damaged. `unknown`: it is of another machine.
   */
  readonly holderIs: 'running' | 'ended' | 'unknown';
}

/** The lock of a checkpoint; undefined when there is none. */
export async function lockState(
  { fs, processes }: Ports,
  directory: string,
): Promise<LockState | undefined> {
  const stat = await orGone(fs.stat(`${directory}/lock`));
  if (stat === undefined) return undefined;
  const sinceMs = stat.modifiedMs;
  const holder = await lockHolder(fs, directory);
  if (holder === undefined) return { holder, sinceMs, holderIs: 'ended' };
  if (processes === undefined) return { holder, sinceMs, holderIs: 'unknown' };
  if (await processes.isAlive(holder)) return { holder, sinceMs, holderIs: 'running' };
  // Containers of one machine have names of their own, and do not see each other's processes.
  const isFromHere = holder.host === (await processes.current()).host;
  return { holder, sinceMs, holderIs: isFromHere ? 'ended' : 'unknown' };
}

/** A lock in half a sentence. */
export function describeLock(lock: LockState | undefined): string {
  if (lock === undefined) return 'nobody';
  const { holder, holderIs } = lock;
  if (holder === undefined) return 'a damaged file, so nobody';
  const fate = {
    running: 'running',
    ended: 'ended without giving it back',
    unknown: 'on another machine, so nobody here can tell whether it runs',
  };
  return `process ${holder.pid} on ${holder.host}, ${fate[holderIs]}`;
}
