import { dirname } from 'node:path';
import { DIRECTORY_OF_ANOTHER_QUERY, STAGED_FILE_LOST } from '../../errors/file-sink.ts';
import { LOG_UNREADABLE } from '../../errors/files.ts';
import type { DurableFs } from '../../ports/durable-fs.ts';
import {
  batchName,
  entryPath,
  OUTPUT_LOG as LOG,
  loggedBatches,
  loggedFiles,
  pathInside,
  readLogFile,
} from '../../ports/output-log.ts';
import type { Ports } from '../../ports/ports.ts';
import { sealJson } from '../../ports/sealed-json.ts';
import { codeOf, isTempName, putIfAbsent, writeNewFile } from '../../ports/write-durably.ts';
import type { SinkContext } from '../sink.ts';
import { SparkLog } from './spark-log.ts';
import type { StagedFile } from './staged-file.ts';

/** Hidden from readers by its first letter, the files in it also by their suffix: each rule is one some reader ignores. */
const STAGING = '_staging';
const IN_PROGRESS = '.inprogress';
/** What a crash may leave in the staging folder. */
const LEFTOVER = /^part-(?<batchId>\d{9,})-.*\.inprogress$/;

/**
 * The folder a sink writes: what is durable when, and who may write.
 *
 * ```
 * country=NL/part-000000007-00000-k3j9x0ab.parquet     batch 7, its file 0, and the attempt that wrote it
 * _staging/part-000000007-00000-k3j9x0ab.parquet.inprogress
 * _log/owner, _log/000000007                           see ports/output-log.ts
 * _spark_metadata/7                                    where asked for, see ports/spark-log.ts
 * ```
 */
export class OutputDirectory {
  readonly path: string;
  readonly #fs: DurableFs;
  readonly #ports: Ports;
  readonly #sparkLog: SparkLog | undefined;
  readonly #owner: { readonly queryId: string; readonly sinkId: string };
  /** The newest batch in the log; undefined until it is known. */
  #newest: number | null | undefined;
  /** Folders below `path` whose names this object has made durable. */
  readonly #durable = new Set<string>();

  private constructor(
    path: string,
    { ports, queryId, sinkId }: SinkContext,
    sparkLog: SparkLog | undefined,
  ) {
    this.path = path;
    this.#sparkLog = sparkLog;
    this.#ports = ports;
    this.#fs = ports.fs;
    this.#owner = { queryId, sinkId };
  }

  /**
   * Opens the folder, makes it if need be, and claims it for this sink of this query.
   *
   * @throws {@link DIRECTORY_OF_ANOTHER_QUERY} where it is claimed already
   */
  static async open(
    path: string,
    context: SinkContext,
    { sparkMetadata = false }: { readonly sparkMetadata?: boolean } = {},
  ): Promise<OutputDirectory> {
    const folder = path.replace(/(?<=.)\/+$/, '');
    const sparkLog = sparkMetadata ? new SparkLog(context.ports, folder, context) : undefined;
    const directory = new OutputDirectory(folder, context, sparkLog);
    await directory.#create();
    await directory.#claim();
    return directory;
  }

