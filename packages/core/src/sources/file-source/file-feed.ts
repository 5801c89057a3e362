import type { Offset, OffsetRange, PlannedBatch } from '../source.ts';
import type { DataFile } from './data-file.ts';

/** How a source learns of files, and what its offsets mean. One of them serves an open source. */
export interface FileFeed {
  /** The next range from `start`, of at most about `maxFiles` files. */
  plan(start: Offset, maxFiles: number): Promise<PlannedBatch>;
  /** The files of a range, in reading order; the same each time. */
  files(range: OffsetRange): Promise<readonly DataFile[]>;
  captureEnd(): Promise<void>;
  commit(end: Offset): Promise<void>;
}
