/** The names of Kafka's codecs at the index that stands for them in a batch's attributes. */
export const COMPRESSION_NAMES = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;

/** How the records of a batch are compressed. */
export type Compression = (typeof COMPRESSION_NAMES)[number];

/** Packs and unpacks the records of a batch. Both calls are synchronous: a batch is at most a few megabytes. */
export interface Codec {
  /** Unpacks; answers `'too-large'` instead of making more than `maxBytes`. Throws on bytes that are none of its own. */
  readonly decompress: (bytes: Uint8Array, maxBytes: number) => Uint8Array | 'too-large';
  readonly compress: (bytes: Uint8Array) => Uint8Array;
}

/** Whether zlib stopped because its output would exceed `maxOutputLength`. */
export function isOutputLimit(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
}
