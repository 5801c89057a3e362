import { CHECKPOINT_CORRUPT } from '../errors/checkpoint.ts';
import type { Clock } from './clock.ts';
import { crc32, crc32Text, crc32Value } from './crc32.ts';
import type { DurableFs } from './durable-fs.ts';
import { readIfThere } from './read-if-there.ts';
import { writeNewFile } from './write-durably.ts';

/** What is checked in one turn of the event loop: a few milliseconds. */
const TURN_BYTES = 4 * 1024 * 1024;

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

/** As {@link writeStoredFile}, of chunks that are written as they come: none is kept. */
export async function writeStoredChunks(
  fs: DurableFs,
  folder: string,
  name: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<StoredFile> {
  let sizeBytes = 0;
  let crc = 0;
  await writeNewFile(fs, `${folder}/${name}`, async (write) => {
    for await (const chunk of chunks) {
      sizeBytes += chunk.length;
      crc = crc32Value(chunk, crc);
      await write(chunk);
    }
  });
  return { name, sizeBytes, crc32: crc32Text(crc) };
}

/**
 * The content of a file that a commit names.
 *
 * @param clock - lets other work run while a large file is checked
 * @throws {@link CHECKPOINT_CORRUPT} when it is not what was written
 */
export async function readStoredFile(
  fs: DurableFs,
  folder: string,
  file: StoredFile,
  clock?: Pick<Clock, 'yield'>,
): Promise<Uint8Array> {
  const path = `${folder}/${file.name}`;
  const bytes = await readIfThere(fs, path);
  if (bytes === undefined) throw CHECKPOINT_CORRUPT.error({ path, damage: 'it is missing' });
  if (bytes.length !== file.sizeBytes) {
    throw CHECKPOINT_CORRUPT.error({ path, damage: 'it is cut short or too long' });
  }
  if ((await crc32InTurns(bytes, clock)) !== file.crc32) {
    throw CHECKPOINT_CORRUPT.error({ path, damage: 'its checksum does not match' });
  }
  return bytes;
}

async function crc32InTurns(
  bytes: Uint8Array,
  clock: Pick<Clock, 'yield'> | undefined,
): Promise<string> {
  let crc = 0;
  for (let at = 0; at < bytes.length; at += TURN_BYTES) {
    if (at > 0) await clock?.yield();
    crc = crc32Value(bytes.subarray(at, at + TURN_BYTES), crc);
  }
  return crc32Text(crc);
}
