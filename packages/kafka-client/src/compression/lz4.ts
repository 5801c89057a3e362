// Packages that compile this file from source must find these types as well.
// oxlint-disable-next-line typescript/triple-slash-reference
/// <reference path="./untyped-codecs.d.ts" />
import type { Codec } from './codec.ts';

const FRAME_MAGIC = 0x184d2204;
const HAS_DICTIONARY = 0x01;
const HAS_CONTENT_SIZE = 0x08;
const HAS_BLOCK_CHECKSUMS = 0x10;
const STORED = 0x80000000;
/** Largest block by the code in the frame's descriptor. */
const BLOCK_BYTES: Readonly<Record<number, number>> = {
  4: 64 * 1024,
  5: 256 * 1024,
  6: 1024 * 1024,
  7: 4 * 1024 * 1024,
};
type Lz4Js = typeof import('lz4js')['default'];

/** Magic, version 1 with independent blocks, blocks of up to 64 KiB, and the checksum of these two bytes. */
const WRITTEN_HEADER = [0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82];
/**
 * A little less than the frame announces. lz4js lets a match begin up to 9 bytes before the end of a block where
 * the format wants 12, and strict decoders notice that only where a block fills their whole buffer.
 */
const WRITTEN_BLOCK_BYTES = 64 * 1024 - 64;
/** A scratch buffer larger than this is not kept. */
const KEPT_SCRATCH_BYTES = 8 * 1024 * 1024;

/**
 * LZ4 frames. The frame is walked here, because lz4js trusts its sizes, looks for block checksums on the wrong
 * side of a block and allocates the largest block for the smallest batch; its block decoder does the unpacking.
 * Checksums inside the frame are not verified: the CRC-32C of the batch covers them.
 *
 * ```text
 * frame := magic:uint32le flags:8 descriptor:8 [contentSize:uint64le] checksum:8 block* 0:uint32le [checksum:uint32le]
 * block := size:uint32le data [checksum:uint32le]        the top bit of size: data is stored, not compressed
 * ```
 */
export async function loadLz4(): Promise<Codec> {
  const { default: lz4 } = await import('lz4js');
  let scratch = new Uint8Array(0);

  return {
    compress: (bytes) => writeFrame(lz4, bytes),

    decompress(bytes, maxBytes) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const { blocks, bound } = walkFrame(view);
      // The bound counts full blocks, so only a real overflow may be called too large.
      const capacity = Math.min(bound, maxBytes);
      if (scratch.length < capacity) scratch = new Uint8Array(capacity);
      const overflow = (): 'too-large' => {
        if (capacity === maxBytes) return 'too-large';
        throw new Error('an LZ4 block unpacks to more than its frame allows');
      };
      let size = 0;
      for (const { at, length, isStored } of blocks) {
        if (isStored) {
          if (size + length > capacity) return overflow();
          scratch.set(bytes.subarray(at, at + length), size);
          size += length;
        } else {
          size = lz4.decompressBlock(bytes, scratch, at, length, size);
          // Writes beyond the end of a typed array are lost, so nothing was harmed.
          if (size > capacity) return overflow();
        }
      }
      const content = scratch.slice(0, size);
      if (scratch.length > KEPT_SCRATCH_BYTES) scratch = new Uint8Array(0);
      return content;
    },
  };
}

/**
 * Writes a frame the way Java's producer does. lz4js writes one whose blocks depend on each other, which brokers
 * refuse (UNKNOWN_SERVER_ERROR; "Dependent block stream is unsupported" in their log).
 */
function writeFrame(lz4: Lz4Js, bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.from(WRITTEN_HEADER)];
  for (let at = 0; at < bytes.length; at += WRITTEN_BLOCK_BYTES) {
    const block = bytes.subarray(at, at + WRITTEN_BLOCK_BYTES);
    const packed = new Uint8Array(block.length);
    const length = lz4.compressBlock(block, packed, 0, block.length, new Uint32Array(1 << 16));
    const isStored = length === 0 || length >= block.length;
    const size = new DataView(new ArrayBuffer(4));
    size.setUint32(0, isStored ? STORED + block.length : length, true);
    parts.push(new Uint8Array(size.buffer), isStored ? block : packed.subarray(0, length));
  }
  parts.push(new Uint8Array(4));
  return Buffer.concat(parts);
}

interface Block {
  readonly at: number;
  readonly length: number;
  readonly isStored: boolean;
}

/** Finds the blocks and how many bytes they unpack to at most. A DataView throws on its own past the end. */
function walkFrame(view: DataView): { blocks: readonly Block[]; bound: number } {
  if (view.getUint32(0, true) !== FRAME_MAGIC) throw new Error('this is no LZ4 frame');
  const flags = view.getUint8(4);
  if (flags >>> 6 !== 1) throw new Error(`LZ4 frame version ${flags >>> 6} is unknown`);
  if (flags & HAS_DICTIONARY) throw new Error('LZ4 dictionaries are not used by Kafka');
  const maxBlockBytes = BLOCK_BYTES[(view.getUint8(5) >>> 4) & 7];
  if (maxBlockBytes === undefined) throw new Error('the block size of the LZ4 frame is unknown');

  const checksumBytes = flags & HAS_BLOCK_CHECKSUMS ? 4 : 0;
  const blocks: Block[] = [];
  let bound = 0;
  for (let at = flags & HAS_CONTENT_SIZE ? 15 : 7; ; ) {
    const size = view.getUint32(at, true);
    if (size === 0) return { blocks, bound };
    const isStored = size >= STORED;
    const length = isStored ? size - STORED : size;
    at += 4;
    if (length > maxBlockBytes || at + length > view.byteLength) {
      throw new Error(`an LZ4 block of ${length} bytes does not fit its frame`);
    }
    blocks.push({ at, length, isStored });
    bound += isStored ? length : maxBlockBytes;
    at += length + checksumBytes;
  }
}
