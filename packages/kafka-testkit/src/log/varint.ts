/**
 * Signed integers of variable length, as the records inside a batch use them:
 *
 * ```
 * varint => zigzag of the value, 7 bits a byte, lowest first, high bit set on all but the last byte
 * zigzag => 2n for n >= 0, -2n - 1 for n < 0
 * ```
 *
 * Written with plain numbers, right for every value below 2^52. That covers Kafka's varlongs too:
 * they hold timestamp deltas in milliseconds.
 */
const zigzag = (value: number): number => (value >= 0 ? value * 2 : value * -2 - 1);

export function varintSizeBytes(value: number): number {
  let rest = zigzag(value);
  let sizeBytes = 1;
  while (rest >= 128) {
    rest = Math.floor(rest / 128);
    sizeBytes++;
  }
  return sizeBytes;
}

/** Returns the position behind the value. */
export function writeVarint(bytes: Buffer, position: number, value: number): number {
  let rest = zigzag(value);
  let at = position;
  while (rest >= 128) {
    bytes[at++] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
  }
  bytes[at++] = rest;
  return at;
}

/** A position in the bytes of a batch that moves as values are read. */
export class VarintReader {
  readonly #bytes: Buffer;
  position: number;

  constructor(bytes: Buffer, position: number) {
    this.#bytes = bytes;
    this.position = position;
  }

  readVarint(): number {
    let value = 0;
    let weight = 1;
    for (;;) {
      const byte = this.#bytes.readUInt8(this.position++);
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) break;
      weight *= 128;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** A length and that many bytes; null for the length -1. A view, not a copy. */
  readNullableBytes(): Buffer | null {
    const length = this.readVarint();
    if (length < 0) return null;
    const start = this.position;
    this.position += length;
    return this.#bytes.subarray(start, this.position);
  }
}
