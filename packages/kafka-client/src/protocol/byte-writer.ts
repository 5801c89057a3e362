/** Writes the fields of a request, big endian, in the order of the calls. */
export class ByteWriter {
  #bytes: Buffer;
  #length = 0;

  constructor(initialBytes = 256) {
    this.#bytes = Buffer.allocUnsafe(initialBytes);
  }

  /** What was written so far, without a copy. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  int8(value: number): this {
    const at = this.#advance(1);
    this.#bytes.writeInt8(value, at);
    return this;
  }

  int16(value: number): this {
    const at = this.#advance(2);
    this.#bytes.writeInt16BE(value, at);
    return this;
  }

  int32(value: number): this {
    const at = this.#advance(4);
    this.#bytes.writeInt32BE(value, at);
    return this;
  }

  /** A 64-bit integer of at most 2^53 in size. */
  int64(value: number): this {
    const high = Math.floor(value / 4294967296);
    const at = this.#advance(8);
    this.#bytes.writeInt32BE(high, at);
    this.#bytes.writeUInt32BE(value - high * 4294967296, at + 4);
    return this;
  }

  /** A string with its length in 16 bits; null as length −1. */
  string(value: string | null): this {
    if (value === null) return this.int16(-1);
    const byteLength = Buffer.byteLength(value);
    this.int16(byteLength);
    const at = this.#advance(byteLength);
    this.#bytes.write(value, at, byteLength);
    return this;
  }

  /** Bytes with their length in 32 bits. */
  bytesField(value: Uint8Array): this {
    this.int32(value.length);
    const at = this.#advance(value.length);
    this.#bytes.set(value, at);
    return this;
  }

  /** The number of items in 32 bits, then each of them. */
  array<T>(items: readonly T[], write: (item: T) => void): this {
    this.int32(items.length);
    for (const item of items) write(item);
    return this;
  }

  /** An unsigned varint, as the flexible versions (KIP-482) use it. */
  unsignedVarint(value: number): this {
    let rest = value;
    for (; rest >= 0x80; rest >>>= 7) this.#byte((rest & 0x7f) | 0x80);
    return this.#byte(rest);
  }

  /** The number of items of an array in a flexible version. */
  compactCount(count: number): this {
    return this.unsignedVarint(count + 1);
  }

  /** A string in a flexible version. */
  compactString(value: string): this {
    const byteLength = Buffer.byteLength(value);
    this.unsignedVarint(byteLength + 1);
    const at = this.#advance(byteLength);
    this.#bytes.write(value, at, byteLength);
    return this;
  }

  /** The end of a structure in a flexible version: no tagged fields. */
  noTags(): this {
    return this.#byte(0);
  }

  #byte(value: number): this {
    const at = this.#advance(1);
    this.#bytes[at] = value;
    return this;
  }

  /** Makes room and answers where it begins. Call it before `#bytes` is read: the buffer may move. */
  #advance(byteCount: number): number {
    const at = this.#length;
    this.#length += byteCount;
    if (this.#length > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.#length, this.#bytes.length * 2));
      this.#bytes.copy(grown, 0, 0, at);
      this.#bytes = grown;
    }
    return at;
  }
}
