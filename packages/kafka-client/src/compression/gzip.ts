import { type Codec, isOutputLimit } from './codec.ts';

/** Larger than zlib's 16 KiB, so that a batch of a few hundred kilobytes is not glued from dozens of pieces. */
const CHUNK_BYTES = 128 * 1024;

export async function loadGzip(): Promise<Codec> {
  const zlib = await import('node:zlib');
  return {
    decompress(bytes, maxBytes) {
      try {
        return zlib.gunzipSync(bytes, { maxOutputLength: maxBytes, chunkSize: CHUNK_BYTES });
      } catch (error) {
        if (isOutputLimit(error)) return 'too-large';
        throw error;
      }
    },
    compress: (bytes) => zlib.gzipSync(bytes),
  };
}
