/** The code of each letter from A to Z; 7 stands for H and W, which are passed over. */
const CODES = '01230127022455012623017202';
const A = 0x41;

/**
 * The Soundex code of a word: its first letter and three digits for how it goes on. A text that does
 * not begin with an ASCII letter is its own code, as in Spark.
 */
export function soundex(text: string): string {
  const first = letterIndex(text.charCodeAt(0));
  if (first < 0) return text;
  let code = String.fromCharCode(A + first);
  let last = CODES[first];
  for (let i = 1; i < text.length && code.length < 4; i++) {
    const index = letterIndex(text.charCodeAt(i));
    const digit = index < 0 ? '0' : CODES[index];
    if (digit === '7') continue;
    if (digit !== '0' && digit !== last) code += digit;
    last = digit;
  }
  return code.padEnd(4, '0');
}

function letterIndex(unit: number): number {
  const index = (unit & ~0x20) - A;
  return unit >= A && index >= 0 && index < 26 ? index : -1;
}
