/**
 * Zigzag varints of Kafka's records (as in Protocol Buffers): seven bits a byte, lowest first, the top bit
 * says that more follow; the value `n` stands as `(n << 1) ^ (n >> 63)`.
 *
 * The cursor is a module variable: a reader that returned value and position would allocate once per number.
 * Everything here is synchronous, so nobody sees another's cursor. Past the end, bytes read as 0 and end the
 * number; callers compare {@link position} with their limit.
 */
let cursor = 0;

/** Where the last read number ended. */
export function position(): number {
  return cursor;
}

/** Sets where the next number is read. */
export function seek(at: number): void {
  cursor = at;
}

/** The raw bits of a 32-bit varint, zigzag not undone; bits beyond 32 are dropped. */
export function readRawVarint(bytes: Uint8Array): number {
  let byte = bytes[cursor++]!;
  let raw = byte & 0x7f;
  for (let shift = 7; byte >= 0x80 && shift < 35; shift += 7) {
    byte = bytes[cursor++]!;
    raw |= (byte & 0x7f) << shift;
  }
  return raw;
}

/** A signed 32-bit number. */
export function readVarint(bytes: Uint8Array): number {
  const raw = readRawVarint(bytes);
  return (raw >>> 1) ^ -(raw & 1);
}

/** A signed 64-bit number; exact up to 2^53. */
export function readVarlong(bytes: Uint8Array): number {
  let byte = bytes[cursor++]!;
  let low = byte & 0x7f;
  for (let shift = 7; byte >= 0x80 && shift < 28; shift += 7) {
    byte = bytes[cursor++]!;
    low |= (byte & 0x7f) << shift;
  }
  if (!(byte >= 0x80)) return (low >>> 1) ^ -(low & 1);
  // Longer than 28 bits: bit operations would drop the rest, so go on with doubles. The sign is taken off first,
  // because twice the value would not fit 53 bits.
  let value = low >>> 1;
  for (let scale = 2 ** 27; byte >= 0x80 && scale < 2 ** 69; scale *= 128) {
    byte = bytes[cursor++]!;
    value += (byte & 0x7f) * scale;
  }
  return (low & 1) === 0 ? value : -value - 1;
}
