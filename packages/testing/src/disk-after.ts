import { type Disk, type Inode, type NameChange, parentOf, ROOT, withChange } from './disk.ts';
import { randomNumbers } from './random-numbers.ts';

/**
 * What a crash takes. All but `kill` are power losses: what was synced stays, and of the rest
 * - `kill`: everything stays; only the process dies,
 * - `all-unsynced`: nothing stays,
 * - `metadata-only`: names stay, files are as long as they were synced,
 * - `zeros`: names stay, bytes that were not synced read as 0,
 * - `torn`: names stay, files end somewhere in the bytes that were not synced,
 * - `data-only`: bytes stay, names are lost,
 * - `random`: each name and each file by chance,
 * - `prefix`: the first so many names, each file by chance.
 */
export type LossMode = (typeof LOSS_MODES)[number];

export const LOSS_MODES = [
  'kill',
  'all-unsynced',
  'metadata-only',
  'zeros',
  'torn',
  'data-only',
  'random',
  'prefix',
] as const;

/** Every way to lose power, for tests that try all; `random` and `prefix` under a few seeds each. */
export const LOSSES: readonly { readonly mode: LossMode; readonly seed: number }[] = [
  ...(['kill', 'all-unsynced', 'metadata-only', 'zeros', 'torn', 'data-only'] as const).map(
    (mode) => ({
      mode,
      seed: 1,
    }),
  ),
  ...[100, 101, 102, 103, 104, 105].map((seed) => ({ mode: 'random' as const, seed })),
  ...[200, 201, 202].map((seed) => ({ mode: 'prefix' as const, seed })),
];

type PowerLoss = Exclude<LossMode, 'kill'>;
type ByteLoss = 'none' | 'all' | 'zeros' | 'torn';

const BYTE_LOSSES: readonly ByteLoss[] = ['none', 'all', 'zeros', 'torn'];

/** The disk after a power loss. */
export function diskAfter(
  durable: Disk,
  pending: readonly NameChange[],
  loss: PowerLoss,
  seed: number,
): Disk {
  const random = randomNumbers(seed);
  const left: Disk = { files: new Map(durable.files), folders: new Set(durable.folders) };
  const cut = Math.floor(random() * (pending.length + 1));
  for (const [i, change] of pending.entries()) {
    if (isNameKept(loss, i < cut, random)) withChange(left, change);
  }
  const isReachable = (path: string): boolean =>
    path === ROOT || (left.folders.has(path) && isReachable(parentOf(path)));
  for (const folder of [...left.folders]) if (!isReachable(folder)) left.folders.delete(folder);
  const copies = new Map<Inode, Inode>();
  for (const [path, inode] of [...left.files]) {
    if (!left.folders.has(parentOf(path))) {
      left.files.delete(path);
      continue;
    }
    const known = copies.get(inode);
    const copy = known ?? inodeAfter(inode, byteLossOf(loss, random), random);
    copies.set(inode, copy);
    left.files.set(path, copy);
  }
  return left;
}

function isNameKept(loss: PowerLoss, isBeforeCut: boolean, random: () => number): boolean {
  switch (loss) {
    case 'all-unsynced':
    case 'data-only':
      return false;
    case 'random':
      return random() < 0.5;
    case 'prefix':
      return isBeforeCut;
    case 'metadata-only':
    case 'zeros':
    case 'torn':
      return true;
  }
}

function byteLossOf(loss: PowerLoss, random: () => number): ByteLoss {
  switch (loss) {
    case 'all-unsynced':
    case 'metadata-only':
      return 'all';
    case 'zeros':
      return 'zeros';
    case 'torn':
      return 'torn';
    case 'random':
    case 'prefix':
      return BYTE_LOSSES[Math.floor(random() * BYTE_LOSSES.length)] as ByteLoss;
    case 'data-only':
      return 'none';
  }
}

function inodeAfter(inode: Inode, loss: ByteLoss, random: () => number): Inode {
  const bytes = bytesAfter(inode, inode.isLost ? 'all' : loss, random);
  return { seen: bytes, durable: bytes, isLost: false, modifiedMs: inode.modifiedMs };
}

function bytesAfter({ seen, durable }: Inode, loss: ByteLoss, random: () => number): Uint8Array {
  if (seen === durable || loss === 'all') return durable;
  if (loss === 'none') return seen;
  if (loss === 'zeros') {
    const zeros = new Uint8Array(seen.length);
    zeros.set(durable);
    return zeros;
  }
  const unsynced = seen.length - durable.length;
  return seen.slice(0, durable.length + Math.floor(unsynced * random()));
}
