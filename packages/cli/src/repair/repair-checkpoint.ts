import { encodeLogEntry, type Ports, putIfAbsent } from '@tidemark/core/checkpoint';
import { type Contents, readContents } from '../checkpoint/contents.ts';
import { checkCheckpoint } from '../verify/check-checkpoint.ts';
import { possibleBatches } from '../verify/check-state.ts';
import { type Finding, isMendedByRewind } from '../verify/finding.ts';
import { asideFolder, putAside } from './put-aside.ts';
import { type LockOptions, refuseHeld, withLock } from './with-lock.ts';

export interface RepairReport {
  readonly directory: string;
  readonly isDryRun: boolean;
  /** What was done, or would be. */
  readonly repairs: readonly Finding[];
  /** Where files went, from `directory`; undefined where none did. */
  readonly aside: string | undefined;
  /** What is left: only a rewind, a backup or a person can do something about it. */
  readonly remaining: readonly Finding[];
  /** The newest batch after which the query can go on; undefined where a rewind mends nothing. */
  readonly canRewindTo: number | undefined;
}

/**
 * Does what loses nothing: puts leftovers, temporary files and the torn intent of a batch that is not
 * done aside, writes the id of the query again, removes the lock of a dead process. Nothing is deleted.
 *
 * @throws `CHECKPOINT.LOCKED`, `CLI.HOLDER_UNKNOWN`, `CLI.NOT_A_CHECKPOINT`
 */
export async function repairCheckpoint(
  ports: Ports,
  folder: string,
  options: LockOptions & { readonly dryRun?: boolean } = {},
): Promise<RepairReport> {
  const { dryRun: isDryRun = false } = options;
  const before = await readContents(ports, folder);
  const { directory } = before;
  refuseHeld(directory, before.lock, options);
  const planned = repairsOf(await checkCheckpoint(ports, before));
  if (isDryRun || planned.length === 0) {
    const remaining = (await checkCheckpoint(ports, before)).filter(
      ({ repair }) => repair === undefined,
    );
    const canRewindTo = rewindTarget(before, remaining);
    return { directory, isDryRun, repairs: planned, aside: undefined, remaining, canRewindTo };
  }
  const repairs = await withLock(ports, directory, options, async () => {
    // Looked at again: whoever had the lock may have gone on.
    const contents = { ...(await readContents(ports, directory)), lock: undefined };
    const found = repairsOf(await checkCheckpoint(ports, contents));
    const aside = asideFolder(ports);
    for (const finding of found) await carryOut(ports, directory, finding, aside);
    const lock = planned.filter(({ file }) => file === 'lock');
    return { done: [...lock, ...found], aside: found.length > 0 ? aside : undefined };
  });
  const after = await readContents(ports, directory);
  const remaining = await checkCheckpoint(ports, after);
  const canRewindTo = rewindTarget(after, remaining);
  const { done, aside } = repairs;
  return { directory, isDryRun, repairs: done, aside, remaining, canRewindTo };
}

function repairsOf(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ repair }) => repair !== undefined);
}

function rewindTarget(contents: Contents, findings: readonly Finding[]): number | undefined {
  return isMendedByRewind(findings) ? possibleBatches(contents, findings).at(-1) : undefined;
}

async function carryOut(
  ports: Ports,
  directory: string,
  { file, repair }: Finding,
  aside: string,
): Promise<void> {
  const { fs, rand } = ports;
  switch (repair?.kind) {
    case 'move':
      return putAside(fs, directory, file, aside);
    case 'write-id': {
      await putAside(fs, directory, file, aside);
      const target = { folder: directory, name: file, tempId: rand.attemptId() };
      await putIfAbsent(fs, target, encodeLogEntry({ id: repair.queryId }));
      return undefined;
    }
    default:
      return undefined;
  }
}
