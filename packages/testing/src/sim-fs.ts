import type { DirectoryEntry, DurableFile, DurableFs, FileStat } from '@tidemark/core/connector';
import {
  copier,
  type Disk,
  emptyDisk,
  type Inode,
  type NameChange,
  parentOf,
  ROOT,
  withChange,
} from './disk.ts';
import { diskAfter, type LossMode } from './disk-after.ts';
import { canFail, type Fault } from './fault.ts';

/** Thrown by every call after the simulated process has died. No code of the engine may handle it. */
export class SimCrash extends Error {
  override readonly name: string = 'SimCrash';
}

/**
 * A disk in memory that tells what a process sees from what is there after a power loss: bytes become
 * durable by `sync`, names by `syncDir`.
 *
 * Every call that changes something is one numbered operation. The process can die before any of
 * them, and any of them can fail; {@link SimFs.crash} gives the disk that the next process finds.
 * Deterministic: the same calls give the same disk.
 *
 * @example
 * ```ts
 * const fs = new SimFs();
 * fs.crashBefore(7);
 * await expect(job({ fs })).rejects.toThrow(SimCrash);
 * await job({ fs: fs.crash('random', 42) }); // goes on with what is left
 * ```
 */
export class SimFs implements DurableFs {
  /** What processes see. */
  #seen: Disk = emptyDisk();
  /** What is there after a power loss; files are shared with `#seen`. */
  #durable: Disk = emptyDisk();
  /** Changes of names that no `syncDir` has made durable, in order. */
  #pending: NameChange[] = [];
  #operations = 0;
  #reads = 0;
  #calls = 0;
  #crashAt = Number.POSITIVE_INFINITY;
  #isDead = false;
  #faults: readonly Fault[] = [];
  readonly #trace: string[] = [];
  readonly #processes = new Set<number>();
  #lastPid = 0;
  #clockMs = 0;

  /**
   * Called before every call, reads too: resolve it later to let another process go first.
   *
   * @internal
   */
  gate: ((operation: string, path: string) => Promise<void>) | undefined;

  /**
   * Called when the machine dies, before anybody hears of it: for what else has to die with it.
   *
   * @internal
   */
  onDeath: (() => void) | undefined;

  /** How many operations there were. */
  get operations(): number {
    return this.#operations;
  }

  /** How many calls there were that only look: `readFile`, `readdir`, `stat`. */
  get reads(): number {
    return this.#reads;
  }

  /** How many calls there were of any kind: while it does not grow, nobody uses the disk. */
  get calls(): number {
    return this.#calls;
  }

  /** The operations, for messages: `3 sync /checkpoint/offsets/.0.k2.tmp`. */
  get trace(): readonly string[] {
    return this.#trace;
  }

  /** Starts a process of this machine, by name only: for locks that ask who is alive. A crash ends all. */
  startProcess(): number {
    this.#processes.add(++this.#lastPid);
    return this.#lastPid;
  }

  endProcess(pid: number): void {
    this.#processes.delete(pid);
  }

  isRunning(pid: number): boolean {
    return this.#processes.has(pid);
  }

  /** Lets the machine die before an operation: it and all later calls throw {@link SimCrash}. */
  crashBefore(operation: number): void {
    this.#crashAt = operation;
  }

