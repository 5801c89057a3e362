const REPLACEMENT = '\ufffd';
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A character set of Java by which text becomes bytes, and bytes text. */
export interface Charset {
  encode(text: string): Uint8Array;
  decode(bytes: Uint8Array): string;
}

const UTF_8: Charset = {
  encode: (text) => encoder.encode(text),
  decode: (bytes) => decoder.decode(bytes),
};

/** One byte for each of the first characters of Unicode; `?` for those it does not have. */
function firstCharacters(count: number): Charset {
  return {
    encode: (text) =>
      Uint8Array.from(Array.from(text), (character) => {
        const code = character.codePointAt(0) as number;
        return code < count ? code : 0x3f;
      }),
    decode(bytes) {
      let text = '';
      for (const byte of bytes) text += byte < count ? String.fromCharCode(byte) : REPLACEMENT;
      return text;
    },
  };
}

function utf16(isLittleEndian: boolean): Charset {
  return {
    encode(text) {
      const view = new DataView(new ArrayBuffer(2 * text.length));
      for (let i = 0; i < text.length; i++) {
        view.setUint16(2 * i, text.charCodeAt(i), isLittleEndian);
      }
      return new Uint8Array(view.buffer);
    },
    decode(bytes) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      let text = '';
      const whole = bytes.length - (bytes.length % 2);
      for (let i = 0; i < whole; i += 2)
        text += String.fromCharCode(view.getUint16(i, isLittleEndian));
      return text + (whole < bytes.length ? REPLACEMENT : '');
    },
  };
}

const UTF_16BE = utf16(false);
const UTF_16LE = utf16(true);
/** Written with a mark and the high byte first; read as its mark says. */
const UTF_16: Charset = {
  encode: (text) => (text === '' ? new Uint8Array(0) : UTF_16BE.encode(`\ufeff${text}`)),
  decode(bytes) {
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return UTF_16LE.decode(bytes.subarray(2));
    const isMarked = bytes[0] === 0xfe && bytes[1] === 0xff;
    return UTF_16BE.decode(isMarked ? bytes.subarray(2) : bytes);
  },
};

const CHARSETS: ReadonlyMap<string, Charset> = new Map([
  ...['UTF-8', 'UTF8'].map((name) => [name, UTF_8] as const),
  ...['US-ASCII', 'ASCII'].map((name) => [name, firstCharacters(0x80)] as const),
  ...['ISO-8859-1', 'ISO8859_1', 'LATIN1'].map((name) => [name, firstCharacters(0x100)] as const),
  ['UTF-16', UTF_16],
  ['UTF-16BE', UTF_16BE],
  ['UTF-16LE', UTF_16LE],
]);

/** The charsets that Spark documents, by any case of their names; undefined for others. */
export function charset(name: string): Charset | undefined {
  return CHARSETS.get(name.toUpperCase());
}

export const CHARSET_NAMES = 'UTF-8, US-ASCII, ISO-8859-1, UTF-16, UTF-16BE or UTF-16LE';