  async #create(): Promise<void> {
    await this.#fs.mkdir(`${this.path}/${STAGING}`);
    await this.#fs.mkdir(`${this.path}/${LOG}`);
    await this.#fs.syncDir(this.path);
    // Also the names of folders that were there: who made them may not have lived to sync them.
    for (let folder = this.path; dirname(folder) !== folder; folder = dirname(folder)) {
      try {
        await this.#fs.syncDir(dirname(folder));
      } catch (error) {
        // A folder that we may not read is older than the query.
        if (!['EACCES', 'EPERM'].includes(codeOf(error))) throw error;
      }
    }
  }

  async #claim(): Promise<void> {
    const folder = `${this.path}/${LOG}`;
    if (!(await this.#exists(`${folder}/owner`))) {
      if (((await loggedBatches(this.#fs, this.path)) ?? []).length > 0) {
        throw LOG_UNREADABLE.error({ path: `${folder}/owner`, reason: 'it is missing' });
      }
      if (await this.#exists(`${this.path}/_spark_metadata`)) this.#refuse('an Apache Spark query');
      const tempId = this.#ports.rand.attemptId();
      const target = { folder, name: 'owner', tempId, access: 'umask' } as const;
      await putIfAbsent(this.#fs, target, sealJson(this.#owner));
    }
    const owner = (await readLogFile(this.#fs, `${folder}/owner`)) as {
      readonly queryId?: string;
      readonly sinkId?: string;
    };
    if (owner.queryId !== this.#owner.queryId) this.#refuse(`query ${owner.queryId}`);
    if (owner.sinkId !== this.#owner.sinkId) this.#refuse(`sink ${owner.sinkId} of the same query`);
    // Also for an owner that was there: a crash may have come before its name was durable.
    await this.#fs.syncDir(folder);
  }

  /** True where a batch without rows is published too. */
  get logsEmptyBatches(): boolean {
    return this.#sparkLog !== undefined;
  }

  #refuse(owner: string): never {
    throw DIRECTORY_OF_ANOTHER_QUERY.error({
      path: this.path,
      owner,
      queryId: this.#owner.queryId,
    });
  }

  /**
   * Removes what earlier attempts left: staged files of batch `batchId` and later, and log entries
   * without a name. Call it before the first file of a run is staged. The engine has published the
   * newest committed batch by then, and older batches are published, so nothing that is still
   * needed has such an id.
   */
  async sweep(batchId: number): Promise<void> {
    const isLeftover = (name: string): boolean =>
      Number(LEFTOVER.exec(name)?.groups?.['batchId'] ?? -1) >= batchId;
    await this.#removeFrom(STAGING, isLeftover);
    await this.#removeFrom(LOG, isTempName);
    await this.#sparkLog?.sweep();
  }

  async #removeFrom(folder: string, isLeftover: (name: string) => boolean): Promise<void> {
    for (const { name, isDirectory } of await this.#fs.readdir(`${this.path}/${folder}`)) {
      if (!isDirectory && isLeftover(name)) await this.#fs.unlink(`${this.path}/${folder}/${name}`);
    }
  }

  /**
   * Writes a staged file. Its content is durable on return, its name after {@link syncStaging}.
   *
   * @throws `DISK.WRITE_FAILED` when the disk is full or refuses
   */
  async stage(name: string, bytes: Uint8Array): Promise<string> {
    const staged = `${STAGING}/${name}${IN_PROGRESS}`;
    await writeNewFile(this.#fs, `${this.path}/${staged}`, bytes, 'umask');
    return staged;
  }

  async syncStaging(): Promise<void> {
    await this.#fs.syncDir(`${this.path}/${STAGING}`);
  }

  /**
   * Gives staged files their names and notes them in the log. On return both are durable. May be
   * repeated at any point after a crash.
   *
   * @param batch - `previousBatchId` is undefined where the first release staged it
   * @throws {@link STAGED_FILE_LOST} where a file is neither staged nor published
   * @throws {@link LOG_UNREADABLE} where the entry of the batch before is gone
   */
  async publish(
    batchId: number,
    batch: { readonly previousBatchId?: number | null; readonly files: readonly StagedFile[] },
  ): Promise<void> {
    const { files, previousBatchId } = batch;
    if (this.#newest === undefined && typeof previousBatchId === 'number') {
      const path = entryPath(this.path, previousBatchId);
      if (!(await this.#exists(path))) {
        throw LOG_UNREADABLE.error({ path, reason: 'it is missing' });
      }
    }
    await this.#publishFiles(batchId, files, previousBatchId);
    if (files.length > 0) this.#newest = batchId;
    else if (previousBatchId !== undefined) this.#newest = previousBatchId;
  }

  /** The newest batch before this one that the log has, null for none. Asked when that one is published. */
  async previousBatchId(batchId: number): Promise<number | null> {
    if (this.#newest === undefined) {
      const batches = (await loggedBatches(this.#fs, this.path)) ?? [];
      this.#newest = batches.findLast((logged) => logged < batchId) ?? null;
    }
    return this.#newest;
  }

  async #publishFiles(
    batchId: number,
    files: readonly StagedFile[],
    previousBatchId: number | null | undefined,
  ): Promise<void> {
    const entry = entryPath(this.path, batchId);
    const isPublished = await this.#removeReplaced(entry, files);
    if (isPublished) return;

    const folders = new Set(files.map(({ target }) => dirname(pathInside(this.path, target))));
    for (const folder of folders) await this.#makeFolder(folder);
    for (const file of files) await this.#move(file, batchId);
    for (const folder of folders) await this.#fs.syncDir(folder);
    // Before our own entry, which says that all is done.
    await this.#sparkLog?.add(batchId, files);
    if (files.length === 0 && !(await this.#exists(entry))) return;

    const json = {
      ...this.#owner,
      batchId,
      ...(previousBatchId === undefined ? {} : { previousBatchId }),
      files: files.map(({ target, sizeBytes, crc32, rows }) => ({
        path: target,
        sizeBytes,
        crc32,
        rows,
      })),
    };
    const temporary = `${this.path}/${LOG}/.${batchName(batchId)}.${this.#ports.rand.attemptId()}.tmp`;
    await writeNewFile(this.#fs, temporary, sealJson(json), 'umask');
    await this.#fs.rename(temporary, entry);
    await this.#fs.syncDir(`${this.path}/${LOG}`);
  }

  /**
   * True when the log has these very files for the batch. Other files are there when the checkpoint
   * was rewound and the batch committed anew: they go, and the entry that names them stays until
   * the new one replaces it, so a crash in between forgets none of them.
   */
  async #removeReplaced(entry: string, files: readonly StagedFile[]): Promise<boolean> {
    if (!(await this.#exists(entry))) return false;
    const logged = (await loggedFiles(this.#fs, entry)).map(({ path }) => path);
    const targets = new Set(files.map(({ target }) => target));
    if (logged.length === targets.size && logged.every((path) => targets.has(path))) return true;
    for (const path of logged) {
      if (targets.has(path)) continue;
      try {
        await this.#fs.unlink(pathInside(this.path, path));
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') throw error;
      }
    }
    return false;
  }

  /**
   * Makes a partition folder and its name durable, before a file is moved into it: a file whose new
   * name outlives the folder it is in would be lost under both names.
   */
  async #makeFolder(folder: string): Promise<void> {
    if (folder === this.path || this.#durable.has(folder)) return;
    await this.#fs.mkdir(folder);
    await this.#makeFolder(dirname(folder));
    await this.#fs.syncDir(dirname(folder));
    this.#durable.add(folder);
  }

  async #move({ staged, target }: StagedFile, batchId: number): Promise<void> {
    const [from, to] = [pathInside(this.path, staged), pathInside(this.path, target)];
    try {
      await this.#fs.rename(from, to);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      if (!(await this.#exists(to))) {
        throw STAGED_FILE_LOST.error({ staged: from, target: to, batchId }, { cause: error });
      }
    }
  }

  async #exists(path: string): Promise<boolean> {
    try {
      await this.#fs.stat(path);
      return true;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    }
  }
}
