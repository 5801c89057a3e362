import { crc32 as zlibCrc32 } from 'node:zlib';

/** CRC-32 (IEEE 802.3) of some bytes, as the eight hex digits we store. Stored on disk: never change. */
export function crc32(bytes: Uint8Array): string {
  return crc32Text(crc32Value(bytes));
}

/** The same as a number; goes on where that of the bytes before ended. */
export function crc32Value(bytes: Uint8Array, before?: number): number {
  return zlibCrc32(bytes, before);
}

/** As {@link crc32} has it. */
export function crc32Text(value: number): string {
  return value.toString(16).padStart(8, '0');
}
