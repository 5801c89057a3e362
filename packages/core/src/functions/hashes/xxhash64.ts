import type { ValueHash } from './hash-values.ts';

/*
 * xxHash, 64 bits (Yann Collet's specification), with the seed 42 as Spark uses it. The result is a
 * long, so that BigInts are needed at its end anyway.
 */

const P1 = 0x9e3779b185ebca87n;
const P2 = 0xc2b2ae3d27d4eb4fn;
const P3 = 0x165667b19e3779f9n;
const P4 = 0x85ebca77c2b2ae63n;
const P5 = 0x27d4eb2f165667c5n;

const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);

function rotated(value: bigint, by: bigint): bigint {
  return u64(value << by) | (value >> (64n - by));
}

function round(lane: bigint, word: bigint): bigint {
  return u64(rotated(u64(lane + word * P2), 31n) * P1);
}

function merged(hash: bigint, lane: bigint): bigint {
  return u64((hash ^ round(0n, lane)) * P1 + P4);
}

function withWord(hash: bigint, word: bigint): bigint {
  return u64(rotated(hash ^ round(0n, word), 27n) * P1 + P4);
}

function withInt(hash: bigint, word: bigint): bigint {
  return u64(rotated(hash ^ u64(word * P1), 23n) * P2 + P3);
}

function avalanched(hash: bigint): bigint {
  let h = u64((hash ^ (hash >> 33n)) * P2);
  h = u64((h ^ (h >> 29n)) * P3);
  return h ^ (h >> 32n);
}

/** The hash so far, between 0 and 2^64 - 1; a seed may be signed. */
export const XXHASH64: ValueHash<bigint> = {
  seed: 42n,
  ofInt: (value, seed) => avalanched(withInt(u64(u64(seed) + P5 + 4n), BigInt(value >>> 0))),
  ofLong: (value, seed) => avalanched(withWord(u64(u64(seed) + P5 + 8n), u64(value))),
  ofBytes(bytes, seed) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { length } = bytes;
    let at = 0;
    let hash = u64(u64(seed) + P5);
    if (length >= 32) {
      let a = u64(seed + P1 + P2);
      let b = u64(seed + P2);
      let c = u64(seed);
      let d = u64(seed - P1);
      for (; at <= length - 32; at += 32) {
        a = round(a, view.getBigUint64(at, true));
        b = round(b, view.getBigUint64(at + 8, true));
        c = round(c, view.getBigUint64(at + 16, true));
        d = round(d, view.getBigUint64(at + 24, true));
      }
      hash = u64(rotated(a, 1n) + rotated(b, 7n) + rotated(c, 12n) + rotated(d, 18n));
      for (const lane of [a, b, c, d]) hash = merged(hash, lane);
    }
    hash = u64(hash + BigInt(length));
    for (; at <= length - 8; at += 8) hash = withWord(hash, view.getBigUint64(at, true));
    if (at <= length - 4) {
      hash = withInt(hash, BigInt(view.getUint32(at, true)));
      at += 4;
    }
    for (; at < length; at++) {
      hash = u64(rotated(hash ^ u64(BigInt(bytes[at] as number) * P5), 11n) * P1);
    }
    return avalanched(hash);
  },
};
