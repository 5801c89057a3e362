import type { DirectoryEntry, DurableFile, DurableFs, FileStat } from './durable-fs.ts';

/**
 * Files in memory, for queries that need no checkpoint: they run the same protocol, and nothing of it
 * outlives the process.
 */
export class MemoryFs implements DurableFs {
  /** By path the pieces that were written. */
  readonly #files = new Map<string, Uint8Array[]>();
  readonly #directories = new Set<string>();

  mkdir(path: string): Promise<void> {
    const parts = path.split('/');
    for (const [i] of parts.entries()) this.#directories.add(parts.slice(0, i + 1).join('/'));
    return Promise.resolve();
  }

  create(path: string): Promise<DurableFile> {
    if (this.#files.has(path)) return Promise.reject(failure('EEXIST', path));
    const pieces: Uint8Array[] = [];
    this.#files.set(path, pieces);
    const file: DurableFile = {
      write: (bytes) => {
        pieces.push(bytes.slice());
        return Promise.resolve();
      },
      sync: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
    return Promise.resolve(file);
  }

  link(from: string, to: string): Promise<void> {
    const pieces = this.#files.get(from);
    if (pieces === undefined) return Promise.reject(failure('ENOENT', from));
    if (this.#files.has(to)) return Promise.reject(failure('EEXIST', to));
    this.#files.set(to, pieces);
    return Promise.resolve();
  }

  rename(from: string, to: string): Promise<void> {
    const pieces = this.#files.get(from);
    if (pieces === undefined) return Promise.reject(failure('ENOENT', from));
    this.#files.delete(from);
    this.#files.set(to, pieces);
    return Promise.resolve();
  }

  unlink(path: string): Promise<void> {
    return this.#files.delete(path) ? Promise.resolve() : Promise.reject(failure('ENOENT', path));
  }

  rmdir(path: string): Promise<void> {
    this.#directories.delete(path);
    return Promise.resolve();
  }

  syncDir(): Promise<void> {
    return Promise.resolve();
  }

  readFile(path: string): Promise<Uint8Array> {
    const pieces = this.#files.get(path);
    return pieces === undefined
      ? Promise.reject(failure('ENOENT', path))
      : Promise.resolve(joined(pieces));
  }

  readdir(path: string): Promise<readonly DirectoryEntry[]> {
    const prefix = `${path}/`;
    const names = new Map<string, boolean>();
    for (const file of this.#files.keys()) {
      if (!file.startsWith(prefix)) continue;
      const [name = '', ...rest] = file.slice(prefix.length).split('/');
      names.set(name, (names.get(name) ?? false) || rest.length > 0);
    }
    if (names.size === 0 && !this.#directories.has(path)) {
      return Promise.reject(failure('ENOENT', path));
    }
    const entries = [...names].map(([name, isDirectory]) => ({ name, isDirectory }));
    return Promise.resolve(entries.sort((a, b) => (a.name < b.name ? -1 : 1)));
  }

  stat(path: string): Promise<FileStat> {
    const pieces = this.#files.get(path);
    if (pieces !== undefined) {
      return Promise.resolve({ sizeBytes: sizeOf(pieces), modifiedMs: 0, isDirectory: false });
    }
    return this.#directories.has(path)
      ? Promise.resolve({ sizeBytes: 0, modifiedMs: 0, isDirectory: true })
      : Promise.reject(failure('ENOENT', path));
  }
}

function sizeOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(sizeOf(pieces));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code, path });
}
