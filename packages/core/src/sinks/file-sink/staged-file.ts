import { COMMITTABLE_UNREADABLE } from '../../errors/file-sink.ts';
import { isListOf, isRecord } from '../../types/json-shape.ts';
import type { JsonValue } from '../../types/json-value.ts';
import type { Committable } from '../sink.ts';

/**
 * One staged file of a batch; stored on disk: never
 * change. Paths are relative to the output directory, so it may be moved as a whole.
 */
export type StagedFile = {
  readonly staged: string;
  readonly target: string;
  readonly sizeBytes: number;
  /** 8 hex digits. */
  readonly crc32: string;
  readonly rows: number;
};

/** What the checkpoint keeps of a batch; stored on disk: never change. The first release kept `files` alone. */
export type StagedBatch = {
  /** The newest batch before it that the log of the folder has; null for none. */
  readonly previousBatchId: number | null;
  readonly files: readonly StagedFile[];
};

/** The files of a batch. For errors see {@link readStagedBatch}. */
export function readCommittable(committable: Committable, batchId: number): readonly StagedFile[] {
  return readStagedBatch(committable, batchId).files;
}

/**
 * What a file sink resolved with.
 *
 * @returns `previousBatchId` undefined where the first release wrote it
 * @throws {@link COMMITTABLE_UNREADABLE} for anything else
 */
export function readStagedBatch(
  committable: Committable,
  batchId: number,
): { readonly previousBatchId?: number | null; readonly files: readonly StagedFile[] } {
  const batch = Array.isArray(committable) ? { files: committable as JsonValue } : committable;
  if (!isRecord(batch, {}) || !isListOf(batch['files'], isStagedFile)) {
    throw COMMITTABLE_UNREADABLE.error({ batchId });
  }
  return batch as unknown as StagedBatch;
}

function isStagedFile(json: JsonValue): boolean {
  return isRecord(json, {
    staged: 'string',
    target: 'string',
    sizeBytes: 'number',
    crc32: 'string',
    rows: 'number',
  });
}
