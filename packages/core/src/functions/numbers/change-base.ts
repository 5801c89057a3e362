const LARGEST = 2n ** 64n - 1n;

/**
 * The digits of a number in another base, by way of an unsigned long (Spark: NumberConverter): digits
 * are read as far as they are any, what does not fit is 2^64 - 1, and a negative `to` asks for a sign.
 * Null for bases outside of 2 to 36, and for empty text.
 */
export function changeBase(text: string, from: number, to: number): string | null {
  const base = Math.abs(to);
  if (from < 2 || from > 36 || base < 2 || base > 36 || text === '') return null;
  let isNegative = text.startsWith('-');
  let value = readUnsigned(text, isNegative ? 1 : 0, from);
  const isLarge = value > 2n ** 63n - 1n;
  if (isNegative && to > 0) value = isLarge ? LARGEST : BigInt.asUintN(64, -value);
  if (to < 0 && isLarge) {
    value = BigInt.asUintN(64, -value);
    isNegative = true;
  }
  return (isNegative && to < 0 ? '-' : '') + value.toString(base).toUpperCase();
}

function readUnsigned(text: string, start: number, base: number): bigint {
  let value = 0n;
  for (let i = start; i < text.length; i++) {
    const character = text[i] as string;
    const digit = /[0-9A-Za-z]/.test(character) ? Number.parseInt(character, 36) : base;
    if (digit >= base) break;
    value = value * BigInt(base) + BigInt(digit);
    if (value > LARGEST) return LARGEST;
  }
  return value;
}
