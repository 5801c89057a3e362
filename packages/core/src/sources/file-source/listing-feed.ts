import { BAD_OFFSET } from '../../errors/file-source.ts';
import type { Offset, OffsetRange, PlannedBatch } from '../source.ts';
import type { DataFile } from './data-file.ts';
import type { FileFeed } from './file-feed.ts';
import type { SeenFiles } from './seen-files.ts';

/**
 * Files as they appear in a folder, by age, the oldest first unless told otherwise. An offset is an entry of {@link SeenFiles},
 * `{ "logOffset": 7 }` as Spark's file source writes it; stored on disk: never change.
 */
export class ListingFeed implements FileFeed {
  readonly #list: () => Promise<readonly DataFile[]>;
  readonly #seen: SeenFiles;
  readonly #latestFirst: boolean;
  readonly #clean: ((file: DataFile) => Promise<void>) | undefined;
  /** The entry whose files were cleaned last by this run. */
  #cleanedTo: number | undefined;
  #captured: readonly DataFile[] | undefined;

  /** @param list - the files that are there now, oldest first */
  constructor(
    list: () => Promise<readonly DataFile[]>,
    seen: SeenFiles,
    options: {
      readonly latestFirst: boolean;
      readonly clean: ((file: DataFile) => Promise<void>) | undefined;
    },
  ) {
    this.#list = list;
    this.#seen = seen;
    this.#latestFirst = options.latestFirst;
    this.#clean = options.clean;
  }

  async plan(start: Offset, maxFiles: number): Promise<PlannedBatch> {
    this.#seen.require(logOffsetOf(start));
    // A crash may have come between noting files and the checkpoint's word that they are to be read.
    if (this.#seen.latest > logOffsetOf(start)) return this.#upToNow(0);
    const listed = this.#captured ?? (await this.#list());
    const added = this.#seen.newAmong(this.#latestFirst ? listed.toReversed() : listed);
    if (added.length === 0) return { end: start, latest: start };
    const chosen = added.slice(0, Math.max(1, maxFiles));
    await this.#seen.append(chosen);
    return this.#upToNow(added.length - chosen.length);
  }

  #upToNow(outstanding: number): PlannedBatch {
    const end = { logOffset: this.#seen.latest };
    return { end, latest: end, metrics: { numFilesOutstanding: String(outstanding) } };
  }

  files({ start, end }: OffsetRange): Promise<readonly DataFile[]> {
    this.#seen.require(logOffsetOf(end));
    return Promise.resolve(this.#seen.between(logOffsetOf(start), logOffsetOf(end)));
  }

  async captureEnd(): Promise<void> {
    this.#captured = await this.#list();
  }

  async commit(end: Offset): Promise<void> {
    const last = logOffsetOf(end);
    if (this.#clean !== undefined) {
      // What the run before read in its last batch may still be there; what it read earlier is cleaned.
      for (const file of this.#seen.between(this.#cleanedTo ?? last - 1, last)) {
        await this.#clean(file);
      }
      this.#cleanedTo = last;
    }
    this.#seen.forget(last);
  }
}

function logOffsetOf(offset: Offset): number {
  if (offset === null) return -1;
  const logOffset = (offset as { readonly logOffset?: unknown }).logOffset;
  if (typeof logOffset !== 'number') throw BAD_OFFSET.error({ offset: JSON.stringify(offset) });
  return logOffset;
}
