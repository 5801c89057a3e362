import { CHECKPOINT_CORRUPT } from '../errors/checkpoint.ts';
import { crc32 } from './crc32.ts';
import type { DurableFs } from './durable-fs.ts';
import { codeOf, writeNewFile } from './write-durably.ts';

/** A file as a commit names it. Stored on disk: never change. */
export interface StoredFile {
  /** Inside the folder of its owner. */
  readonly name: string;
  readonly sizeBytes: number;
  /** See `crc32.ts`; over the whole file. */
  readonly crc32: string;
}

/** Writes a new file; its content is durable on return, its name after `syncDir(folder)`. */
export async function writeStoredFile(
  fs: DurableFs,
  folder: string,
  name: string,
  bytes: Uint8Array,
): Promise<StoredFile> {
  await writeNewFile(fs, `${folder}/${name}`, bytes);
  return { name, sizeBytes: bytes.length, crc32: crc32(bytes) };
}

/**
 * The content of a file that a commit names.
 *
 * @throws {@link CHECKPOINT_CORRUPT} when it is not what was written
 */
export async function readStoredFile(
  fs: DurableFs,
  folder: string,
  file: StoredFile,
): Promise<Uint8Array> {
  const path = `${folder}/${file.name}`;
  const bytes = await fs.readFile(path).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
    throw CHECKPOINT_CORRUPT.error({ path, damage: 'it is missing' }, { cause: error });
  });
  if (bytes.length !== file.sizeBytes) {
    throw CHECKPOINT_CORRUPT.error({ path, damage: 'it is cut short or too long' });
  }
  if (crc32(bytes) !== file.crc32) {
    throw CHECKPOINT_CORRUPT.error({ path, damage: 'its checksum does not match' });
  }
  return bytes;
}
