import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export const FILE_SYSTEMS = ['ext4', 'ext4-noda', 'ext4-writeback', 'xfs'] as const;
export type FileSystem = (typeof FILE_SYSTEMS)[number];

interface Making {
  readonly program: string;
  readonly args: readonly string[];
  readonly size: string;
  readonly mountOptions: string;
}

const EXT4 = { program: 'mkfs.ext4', args: ['-q', '-F'], size: '128M' };

/**
 * `noda`: without the rule that a rename flushes the file it replaces. `writeback`: names may reach the
 * journal before the content they stand for. Both are what a protocol that forgets to sync relies on.
 */
const MAKING: Readonly<Record<FileSystem, Making>> = {
  ext4: { ...EXT4, mountOptions: 'loop' },
  'ext4-noda': { ...EXT4, mountOptions: 'loop,noauto_da_alloc' },
  'ext4-writeback': { ...EXT4, mountOptions: 'loop,data=writeback,noauto_da_alloc' },
  xfs: { program: 'mkfs.xfs', args: ['-q', '-f'], size: '320M', mountOptions: 'loop' },
};

/** FS_IOC_SHUTDOWN with FS_SHUTDOWN_FLAGS_NOLOGFLUSH, of linux/fs.h. Node has no ioctl. */
const SHUTDOWN = `
import fcntl, os, struct, sys
fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587D, struct.pack("I", 2))`;

/**
 * A file system in a file, whose power can be cut: from then on nothing reaches the disk, and what had
 * not reached it is lost, the journal in memory included.
 */
export class LoopDisk {
  readonly mountPoint: string;
  readonly #making: Making;
  readonly #image: string;
  #isMounted = false;

  constructor(kind: FileSystem, directory: string) {
    this.#making = MAKING[kind];
    this.#image = join(directory, 'disk');
    this.mountPoint = join(directory, 'mounted');
    mkdirSync(this.mountPoint, { recursive: true });
  }

  /** An empty disk, mounted. */
  format(): void {
    this.unmount();
    const { program, args, size } = this.#making;
    rmSync(this.#image, { force: true });
    run('truncate', ['-s', size, this.#image]);
    run(program, [...args, this.#image]);
    this.mount();
  }

  mount(): void {
    run('mount', ['-o', this.#making.mountOptions, this.#image, this.mountPoint]);
    this.#isMounted = true;
  }

  cutPower(): void {
    run('python3', ['-c', SHUTDOWN, this.mountPoint]);
  }

  unmount(): void {
    if (this.#isMounted) run('umount', [this.mountPoint]);
    this.#isMounted = false;
  }

  remove(): void {
    this.unmount();
    rmSync(this.#image, { force: true });
  }
}

/** Why the power of such a disk cannot be cut on this machine; undefined when it can. */
export function obstacleOn(kind: FileSystem, directory: string): string | undefined {
  if (process.platform !== 'linux') return 'this needs Linux';
  if (process.getuid?.() !== 0) return 'this needs root, to mount a file system';
  const disk = new LoopDisk(kind, directory);
  try {
    disk.format();
    disk.cutPower();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    disk.remove();
  }
}

function run(program: string, args: readonly string[]): void {
  const { error, status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (error !== undefined) throw new Error(`${program} cannot be run (${error.message})`);
  if (status !== 0) throw new Error(`${program} failed: ${stderr.trim().split('\n').at(-1)}`);
}
