const encoder = new TextEncoder();
/** Up to here a loop encodes faster than a call. */
const SHORT_TEXT = 64;

/** Writes a text into `target`, which has room for three bytes a unit, and answers where it ends. */
export function encodeInto(text: string, target: Uint8Array, start: number): number {
  const { length } = text;
  if (length <= SHORT_TEXT) {
    let i = 0;
    for (; i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) break;
      target[start + i] = unit;
    }
    if (i === length) return start + length;
  }
  return start + encoder.encodeInto(text, target.subarray(start)).written;
}

/** The length of the well-formed UTF-8 sequence of several bytes at `p`, or 0 (Unicode, table 3-7). */
export function utf8Length(bytes: Uint8Array, p: number): number {
  const a = bytes[p] as number;
  const b = bytes[p + 1] as number;
  if (a >= 0xc2 && a <= 0xdf) return isContinuation(b) ? 2 : 0;
  const c = bytes[p + 2] as number;
  if (a >= 0xe0 && a <= 0xef) {
    const low = a === 0xe0 ? 0xa0 : 0x80;
    const high = a === 0xed ? 0x9f : 0xbf;
    return b >= low && b <= high && isContinuation(c) ? 3 : 0;
  }
  if (a >= 0xf0 && a <= 0xf4) {
    const low = a === 0xf0 ? 0x90 : 0x80;
    const high = a === 0xf4 ? 0x8f : 0xbf;
    const isWhole = isContinuation(c) && isContinuation(bytes[p + 3] as number);
    return b >= low && b <= high && isWhole ? 4 : 0;
  }
  return 0;
}

function isContinuation(c: number): boolean {
  return (c & 0xc0) === 0x80;
}

/** True where the bytes are UTF-8. */
export function isWellFormed(bytes: Uint8Array, start: number, end: number): boolean {
  for (let p = start; p < end; ) {
    if ((bytes[p] as number) < 0x80) {
      p++;
      continue;
    }
    const length = utf8Length(bytes, p);
    if (length === 0 || p + length > end) return false;
    p += length;
  }
  return true;
}
