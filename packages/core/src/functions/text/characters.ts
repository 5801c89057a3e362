/*
 * Spark counts characters (code points), JavaScript UTF-16 units. They differ only in texts with
 * characters beyond U+FFFF, and those few are taken apart.
 */

const BEYOND_16_BITS = /[\ud800-\udfff]/;

export function characterCount(text: string): number {
  if (!BEYOND_16_BITS.test(text)) return text.length;
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** The characters from `start`, up to but without `end`; both may lie outside the text. */
export function sliceCharacters(text: string, start: number, end: number): string {
  const from = Math.max(start, 0);
  if (end <= from) return '';
  if (!BEYOND_16_BITS.test(text)) return text.slice(from, end);
  return Array.from(text).slice(from, end).join('');
}

/** SQL's SUBSTRING: positions count from 1, 0 means 1, below 0 from the end. */
export function substringSql(text: string, position: number, length: number): string {
  const start = position > 0 ? position - 1 : position < 0 ? characterCount(text) + position : 0;
  return sliceCharacters(text, start, start + length);
}

/** As {@link substringSql}, of bytes. */
export function subarraySql(bytes: Uint8Array, position: number, length: number): Uint8Array {
  const start = position > 0 ? position - 1 : position < 0 ? bytes.length + position : 0;
  return bytes.subarray(Math.max(start, 0), Math.max(start + length, 0));
}

/** Where the character of this index begins, in UTF-16 units. */
export function unitOfCharacter(text: string, index: number): number {
  if (!BEYOND_16_BITS.test(text)) return Math.min(index, text.length);
  let unit = 0;
  for (let i = 0; i < index && unit < text.length; i++) {
    unit += (text.codePointAt(unit) as number) > 0xffff ? 2 : 1;
  }
  return unit;
}

/** The index of the character that begins at this UTF-16 unit. */
export function characterOfUnit(text: string, unit: number): number {
  return characterCount(text.slice(0, unit));
}
