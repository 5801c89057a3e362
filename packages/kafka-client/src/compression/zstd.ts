import { type Codec, isOutputLimit } from './codec.ts';

type NativeCompress = (bytes: Uint8Array) => Uint8Array;
type NativeDecompress = (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array;

const FRAME_MAGIC = 0xfd2fb528;
/** Guess for the first try when the frame does not tell its size, as with Java's producer. */
const SMALLEST_GUESS_BYTES = 128 * 1024;
/** ZSTD_error_dstSize_tooSmall, as the wasm module words it. */
const TOO_SMALL = 'code -70';

/** Zstandard: of Node itself where it has it, else of `@bokuweb/zstd-wasm`. */
export async function loadZstd(): Promise<Codec> {
  const zlib = await import('node:zlib');
  // In Node from 22.15 on; the types are those of Node 20.
  const compress: NativeCompress | undefined = Reflect.get(zlib, 'zstdCompressSync');
  const decompress: NativeDecompress | undefined = Reflect.get(zlib, 'zstdDecompressSync');
  return compress && decompress ? nativeZstd(compress, decompress) : loadWasmZstd();
}

function nativeZstd(compress: NativeCompress, decompress: NativeDecompress): Codec {
  return {
    compress: (bytes) => compress(bytes),
    decompress(bytes, maxBytes) {
      try {
        return decompress(bytes, { maxOutputLength: maxBytes });
      } catch (error) {
        if (isOutputLimit(error)) return 'too-large';
        throw error;
      }
    },
  };
}

/** Exported for its tests: on a newer Node {@link loadZstd} never takes this road. */
export async function loadWasmZstd(): Promise<Codec> {
  const zstd = await import('@bokuweb/zstd-wasm');
  await zstd.init();
  return {
    compress: (bytes) => zstd.compress(bytes),
    decompress(bytes, maxBytes) {
      const known = contentSize(bytes);
      if (known !== undefined) return known > maxBytes ? 'too-large' : zstd.decompress(bytes);
      for (let guess = Math.max(SMALLEST_GUESS_BYTES, 8 * bytes.length); ; guess *= 4) {
        const size = Math.min(guess, maxBytes);
        try {
          return zstd.decompress(bytes, { defaultHeapSize: size });
        } catch (error) {
          if (!(error instanceof Error && error.message.endsWith(TOO_SMALL))) throw error;
          if (size === maxBytes) return 'too-large';
        }
      }
    },
  };
}

/**
 * The size a frame states for its content, undefined when it states none (RFC 8878, 3.1.1.1):
 *
 * ```text
 * frame := magic:uint32le descriptor:8 [window:8] [dictionary:0|1|2|4] [contentSize:0|1|2|4|8] block*
 * descriptor bits: 7-6 size of contentSize, 5 single segment (no window, contentSize always there), 1-0 size of dictionary
 * ```
 */
function contentSize(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== FRAME_MAGIC) throw new Error('this is no Zstandard frame');
  const descriptor = view.getUint8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!;
  const at = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes;
  switch (descriptor >>> 6) {
    case 0:
      return isSingleSegment ? view.getUint8(at) : undefined;
    case 1:
      return view.getUint16(at, true) + 256;
    case 2:
      return view.getUint32(at, true);
    default:
      return Number(view.getBigUint64(at, true));
  }
}
