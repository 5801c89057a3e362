/** A file of the simulated disk, whatever its names. */
export interface Inode {
  /** What processes read. */
  seen: Uint8Array;
  /** What is there after a power loss. */
  durable: Uint8Array;
  /** A sync has failed: bytes that were not durable then never will be. */
  isLost: boolean;
  modifiedMs: number;
}

/** Names and what they lead to. */
export interface Disk {
  readonly files: Map<string, Inode>;
  readonly folders: Set<string>;
}

/** One change of a name, durable with the folder of `path`. */
export type NameChange =
  | { readonly kind: 'mkdir'; readonly path: string }
  | { readonly kind: 'add'; readonly path: string; readonly inode: Inode }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'move'; readonly from: string; readonly path: string };

export const ROOT = '/';

export function emptyDisk(): Disk {
  return { files: new Map(), folders: new Set([ROOT]) };
}

export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || ROOT;
}

/** Makes a change on a disk. */
export function withChange(disk: Disk, change: NameChange): void {
  const { files, folders } = disk;
  switch (change.kind) {
    case 'mkdir':
      folders.add(change.path);
      return;
    case 'add':
      files.set(change.path, change.inode);
      return;
    case 'remove':
      files.delete(change.path);
      folders.delete(change.path);
      return;
    case 'move': {
      const { from, path } = change;
      const moved = (name: string): string | undefined =>
        name === from || name.startsWith(`${from}/`) ? path + name.slice(from.length) : undefined;
      for (const [name, inode] of [...files]) {
        const target = moved(name);
        if (target === undefined) continue;
        files.delete(name);
        files.set(target, inode);
      }
      for (const name of [...folders]) {
        const target = moved(name);
        if (target === undefined) continue;
        folders.delete(name);
        folders.add(target);
      }
    }
  }
}

/** Copies disks and changes that share files, so that the copies share files of their own. */
export function copier(): { disk(disk: Disk): Disk; change(change: NameChange): NameChange } {
  const copies = new Map<Inode, Inode>();
  const inodeOf = (inode: Inode): Inode => {
    const copy = copies.get(inode) ?? { ...inode };
    copies.set(inode, copy);
    return copy;
  };
  return {
    disk: ({ files, folders }) => ({
      files: new Map([...files].map(([path, inode]) => [path, inodeOf(inode)])),
      folders: new Set(folders),
    }),
    change: (change) =>
      change.kind === 'add' ? { ...change, inode: inodeOf(change.inode) } : change,
  };
}
