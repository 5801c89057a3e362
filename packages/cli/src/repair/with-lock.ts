import { CHECKPOINT_LOCKED, lockCheckpoint, type Ports } from '@tidemark/core/checkpoint';
import { type LockState, lockState } from '../checkpoint/lock-state.ts';
import { HOLDER_UNKNOWN } from '../conditions.ts';

/** What may be done to a checkpoint that somebody holds. */
export interface LockOptions {
  /** The user knows that the holder on another machine has ended. */
  readonly holderHasEnded?: boolean;
}

/**
 * Refuses a checkpoint that a query may be running on.
 *
 * @throws {@link CHECKPOINT_LOCKED}, {@link HOLDER_UNKNOWN}
 */
export function refuseHeld(
  directory: string,
  lock: LockState | undefined,
  { holderHasEnded = false }: LockOptions,
): void {
  if (lock?.holder === undefined) return;
  const { pid, host } = lock.holder;
  if (lock.holderIs === 'running') throw CHECKPOINT_LOCKED.error({ directory, pid, host });
  if (lock.holderIs === 'unknown' && !holderHasEnded) {
    throw HOLDER_UNKNOWN.error({ directory, pid, host });
  }
}

/**
 * Does something while no query can start on the checkpoint.
 *
 * @throws {@link CHECKPOINT_LOCKED}, {@link HOLDER_UNKNOWN}
 */
export async function withLock<T>(
  ports: Ports,
  directory: string,
  options: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  refuseHeld(directory, await lockState(ports, directory), options);
  const lock = await lockCheckpoint(ports, directory, ports.rand.attemptId());
  try {
    return await work();
  } finally {
    await lock.release();
  }
}
