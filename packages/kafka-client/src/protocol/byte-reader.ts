import { MALFORMED_RESPONSE } from '../conditions.ts';

/** Reads the fields of a response, big endian, in the order of the calls. */
export class ByteReader {
  readonly #bytes: Buffer;
  readonly #request: string;
  #at = 0;

  /** @param request - its name, for errors */
  constructor(bytes: Buffer, request: string) {
    this.#bytes = bytes;
    this.#request = request;
  }

  int8(): number {
    return this.#bytes.readInt8(this.#take(1));
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#take(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#take(4));
  }

  /**
   * A 64-bit integer.
   *
   * @throws {@link MALFORMED_RESPONSE} when it is beyond ±2^53 and no number can hold it exactly
   */
  int64(): number {
    const at = this.#take(8);
    const value = this.#bytes.readInt32BE(at) * 4294967296 + this.#bytes.readUInt32BE(at + 4);
    if (!Number.isSafeInteger(value)) throw this.#malformed(`${value} is beyond 2^53`);
    return value;
  }

  boolean(): boolean {
    return this.int8() !== 0;
  }

  string(): string {
    return this.nullableString() ?? '';
  }

  nullableString(): string | null {
    const length = this.int16();
    if (length < 0) return null;
    const at = this.#take(length);
    return this.#bytes.toString('utf8', at, at + length);
  }

  /** Bytes with their length in 32 bits, as a view; a null field is empty. */
  bytes(): Uint8Array {
    const length = Math.max(0, this.int32());
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  /** As many items as the 32 bits ahead say; a null array is empty. */
  array<T>(read: () => T): T[] {
    const count = this.int32();
    // No item is shorter than a byte, so a larger count would only allocate.
    if (count > this.#bytes.length - this.#at) throw this.#malformed(`${count} items do not fit`);
    const items: T[] = [];
    for (let i = 0; i < count; i++) items.push(read());
    return items;
  }

  /** An unsigned varint, as the flexible versions (KIP-482) use it. */
  unsignedVarint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#bytes.readUInt8(this.#take(1));
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw this.#malformed('a varint does not end');
  }

  /** A string in a flexible version. */
  compactString(): string | null {
    const length = this.unsignedVarint() - 1;
    if (length < 0) return null;
    const at = this.#take(length);
    return this.#bytes.toString('utf8', at, at + length);
  }

  /** An id of 16 bytes, as Kafka's tools show it. */
  uuid(): string {
    const at = this.#take(16);
    return this.#bytes.toString('base64url', at, at + 16);
  }

  /** An array in a flexible version; a null one is empty. */
  compactArray<T>(read: () => T): T[] {
    const count = this.unsignedVarint() - 1;
    if (count > this.#bytes.length - this.#at) throw this.#malformed(`${count} items do not fit`);
    const items: T[] = [];
    for (let i = 0; i < count; i++) items.push(read());
    return items;
  }

  /** Passes over the tagged fields at the end of a structure in a flexible version. */
  skipTags(): void {
    for (let count = this.unsignedVarint(); count > 0; count--) {
      this.unsignedVarint(); // tag
      this.#take(this.unsignedVarint());
    }
  }

  #take(byteCount: number): number {
    const at = this.#at;
    if (at + byteCount > this.#bytes.length) {
      throw this.#malformed(`it ends at byte ${this.#bytes.length}, inside a field`);
    }
    this.#at = at + byteCount;
    return at;
  }

  #malformed(reason: string): Error {
    return MALFORMED_RESPONSE.error({ request: this.#request, reason });
  }
}
