/** Castagnoli polynomial, bits reversed. */
const POLYNOMIAL = 0x82f63b78;
const TABLES = 8;

// tables[t * 256 + b] is the checksum of byte b followed by t zero bytes.
const tables = buildTables();

function buildTables(): Uint32Array {
  const result = new Uint32Array(TABLES * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    result[byte] = crc;
  }
  for (let i = 256; i < result.length; i++) {
    const previous = result[i - 256]!;
    result[i] = (previous >>> 8) ^ result[previous & 0xff]!;
  }
  return result;
}

const table = (index: number, byte: number): number => tables[index * 256 + byte]!;

/**
 * CRC-32C of `bytes[start, end)`, as Kafka checks record batches with.
 *
 * Slicing by 8, about 1 GB/s. `node:zlib` has only the other polynomial. The plain version:
 * `for (byte of bytes) crc = table(0, (crc ^ byte) & 0xff) ^ (crc >>> 8)`.
 */
export function crc32c(bytes: Uint8Array, start = 0, end: number = bytes.length): number {
  let crc = 0xffffffff;
  let i = start;
  for (; i + 8 <= end; i += 8) {
    crc ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    crc =
      table(7, crc & 0xff) ^
      table(6, (crc >>> 8) & 0xff) ^
      table(5, (crc >>> 16) & 0xff) ^
      table(4, crc >>> 24) ^
      table(3, bytes[i + 4]!) ^
      table(2, bytes[i + 5]!) ^
      table(1, bytes[i + 6]!) ^
      table(0, bytes[i + 7]!);
  }
  for (; i < end; i++) crc = table(0, (crc ^ bytes[i]!) & 0xff) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
