import { base64OfBytes } from '../../formats/base64.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const LINE_LENGTH = 76;
const VALUES: Int8Array = new Int8Array(128).fill(-1);
for (let i = 0; i < ALPHABET.length; i++) VALUES[ALPHABET.charCodeAt(i)] = i;

/** Base64 in lines of 76 characters with CRLF between: Java's MIME encoder, which Spark 3.5 uses. */
export function mimeBase64(bytes: Uint8Array): string {
  const text = base64OfBytes(bytes);
  if (text.length <= LINE_LENGTH) return text;
  return (text.match(/.{1,76}/g) as string[]).join('\r\n');
}

/** The digits of base64 text, before its padding, as bytes; a last unit of one digit is none. */
function bytesOfDigits(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(Math.floor((values.length * 6) / 8));
  let bits = 0;
  let count = 0;
  let at = 0;
  for (const value of values) {
    bits = ((bits << 6) | value) & 0xfff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes[at++] = bits >> count;
    }
  }
  return bytes;
}

/**
 * Decodes as Java's MIME decoder: what is no digit is passed over, and all behind the padding.
 * Undefined for padding in the wrong place, or a digit that makes no byte.
 */
export function bytesOfMimeBase64(text: string): Uint8Array | undefined {
  const values: number[] = [];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '=') {
      const rest = values.length % 4;
      if (rest === 0 || (rest === 2 && text[i + 1] !== '=')) return undefined;
      break;
    }
    const value = VALUES[text.charCodeAt(i)] ?? -1;
    if (value >= 0) values.push(value);
  }
  return values.length % 4 === 1 ? undefined : bytesOfDigits(values);
}

/** Decodes only well-formed base64, padded or not; white space is passed over (Spark: to_binary). */
export function bytesOfStrictBase64(text: string): Uint8Array | undefined {
  const [, digits, padding] = /^([A-Za-z0-9+/]*)(=*)$/.exec(text.replace(/\s/g, '')) ?? [];
  if (digits === undefined || padding === undefined) return undefined;
  const rest = digits.length % 4;
  if (rest === 1) return undefined;
  if (padding !== '' && rest + padding.length !== 4) return undefined;
  return bytesOfDigits(Array.from(digits, (digit) => VALUES[digit.charCodeAt(0)] as number));
}
