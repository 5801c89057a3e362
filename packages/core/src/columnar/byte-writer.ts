const FIRST_BYTES = 1024;

/**
 * Bytes that grow as they are written. Numbers are little endian.
 *
 * Law: `reserve` may replace the buffer, so it is called before the buffer is named.
 */
export class ByteWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #length = 0;

  constructor(capacity: number = FIRST_BYTES) {
    this.#bytes = new Uint8Array(Math.max(capacity, 8));
    this.#view = new DataView(this.#bytes.buffer);
  }

  get length(): number {
    return this.#length;
  }

  /** What was written, without a copy; valid until the next write. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  u8(value: number): void {
    const at = this.reserve(1);
    this.#bytes[at] = value;
  }

  u32(value: number): void {
    const at = this.reserve(4);
    this.#view.setUint32(at, value, true);
  }

  f64(value: number): void {
    const at = this.reserve(8);
    this.#view.setFloat64(at, value, true);
  }

  raw(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** Copies `bytes[start … start + length)`; faster than `raw` of a slice for short ones. */
  slice(bytes: Uint8Array, start: number, length: number): void {
    const at = this.reserve(length);
    const target = this.#bytes;
    for (let i = 0; i < length; i++) target[at + i] = bytes[start + i] as number;
  }

  /** Sets a number that was written before. */
  patchU32(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }

  /** Makes room for `count` bytes and gives their position. */
  reserve(count: number): number {
    const at = this.#length;
    const end = at + count;
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, at));
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    this.#length = end;
    return at;
  }
}
