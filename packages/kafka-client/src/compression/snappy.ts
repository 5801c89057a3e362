// Packages that compile this file from source must find these types as well.
// oxlint-disable-next-line typescript/triple-slash-reference
/// <reference path="./untyped-codecs.d.ts" />
import type { Codec } from './codec.ts';

/** How snappy-java's stream begins: what Java's producer writes. librdkafka writes one raw block. */
const XERIAL_MAGIC = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00];
/** Magic, version and lowest compatible version. */
const XERIAL_HEADER_BYTES = 16;

type SnappyJs = typeof import('snappyjs')['default'];

/**
 * Snappy, raw or in the framing of snappy-java:
 *
 * ```text
 * stream := magic:8 version:int32 compatible:int32 block*
 * block  := length:int32 raw
 * raw    := uncompressedLength:varint element*
 * ```
 *
 * Writes the raw form, which every reader of Kafka understands (snappy-java falls back to it).
 */
export async function loadSnappy(): Promise<Codec> {
  const { default: snappy } = await import('snappyjs');
  return {
    decompress: (bytes, maxBytes) =>
      isXerial(bytes) ? unframe(snappy, bytes, maxBytes) : unpack(snappy, bytes, maxBytes),
    compress: (bytes) => snappy.compress(bytes),
  };
}

function isXerial(bytes: Uint8Array): boolean {
  return bytes.length >= XERIAL_HEADER_BYTES && XERIAL_MAGIC.every((byte, i) => bytes[i] === byte);
}

function unframe(snappy: SnappyJs, bytes: Uint8Array, maxBytes: number): Uint8Array | 'too-large' {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks: Uint8Array[] = [];
  let total = 0;
  for (let at = XERIAL_HEADER_BYTES; at < bytes.length; ) {
    if (at + 4 > bytes.length) throw new Error('a snappy block is cut off');
    const length = view.getUint32(at);
    at += 4;
    if (at + length > bytes.length) throw new Error('a snappy block is cut off');
    const block = unpack(snappy, bytes.subarray(at, at + length), maxBytes - total);
    if (block === 'too-large') return block;
    total += block.length;
    blocks.push(block);
    at += length;
  }
  return blocks.length === 1 ? blocks[0]! : Buffer.concat(blocks, total);
}

function unpack(snappy: SnappyJs, bytes: Uint8Array, maxBytes: number): Uint8Array | 'too-large' {
  // The length is read before anything is allocated.
  if (uncompressedLength(bytes) > maxBytes) return 'too-large';
  return snappy.uncompress(bytes);
}

function uncompressedLength(bytes: Uint8Array): number {
  let length = 0;
  for (let i = 0; i < 5; i++) {
    const byte = bytes[i];
    if (byte === undefined) break;
    length += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return length;
  }
  throw new Error('the length of a snappy block cannot be read');
}
