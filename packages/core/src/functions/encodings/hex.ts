const DIGITS = '0123456789ABCDEF';

/** Two digits for each byte, in upper case. */
export function hexOfBytes(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    text += (DIGITS[byte >> 4] as string) + (DIGITS[byte & 15] as string);
  }
  return text;
}

/** The 64 bits of a long without leading zeros; below zero as two's complement. */
export function hexOfLong(value: number | bigint): string {
  return BigInt.asUintN(64, BigInt(value)).toString(16).toUpperCase();
}

/** The bytes of hexadecimal digits, a zero before an odd count; undefined for other characters. */
export function bytesOfHex(text: string): Uint8Array | undefined {
  if (!/^[0-9A-Fa-f]*$/.test(text)) return undefined;
  const digits = text.length % 2 === 0 ? text : `0${text}`;
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  }
  return bytes;
}
