import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FileEncoder } from './file-encoder.ts';

const pack = promisify(gzip);

/** How files of text are packed. */
export type TextCompression = 'gzip' | 'none';

/** The same files packed; their names end in `.gz`. */
export function packedFiles(encoder: FileEncoder, compression: TextCompression): FileEncoder {
  if (compression === 'none') return encoder;
  return {
    ...encoder,
    extension: `${encoder.extension}.gz`,
    encode: async (schema, batches) => pack(await encoder.encode(schema, batches)),
  };
}
