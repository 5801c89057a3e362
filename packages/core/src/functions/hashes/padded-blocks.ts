/**
 * The message of MD5, SHA-1 and SHA-2 in whole blocks: a bit 1, zeros, and the length in bits at the
 * end (RFC 1321, FIPS 180-4).
 */
export function paddedBlocks(
  message: Uint8Array,
  blockBytes: 64 | 128,
  isLittleEndian: boolean,
): DataView {
  const lengthBytes = blockBytes / 8;
  const size = Math.ceil((message.length + 1 + lengthBytes) / blockBytes) * blockBytes;
  const bytes = new Uint8Array(size);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  const high = Math.floor(message.length / 2 ** 29);
  const low = message.length << 3;
  if (isLittleEndian) {
    view.setUint32(size - 8, low, true);
    view.setUint32(size - 4, high, true);
  } else {
    view.setUint32(size - 8, high);
    view.setUint32(size - 4, low);
  }
  return view;
}

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

/** Words of 32 bits as hexadecimal text, the first `count` of them. */
export function hexOfWords(words: Int32Array, count: number, isLittleEndian = false): string {
  let text = '';
  for (let i = 0; i < count; i++) {
    const word = words[i] as number;
    for (let shift = 24; shift >= 0; shift -= 8) {
      text += HEX[(word >>> (isLittleEndian ? 24 - shift : shift)) & 0xff] as string;
    }
  }
  return text;
}
