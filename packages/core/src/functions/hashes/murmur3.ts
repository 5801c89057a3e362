import type { ValueHash } from './hash-values.ts';

/*
 * Spark's Murmur3_x86_32: as the original for whole words, but each byte behind the last whole word
 * is mixed as a word of its own, with its sign.
 */

function mixWord(word: number): number {
  const k = Math.imul(word, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}

function mixHash(hash: number, word: number): number {
  const h = hash ^ mixWord(word);
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finished(hash: number, length: number): number {
  let h = hash ^ length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

export const MURMUR3: ValueHash<number> = {
  seed: 42,
  ofInt: (value, seed) => finished(mixHash(seed, value), 4),
  ofLong(value, seed) {
    const low = Number(BigInt.asIntN(32, value));
    const high = Number(BigInt.asIntN(32, value >> 32n));
    return finished(mixHash(mixHash(seed, low), high), 8);
  },
  ofBytes(bytes, seed) {
    const { length } = bytes;
    const whole = length - (length % 4);
    let hash = seed;
    for (let i = 0; i < whole; i += 4) {
      const word =
        (bytes[i] as number) |
        ((bytes[i + 1] as number) << 8) |
        ((bytes[i + 2] as number) << 16) |
        ((bytes[i + 3] as number) << 24);
      hash = mixHash(hash, word);
    }
    for (let i = whole; i < length; i++) hash = mixHash(hash, ((bytes[i] as number) << 24) >> 24);
    return finished(hash, length);
  },
};
