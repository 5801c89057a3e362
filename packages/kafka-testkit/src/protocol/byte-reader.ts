/**
 * Reads the primitive types of the Kafka protocol from one request frame, front to back.
 *
 * @throws RangeError when the frame ends before the value does; the connection is then closed.
 */
export class ByteReader {
  readonly #bytes: Buffer;
  #position = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  readInt8(): number {
    const value = this.#bytes.readInt8(this.#position);
    this.#position += 1;
    return value;
  }

  readInt16(): number {
    const value = this.#bytes.readInt16BE(this.#position);
    this.#position += 2;
    return value;
  }

  readInt32(): number {
    const value = this.#bytes.readInt32BE(this.#position);
    this.#position += 4;
    return value;
  }

  /** Offsets, timestamps and producer ids of a test broker stay far below 2^53. */
  readInt64(): number {
    const value = Number(this.#bytes.readBigInt64BE(this.#position));
    this.#position += 8;
    return value;
  }

  readBoolean(): boolean {
    return this.readInt8() !== 0;
  }

  readNullableString(): string | null {
    const length = this.readInt16();
    return length < 0 ? null : this.#take(length).toString('utf8');
  }

  readString(): string {
    return this.readNullableString() ?? '';
  }

  /** A view on the frame, not a copy. */
  readNullableBytes(): Buffer | null {
    const length = this.readInt32();
    return length < 0 ? null : this.#take(length);
  }

  readBytes(): Buffer {
    return this.readNullableBytes() ?? Buffer.alloc(0);
  }

  readNullableArray<T>(readItem: (reader: ByteReader) => T): T[] | null {
    const length = this.readInt32();
    if (length < 0) return null;
    // An item takes at least one byte: a larger count is a broken frame, not a reason to allocate.
    if (length > this.remaining) throw new RangeError(`array of ${length} items in a short frame`);
    return Array.from({ length }, () => readItem(this));
  }

  readArray<T>(readItem: (reader: ByteReader) => T): T[] {
    return this.readNullableArray(readItem) ?? [];
  }

  #take(length: number): Buffer {
    const end = this.#position + length;
    if (end > this.#bytes.length) throw new RangeError(`value ends at ${end}, after the frame`);
    const view = this.#bytes.subarray(this.#position, end);
    this.#position = end;
    return view;
  }
}
