/**
 * The only door to the disk. Paths are absolute or relative to the working directory, `/` between parts.
 *
 * The rules of `docs/architecture/commit-protocol.md` are kept by callers through these verbs: bytes
 * are durable after {@link DurableFile.sync}, a name after {@link DurableFs.syncDir} of its folder.
 * Every method rejects with Node's error (`code` such as `ENOENT`, `EEXIST`, `ENOSPC`).
 */
export interface DurableFs {
  /** Creates the folder and its parents; no error when it exists. */
  mkdir(path: string, access?: FileAccess): Promise<void>;
  /** Creates a new file for writing; rejects with `EEXIST` when the name is taken. */
  create(path: string, access?: FileAccess): Promise<DurableFile>;
  /** Gives the file a second name; rejects with `EEXIST` when the name is taken: the put-if-absent. */
  link(from: string, to: string): Promise<void>;
  /** Moves a file or folder onto the name, replacing a file there. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; rejects with `ENOENT` when there is none. */
  unlink(path: string): Promise<void>;
  /** Removes an empty folder. */
  rmdir(path: string): Promise<void>;
  /** Makes the names in a folder durable. */
  syncDir(path: string): Promise<void>;
  readFile(path: string): Promise<Uint8Array>;
  /** The same in pieces, for files too large to be in memory; absent where that saves nothing. */
  readChunks?(path: string): AsyncIterable<Uint8Array>;
  /** Names in a folder, sorted; rejects with `ENOENT` when there is none. */
  readdir(path: string): Promise<readonly DirectoryEntry[]>;
  stat(path: string): Promise<FileStat>;
}

/**
 * Who may read a new file or folder: everybody the process's umask allows, or (`private`) only the
 * user of the process. Checkpoints hold the data of a query and are private.
 */
export type FileAccess = 'umask' | 'private';

export interface DurableFile {
  /** Appends all of `bytes`. */
  write(bytes: Uint8Array): Promise<void>;
  /** Makes the content durable. After an error the content is unknown: never retry, end the query. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly isDirectory: boolean;
}

export interface FileStat {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly isDirectory: boolean;
}
