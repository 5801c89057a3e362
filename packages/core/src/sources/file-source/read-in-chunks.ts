import { FILE_DAMAGED } from '../../errors/file-source.ts';
import { crc32Text, crc32Value } from '../../ports/crc32.ts';
import type { DataFile, Root } from './data-file.ts';

/** Files up to this size are read as a whole, and checked before their first row. */
export const WHOLE_FILE_BYTES: number = 8 * 1024 * 1024;

/**
 * The content of a large file as it is asked for. Where a sink's log made a promise of it, that is checked
 * behind the last piece: a damaged file fails the batch that has read it, and nothing of that batch counts.
 *
 * @throws {@link FILE_DAMAGED}
 */
export async function* keepingPromise(
  chunks: AsyncIterable<Uint8Array>,
  root: Root,
  { path, promised }: DataFile,
): AsyncGenerator<Uint8Array, void, undefined> {
  let crc = 0;
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    if (promised !== undefined) crc = crc32Value(chunk, crc);
    sizeBytes += chunk.length;
    yield chunk;
  }
  if (promised === undefined) return;
  const file = `${root.folder}/${path}`;
  if (sizeBytes !== promised.sizeBytes) {
    const reason = `it has ${sizeBytes} bytes, not ${promised.sizeBytes}`;
    throw FILE_DAMAGED.error({ file, reason });
  }
  if (crc32Text(crc) !== promised.crc32) {
    throw FILE_DAMAGED.error({ file, reason: 'its checksum does not match' });
  }
}
