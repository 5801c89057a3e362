import { COMMITTABLE_UNREADABLE } from '../../errors/file-sink.ts';
import type { JsonValue } from '../../types/json-value.ts';
import type { Committable } from '../sink.ts';

/**
 * One staged file of a batch. The list of them is what the checkpoint keeps; stored on disk: never
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

/** @throws {@link COMMITTABLE_UNREADABLE} for anything a file sink never resolved with */
export function readCommittable(committable: Committable, batchId: number): readonly StagedFile[] {
  if (!Array.isArray(committable) || !committable.every(isStagedFile)) {
    throw COMMITTABLE_UNREADABLE.error({ batchId });
  }
  return committable;
}

function isStagedFile(json: JsonValue): json is StagedFile {
  if (json === null || typeof json !== 'object') return false;
  const { staged, target, sizeBytes, crc32, rows } = json as Partial<StagedFile>;
  return (
    typeof staged === 'string' &&
    typeof target === 'string' &&
    typeof sizeBytes === 'number' &&
    typeof crc32 === 'string' &&
    typeof rows === 'number'
  );
}
