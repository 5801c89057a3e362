import {
  type FileHandle,
  link,
  mkdir,
  open,
  readdir,
  rename,
  rmdir,
  stat,
  unlink,
} from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { DirectoryEntry, DurableFile, DurableFs, FileAccess, FileStat } from './durable-fs.ts';

/**
 * What outlives what. `power-loss`: everything synced outlives the machine. `process`: everything
 * outlives the process, and after a power loss the checkpoint may be damaged; sync calls do nothing.
 */
export type Durability = 'power-loss' | 'process';

/** Node takes less than 2 GiB in one call. */
const MAX_IO_BYTES = 2 ** 30;
const CHUNK_BYTES = 1024 * 1024;
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;
/** Waits between attempts to open when the process has no free file descriptor, about a second in all. */
const OPEN_RETRY_DELAYS_MS = [10, 30, 100, 300, 600];

/** Files on the real disk. */
export class NodeDurableFs implements DurableFs {
  readonly #isSyncing: boolean;

  constructor(durability: Durability = 'power-loss') {
    this.#isSyncing = durability === 'power-loss';
  }

  async mkdir(path: string, access: FileAccess = 'umask'): Promise<void> {
    await mkdir(path, { recursive: true, ...(access === 'private' && { mode: PRIVATE_FOLDER }) });
  }

  async create(path: string, access: FileAccess = 'umask'): Promise<DurableFile> {
    const handle = await openPatiently(path, 'wx', access === 'private' ? PRIVATE_FILE : undefined);
    return new NodeDurableFile(handle, this.#isSyncing);
  }

  link(from: string, to: string): Promise<void> {
    return link(from, to);
  }

  rename(from: string, to: string): Promise<void> {
    return rename(from, to);
  }

  unlink(path: string): Promise<void> {
    return unlink(path);
  }

  rmdir(path: string): Promise<void> {
    return rmdir(path);
  }

  async syncDir(path: string): Promise<void> {
    // Windows has no call for it: NTFS journals names by itself.
    if (!this.#isSyncing || process.platform === 'win32') return;
    const handle = await openPatiently(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  async readFile(path: string): Promise<Uint8Array> {
    const handle = await openPatiently(path, 'r');
    try {
      return await readAll(handle);
    } finally {
      await handle.close();
    }
  }

  async *readChunks(path: string): AsyncGenerator<Uint8Array, void, undefined> {
    const handle = await openPatiently(path, 'r');
    try {
      for (;;) {
        const { bytesRead, buffer } = await handle.read(new Uint8Array(CHUNK_BYTES));
        if (bytesRead === 0) return;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await handle.close();
    }
  }

  async readdir(path: string): Promise<readonly DirectoryEntry[]> {
    const entries = await readdir(path, { withFileTypes: true });
    return entries
      .map((entry) => ({ name: entry.name, isDirectory: entry.isDirectory() }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async stat(path: string): Promise<FileStat> {
    const found = await stat(path);
    return {
      sizeBytes: found.size,
      modifiedMs: Math.floor(found.mtimeMs),
      isDirectory: found.isDirectory(),
    };
  }
}

class NodeDurableFile implements DurableFile {
  readonly #handle: FileHandle;
  readonly #isSyncing: boolean;

  constructor(handle: FileHandle, isSyncing: boolean) {
    this.#handle = handle;
    this.#isSyncing = isSyncing;
  }

  /** The system may take fewer bytes than it was given, and takes only so many at once. */
  async write(bytes: Uint8Array): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      const count = Math.min(bytes.length - written, MAX_IO_BYTES);
      const result = await this.#handle.write(bytes, written, count);
      written += result.bytesWritten;
    }
  }

  async sync(): Promise<void> {
    if (this.#isSyncing) await this.#handle.sync();
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

// `fs.readFile` refuses files beyond 2 GiB.
async function readAll(handle: FileHandle): Promise<Uint8Array> {
  const { size } = await handle.stat();
  const bytes = new Uint8Array(size);
  let read = 0;
  while (read < size) {
    const count = Math.min(size - read, MAX_IO_BYTES);
    const { bytesRead } = await handle.read(bytes, read, count, read);
    // Somebody has cut the file meanwhile; checksums tell.
    if (bytesRead === 0) return bytes.subarray(0, read);
    read += bytesRead;
  }
  return bytes;
}

async function openPatiently(path: string, flags: string, mode?: number): Promise<FileHandle> {
  for (const delayMs of OPEN_RETRY_DELAYS_MS) {
    try {
      return await open(path, flags, mode);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EMFILE' && code !== 'ENFILE') throw error;
      await delay(delayMs);
    }
  }
  return open(path, flags, mode);
}
