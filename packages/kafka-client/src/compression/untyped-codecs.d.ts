// The parts of two packages without types that are used.

declare module 'snappyjs' {
  const snappy: {
    uncompress(bytes: Uint8Array): Uint8Array;
    compress(bytes: Uint8Array): Uint8Array;
  };
  export default snappy;
}

declare module 'lz4js' {
  const lz4: {
    /** Answers the position after the last byte written; it may lie behind the end of `to`. */
    decompressBlock(
      from: Uint8Array,
      to: Uint8Array,
      fromAt: number,
      length: number,
      toAt: number,
    ): number;
    /** Answers the length of the packed block; 0 when it found nothing to pack. */
    compressBlock(
      from: Uint8Array,
      to: Uint8Array,
      fromAt: number,
      length: number,
      hashTable: Uint32Array,
    ): number;
  };
  export default lz4;
}
