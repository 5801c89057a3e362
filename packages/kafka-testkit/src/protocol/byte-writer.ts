/** Below this a copy is cheaper than one more entry in the socket's write vector. */
const COPY_BELOW_BYTES = 4096;
const INITIAL_BYTES = 512;

/**
 * Writes the primitive types of the Kafka protocol.
 *
 * Record batches are handed over by reference, so a fetch costs no copy of the log.
 */
export class ByteWriter {
  readonly #chunks: Buffer[] = [];
  #chunkedBytes = 0;
  #current: Buffer = Buffer.allocUnsafe(INITIAL_BYTES);
  #used = 0;

  /** Bytes written so far. */
  get sizeBytes(): number {
    return this.#chunkedBytes + this.#used;
  }

  writeInt8(value: number): this {
    const at = this.#reserve(1);
    this.#current.writeInt8(value, at);
    return this;
  }

  writeInt16(value: number): this {
    const at = this.#reserve(2);
    this.#current.writeInt16BE(value, at);
    return this;
  }

  writeInt32(value: number): this {
    const at = this.#reserve(4);
    this.#current.writeInt32BE(value, at);
    return this;
  }

  writeInt64(value: number): this {
    const at = this.#reserve(8);
    this.#current.writeBigInt64BE(BigInt(value), at);
    return this;
  }

  writeBoolean(value: boolean): this {
    return this.writeInt8(value ? 1 : 0);
  }

  writeString(value: string | null): this {
    if (value === null) return this.writeInt16(-1);
    const length = Buffer.byteLength(value);
    this.writeInt16(length);
    const at = this.#reserve(length);
    this.#current.write(value, at, 'utf8');
    return this;
  }

  writeBytes(value: Buffer | null): this {
    if (value === null) return this.writeInt32(-1);
    return this.writeInt32(value.length).writeRaw(value);
  }

  /** One BYTES value whose content lies in several pieces. */
  writeByteSlices(slices: readonly Buffer[]): this {
    this.writeInt32(slices.reduce((total, slice) => total + slice.length, 0));
    for (const slice of slices) this.writeRaw(slice);
    return this;
  }

  /** Bytes without a length. Large values are kept by reference and must not change afterwards. */
  writeRaw(bytes: Buffer): this {
    if (bytes.length < COPY_BELOW_BYTES) {
      const at = this.#reserve(bytes.length);
      bytes.copy(this.#current, at);
      return this;
    }
    this.#seal();
    this.#chunks.push(bytes);
    this.#chunkedBytes += bytes.length;
    return this;
  }

  writeArray<T>(items: readonly T[], writeItem: (item: T) => void): this {
    this.writeInt32(items.length);
    for (const item of items) writeItem(item);
    return this;
  }

  /** Everything written, in order, ready for one gathered write. */
  toChunks(): readonly Buffer[] {
    this.#seal();
    return this.#chunks;
  }

  #reserve(bytes: number): number {
    const at = this.#used;
    if (at + bytes > this.#current.length) {
      const larger = Buffer.allocUnsafe(
        Math.max(INITIAL_BYTES, this.#current.length * 2, at + bytes),
      );
      this.#current.copy(larger, 0, 0, at);
      this.#current = larger;
    }
    this.#used = at + bytes;
    return at;
  }

  #seal(): void {
    if (this.#used === 0) return;
    this.#chunks.push(this.#current.subarray(0, this.#used));
    this.#chunkedBytes += this.#used;
    // The rest of the buffer is still free, and nothing sealed is written again.
    this.#current = this.#current.subarray(this.#used);
    this.#used = 0;
  }
}
