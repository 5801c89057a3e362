import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { COMPRESSION_NAMES, type Codec } from '../src/compression/codec.ts';
import { loadCodec } from '../src/compression/load-codec.ts';
import { loadWasmZstd } from '../src/compression/zstd.ts';

const text = Buffer.from('orders and payments, '.repeat(500));

/** Compares as a whole: vitest would look at every byte, and there are many. */
function unpacksTo(codec: Codec, packed: Uint8Array, content: Buffer): boolean {
  const unpacked = codec.decompress(packed, Math.max(1, content.length));
  return unpacked !== 'too-large' && content.equals(unpacked);
}

function xerial(...blocks: Uint8Array[]): Buffer {
  const header = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
  const framed = blocks.map((block) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(block.length);
    return Buffer.concat([length, block]);
  });
  return Buffer.concat([header, ...framed]);
}

/** A frame as the `lz4` tool writes it on request: content size, block checksums, content checksum. */
function lz4Frame(block: Uint8Array, flags: number, isStored: boolean): Buffer {
  const parts = [Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x40 | flags, 0x40])];
  if (flags & 0x08)
    parts.push(Buffer.from([...[text.length & 0xff, text.length >> 8], 0, 0, 0, 0, 0, 0]));
  parts.push(Buffer.from([0])); // header checksum
  const size = Buffer.alloc(4);
  size.writeUInt32LE((isStored ? 0x80000000 : 0) + block.length);
  parts.push(size, Buffer.from(block));
  if (flags & 0x10) parts.push(Buffer.from([1, 2, 3, 4]));
  parts.push(Buffer.alloc(4));
  if (flags & 0x04) parts.push(Buffer.from([5, 6, 7, 8]));
  return Buffer.concat(parts);
}

describe('codecs', () => {
  it.each(COMPRESSION_NAMES)('unpack what they packed: %s', async (name) => {
    const codec = await loadCodec(COMPRESSION_NAMES.indexOf(name));
    for (const bytes of [text, Buffer.alloc(0), Buffer.from('x')]) {
      expect(unpacksTo(codec, codec.compress(bytes), bytes)).toBe(true);
    }
  });

  it('read the framing of snappy-java, which Java producers use, and count all of its blocks', async () => {
    const snappy = await loadCodec(2);
    const framed = xerial(snappy.compress(text), snappy.compress(text));
    expect(snappy.decompress(framed, 2 * text.length)).toEqual(Buffer.concat([text, text]));
    expect(snappy.decompress(framed, 2 * text.length - 1)).toBe('too-large');
    expect(() => snappy.decompress(framed.subarray(0, -1), 2 * text.length)).toThrow('cut off');
  });

  it('read LZ4 frames with content size and checksums, which lz4js misreads', async () => {
    const lz4 = await loadCodec(3);
    const frame = lz4.compress(text);
    const block = frame.subarray(11, frame.length - 4); // the only one: the text is short
    for (const flags of [0x00, 0x04, 0x08, 0x10, 0x1c]) {
      expect(unpacksTo(lz4, lz4Frame(block, flags, false), text)).toBe(true);
      expect(unpacksTo(lz4, lz4Frame(text, flags, true), text)).toBe(true);
    }
  });

  it('write LZ4 as brokers demand it: blocks of 64 KiB that do not depend on each other', async () => {
    const lz4 = await loadCodec(3);
    let seed = 1;
    const noise = Uint8Array.from({ length: 150_000 }, () => (seed = (seed * 48271) % 2147483647));
    const content = Buffer.concat([Buffer.alloc(150_000, 'orders, '), noise]);
    const frame = lz4.compress(content);
    // Version 1, independent blocks; 64 KiB; the second byte of XXH32 over the two before it.
    expect([...frame.subarray(0, 7)]).toEqual([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]);
    expect(frame.length).toBeLessThan(155_000);
    expect(unpacksTo(lz4, frame, content)).toBe(true);
    expect(lz4.decompress(frame, content.length - 1)).toBe('too-large');
  });

  it('refuse an LZ4 block that reaches beyond its frame', async () => {
    const lz4 = await loadCodec(3);
    const frame = lz4Frame(text, 0, true);
    expect(() => lz4.decompress(frame.subarray(0, 200), 1e6)).toThrow('does not fit its frame');
    expect(() => lz4.decompress(Buffer.from('nothing of the kind'), 1e6)).toThrow('no LZ4 frame');
  });

  it('read Zstandard frames that do not state their size, as Java producers write them', async () => {
    const zstd = await loadWasmZstd();
    // `head -c 300000 /dev/zero | tr '\\0' A | zstd --no-check`: from a pipe, so the size was not known.
    const streamed = Buffer.from('28b52ffd00585400001041410100fbff39c00202001041039f0441', 'hex');
    const content = Buffer.alloc(300_000, 'A');
    expect(unpacksTo(zstd, streamed, content)).toBe(true);
    expect(zstd.decompress(streamed, 299_999)).toBe('too-large');
    expect(() => zstd.decompress(streamed.subarray(0, -2), 300_000)).toThrow('Failed to');
    expect(() => zstd.decompress(Buffer.from('nothing of the kind'), 1e6)).toThrow('no Zstandard');
  });

  it('do not take deflate for gzip', async () => {
    const gzip = await loadCodec(1);
    expect(() => gzip.decompress(deflateRawSync(text), 1e6)).toThrow('incorrect header check');
  });
});