  /** Lets the machine die now. */
  die(): void {
    if (this.#isDead) return;
    this.#isDead = true;
    this.onDeath?.();
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /**
   * Makes calls fail, in place of those it was told before. A failed `write` has written a part, a
   * failed `sync` loses the bytes for good.
   */
  failAt(...faults: readonly (Fault | undefined)[]): void {
    this.#faults = faults.filter((fault) => fault !== undefined);
  }

  /**
   * The machine after a crash at this moment, as one of its own: this one does not change.
   *
   * @param seed - for the modes that choose
   */
  crash(loss: LossMode, seed: number = 1): SimFs {
    const next = new SimFs();
    next.#clockMs = this.#clockMs;
    next.#lastPid = this.#lastPid;
    if (loss === 'kill') {
      const copy = copier();
      next.#seen = copy.disk(this.#seen);
      next.#durable = copy.disk(this.#durable);
      next.#pending = this.#pending.map((change) => copy.change(change));
      return next;
    }
    next.#seen = diskAfter(this.#durable, this.#pending, loss, seed);
    next.#durable = { files: new Map(next.#seen.files), folders: new Set(next.#seen.folders) };
    return next;
  }

  async mkdir(path: string): Promise<void> {
    const missing: string[] = [];
    for (let p = clean(path); !this.#seen.folders.has(p); p = parentOf(p)) missing.unshift(p);
    if (missing.length === 0) await this.#look('mkdir', path);
    for (const folder of missing) {
      await this.#operate('mkdir', folder);
      this.#change({ kind: 'mkdir', path: folder });
    }
  }

  async create(path: string): Promise<DurableFile> {
    const name = clean(path);
    await this.#operate('create', name);
    this.#requireFolder(parentOf(name));
    if (this.#isTaken(name)) throw failure('EEXIST', name);
    const inode: Inode = {
      seen: EMPTY,
      durable: EMPTY,
      isLost: false,
      modifiedMs: this.#clockMs++,
    };
    this.#change({ kind: 'add', path: name, inode });
    return {
      write: (bytes) => this.#write(name, inode, bytes),
      sync: () => this.#sync(name, inode),
      close: () => this.#look('close', name),
    };
  }

  async link(from: string, to: string): Promise<void> {
    const [source, target] = [clean(from), clean(to)];
    await this.#operate('link', target);
    const inode = this.#file(source);
    this.#requireFolder(parentOf(target));
    if (this.#isTaken(target)) throw failure('EEXIST', target);
    this.#change({ kind: 'add', path: target, inode });
  }

  async rename(from: string, to: string): Promise<void> {
    const [source, target] = [clean(from), clean(to)];
    await this.#operate('rename', target);
    this.#requireFolder(parentOf(target));
    if (this.#seen.folders.has(source)) {
      if (this.#namesIn(target).size > 0) throw failure('ENOTEMPTY', target);
    } else {
      this.#file(source);
      if (this.#seen.folders.has(target)) throw failure('EISDIR', target);
    }
    this.#change({ kind: 'move', from: source, path: target });
  }

  async unlink(path: string): Promise<void> {
    const name = clean(path);
    await this.#operate('unlink', name);
    this.#file(name);
    this.#change({ kind: 'remove', path: name });
  }

  async rmdir(path: string): Promise<void> {
    const name = clean(path);
    await this.#operate('rmdir', name);
    this.#requireFolder(name);
    if (this.#namesIn(name).size > 0) throw failure('ENOTEMPTY', name);
    this.#change({ kind: 'remove', path: name });
  }

  async syncDir(path: string): Promise<void> {
    const folder = clean(path);
    await this.#operate('syncDir', folder);
    this.#requireFolder(folder);
    this.#pending = this.#pending.filter((change) => {
      if (parentOf(change.path) !== folder) return true;
      withChange(this.#durable, change);
      return false;
    });
  }

  async readFile(path: string): Promise<Uint8Array> {
    const name = clean(path);
    await this.#read('readFile', name);
    return this.#file(name).seen.slice();
  }

  async readdir(path: string): Promise<readonly DirectoryEntry[]> {
    const folder = clean(path);
    await this.#read('readdir', folder);
    this.#requireFolder(folder);
    const names = this.#namesIn(folder);
    return [...names.keys()]
      .sort()
      .map((name) => ({ name, isDirectory: names.get(name) === true }));
  }

  async stat(path: string): Promise<FileStat> {
    const name = clean(path);
    await this.#read('stat', name);
    if (this.#seen.folders.has(name)) return { sizeBytes: 0, modifiedMs: 0, isDirectory: true };
    const { seen, modifiedMs } = this.#file(name);
    return { sizeBytes: seen.length, modifiedMs, isDirectory: false };
  }

  async #write(path: string, inode: Inode, bytes: Uint8Array): Promise<void> {
    const append = (part: Uint8Array): void => {
      const grown = new Uint8Array(inode.seen.length + part.length);
      grown.set(inode.seen);
      grown.set(part, inode.seen.length);
      inode.seen = grown;
      inode.modifiedMs = this.#clockMs++;
    };
    await this.#operate('write', path, ({ writtenPart = 0.5 }) =>
      append(bytes.subarray(0, Math.floor(bytes.length * writtenPart))),
    );
    append(bytes);
  }

  // Linux tells of a failed write-back once: the pages count as clean, and a later sync succeeds.
  async #sync(path: string, inode: Inode): Promise<void> {
    await this.#operate('sync', path, () => {
      inode.isLost = true;
    });
    if (!inode.isLost) inode.durable = inode.seen;
  }

  async #operate(operation: string, path: string, onFault?: (fault: Fault) => void): Promise<void> {
    await this.#look(operation, path);
    const number = this.#operations++;
    this.#trace.push(`${number} ${operation} ${path}`);
    if (number >= this.#crashAt) {
      this.die();
      throw new SimCrash(`the machine died before ${this.#trace.at(-1)}`);
    }
    for (const fault of this.#faults) {
      const isHit = number === fault.at || (fault.isSticky === true && number > fault.at);
      if (fault.isRead === true || !isHit) continue;
      if (number > fault.at && !canFail(operation, fault.code)) continue;
      onFault?.(fault);
      throw failure(fault.code, path);
    }
  }

  async #read(operation: string, path: string): Promise<void> {
    await this.#look(operation, path);
    const number = this.#reads++;
    for (const fault of this.#faults) {
      const isBegun = fault.isRead === true ? number > fault.at : this.#operations > fault.at;
      const isHit = fault.isRead === true && number === fault.at;
      const isStillBroken = fault.isSticky === true && isBegun && canFail(operation, fault.code);
      if (isHit || isStillBroken) throw failure(fault.code, path);
    }
  }

  async #look(operation: string, path: string): Promise<void> {
    this.#calls++;
    await this.gate?.(operation, path);
    if (this.#isDead) throw new SimCrash(`the machine is dead: ${operation} ${path}`);
  }

  #change(change: NameChange): void {
    withChange(this.#seen, change);
    this.#pending.push(change);
  }

  #file(path: string): Inode {
    const inode = this.#seen.files.get(path);
    if (inode !== undefined) return inode;
    throw failure(this.#seen.folders.has(path) ? 'EISDIR' : 'ENOENT', path);
  }

  #requireFolder(path: string): void {
    if (this.#seen.folders.has(path)) return;
    throw failure(this.#seen.files.has(path) ? 'ENOTDIR' : 'ENOENT', path);
  }

  #isTaken(path: string): boolean {
    return this.#seen.files.has(path) || this.#seen.folders.has(path);
  }

  /** Names in a folder; true for folders. */
  #namesIn(folder: string): ReadonlyMap<string, boolean> {
    const names = new Map<string, boolean>();
    const add = (path: string, isFolder: boolean): void => {
      if (path !== ROOT && parentOf(path) === folder) {
        names.set(path.slice(path.lastIndexOf('/') + 1), isFolder);
      }
    };
    for (const path of this.#seen.files.keys()) add(path, false);
    for (const path of this.#seen.folders) add(path, true);
    return names;
  }
}

const EMPTY = new Uint8Array(0);

/** Absolute, without `.` and double slashes; relative paths begin at the root. */
function clean(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return `/${parts.join('/')}`;
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code, path });
}
