import { UNSUPPORTED_CODEC } from '../conditions.ts';
import { COMPRESSION_NAMES, type Codec } from './codec.ts';

const LOADERS: readonly (() => Promise<Codec>)[] = [
  () => Promise.resolve({ decompress: (bytes) => bytes, compress: (bytes) => bytes }),
  async () => (await import('./gzip.ts')).loadGzip(),
  async () => (await import('./snappy.ts')).loadSnappy(),
  async () => (await import('./lz4.ts')).loadLz4(),
  async () => (await import('./zstd.ts')).loadZstd(),
];

const loaded: (Codec | undefined)[] = [];

/** The codec if it was loaded before: spares the hot path a promise per batch. */
export function loadedCodec(id: number): Codec | undefined {
  return loaded[id];
}

/**
 * Loads the codec with this number (see {@link COMPRESSION_NAMES}). Each is imported at its first use only.
 *
 * @param of - what is compressed with it, for the error
 * @throws {@link UNSUPPORTED_CODEC} for an unknown number, or when the package that does it is not installed
 */
export async function loadCodec(id: number, of = 'the records to write'): Promise<Codec> {
  const known = loaded[id];
  if (known) return known;
  const load = LOADERS[id];
  if (load === undefined) {
    const reason = 'no codec with this number is known';
    throw UNSUPPORTED_CODEC.error({ codec: String(id), of, reason });
  }
  try {
    return (loaded[id] = await load());
  } catch (cause) {
    const reason = `loading it failed with "${String(cause)}"`;
    throw UNSUPPORTED_CODEC.error(
      { codec: COMPRESSION_NAMES[id] ?? String(id), of, reason },
      { cause },
    );
  }
}
