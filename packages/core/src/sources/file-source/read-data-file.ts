import { FILE_DAMAGED, FILE_UNREADABLE } from '../../errors/file-source.ts';
import { crc32 } from '../../ports/crc32.ts';
import type { DurableFs } from '../../ports/durable-fs.ts';
import { readIfThere } from '../../ports/read-if-there.ts';
import type { DataFile, Root } from './data-file.ts';

/**
 * The content of a file of the table. Where a sink's log made a promise it is kept: most kinds of files carry
 * no checksum of their own, so damage would otherwise read as other values.
 *
 * @param format - for the message
 * @throws {@link FILE_DAMAGED} where the promise is broken
 * @throws {@link FILE_UNREADABLE} where the file has gone since it was listed
 */
export async function readDataFile(
  fs: DurableFs,
  root: Root,
  { path, promised }: DataFile,
  format: string,
): Promise<Uint8Array> {
  const file = `${root.folder}/${path}`;
  const bytes = await readIfThere(fs, file);
  if (promised === undefined) {
    if (bytes !== undefined) return bytes;
    throw FILE_UNREADABLE.error({ file, format, reason: 'it has gone' });
  }
  if (bytes === undefined) throw FILE_DAMAGED.error({ file, reason: 'it is missing' });
  if (bytes.length !== promised.sizeBytes) {
    const reason = `it has ${bytes.length} bytes, not ${promised.sizeBytes}`;
    throw FILE_DAMAGED.error({ file, reason });
  }
  if (crc32(bytes) !== promised.crc32) {
    throw FILE_DAMAGED.error({ file, reason: 'its checksum does not match' });
  }
  return bytes;
}
