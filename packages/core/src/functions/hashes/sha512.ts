import { paddedBlocks } from './padded-blocks.ts';

/*
 * SHA-512 and SHA-384 (FIPS 180-4). A word of 64 bits is two of 32, the high one first: BigInts
 * would be ten times slower.
 */

/** The first 64 bits of the fractions of the cube roots of the first 80 primes. */
const ROUNDS: Int32Array = Int32Array.of(
  ...[
    0x428a2f98, 0xd728ae22, 0x71374491, 0x23ef65cd, 0xb5c0fbcf, 0xec4d3b2f, 0xe9b5dba5, 0x8189dbbc,
  ],
  ...[
    0x3956c25b, 0xf348b538, 0x59f111f1, 0xb605d019, 0x923f82a4, 0xaf194f9b, 0xab1c5ed5, 0xda6d8118,
  ],
  ...[
    0xd807aa98, 0xa3030242, 0x12835b01, 0x45706fbe, 0x243185be, 0x4ee4b28c, 0x550c7dc3, 0xd5ffb4e2,
  ],
  ...[
    0x72be5d74, 0xf27b896f, 0x80deb1fe, 0x3b1696b1, 0x9bdc06a7, 0x25c71235, 0xc19bf174, 0xcf692694,
  ],
  ...[
    0xe49b69c1, 0x9ef14ad2, 0xefbe4786, 0x384f25e3, 0x0fc19dc6, 0x8b8cd5b5, 0x240ca1cc, 0x77ac9c65,
  ],
  ...[
    0x2de92c6f, 0x592b0275, 0x4a7484aa, 0x6ea6e483, 0x5cb0a9dc, 0xbd41fbd4, 0x76f988da, 0x831153b5,
  ],
  ...[
    0x983e5152, 0xee66dfab, 0xa831c66d, 0x2db43210, 0xb00327c8, 0x98fb213f, 0xbf597fc7, 0xbeef0ee4,
  ],
  ...[
    0xc6e00bf3, 0x3da88fc2, 0xd5a79147, 0x930aa725, 0x06ca6351, 0xe003826f, 0x14292967, 0x0a0e6e70,
  ],
  ...[
    0x27b70a85, 0x46d22ffc, 0x2e1b2138, 0x5c26c926, 0x4d2c6dfc, 0x5ac42aed, 0x53380d13, 0x9d95b3df,
  ],
  ...[
    0x650a7354, 0x8baf63de, 0x766a0abb, 0x3c77b2a8, 0x81c2c92e, 0x47edaee6, 0x92722c85, 0x1482353b,
  ],
  ...[
    0xa2bfe8a1, 0x4cf10364, 0xa81a664b, 0xbc423001, 0xc24b8b70, 0xd0f89791, 0xc76c51a3, 0x0654be30,
  ],
  ...[
    0xd192e819, 0xd6ef5218, 0xd6990624, 0x5565a910, 0xf40e3585, 0x5771202a, 0x106aa070, 0x32bbd1b8,
  ],
  ...[
    0x19a4c116, 0xb8d2d0c8, 0x1e376c08, 0x5141ab53, 0x2748774c, 0xdf8eeb99, 0x34b0bcb5, 0xe19b48a8,
  ],
  ...[
    0x391c0cb3, 0xc5c95a63, 0x4ed8aa4a, 0xe3418acb, 0x5b9cca4f, 0x7763e373, 0x682e6ff3, 0xd6b2b8a3,
  ],
  ...[
    0x748f82ee, 0x5defb2fc, 0x78a5636f, 0x43172f60, 0x84c87814, 0xa1f0ab72, 0x8cc70208, 0x1a6439ec,
  ],
  ...[
    0x90befffa, 0x23631e28, 0xa4506ceb, 0xde82bde9, 0xbef9a3f7, 0xb2c67915, 0xc67178f2, 0xe372532b,
  ],
  ...[
    0xca273ece, 0xea26619c, 0xd186b8c7, 0x21c0c207, 0xeada7dd6, 0xcde0eb1e, 0xf57d4f7f, 0xee6ed178,
  ],
  ...[
    0x06f067aa, 0x72176fba, 0x0a637dc5, 0xa2c898a6, 0x113f9804, 0xbef90dae, 0x1b710b35, 0x131c471b,
  ],
  ...[
    0x28db77f5, 0x23047d84, 0x32caab7b, 0x40c72493, 0x3c9ebe0a, 0x15c9bebc, 0x431d67c4, 0x9c100d4c,
  ],
  ...[
    0x4cc5d4be, 0xcb3e42b6, 0x597f299c, 0xfc657e2a, 0x5fcb6fab, 0x3ad6faec, 0x6c44198c, 0x4a475817,
  ],
);
const START_512 = [
  ...[
    0x6a09e667, 0xf3bcc908, 0xbb67ae85, 0x84caa73b, 0x3c6ef372, 0xfe94f82b, 0xa54ff53a, 0x5f1d36f1,
  ],
  ...[
    0x510e527f, 0xade682d1, 0x9b05688c, 0x2b3e6c1f, 0x1f83d9ab, 0xfb41bd6b, 0x5be0cd19, 0x137e2179,
  ],
];
const START_384 = [
  ...[
    0xcbbb9d5d, 0xc1059ed8, 0x629a292a, 0x367cd507, 0x9159015a, 0x3070dd17, 0x152fecd8, 0xf70e5939,
  ],
  ...[
    0x67332667, 0xffc00b31, 0x8eb44a87, 0x68581511, 0xdb0c2e0d, 0x64f98fa7, 0x47b5481d, 0xbefa4fa4,
  ],
];

/** The block at hand and its extension, for every call: a digest never waits for anything. */
const words = new Int32Array(160);

/** The state after the whole message: 16 words of 32 bits, of which SHA-384 is the first 12. */
export function sha512(message: Uint8Array, bits: 384 | 512): Int32Array {
  const blocks = paddedBlocks(message, 128, false);
  const state = Int32Array.from(bits === 512 ? START_512 : START_384);
  for (let at = 0; at < blocks.byteLength; at += 128) {
    for (let i = 0; i < 32; i++) words[i] = blocks.getInt32(at + 4 * i);
    for (let i = 32; i < 160; i += 2) extend(i);
    mix(state);
  }
  return state;
}

/** The word at `i` from four before it. */
function extend(i: number): void {
  const xh = words[i - 30] as number;
  const xl = words[i - 29] as number;
  const yh = words[i - 4] as number;
  const yl = words[i - 3] as number;
  const s0h = right(xh, xl, 1) ^ right(xh, xl, 8) ^ (xh >>> 7);
  const s0l = right(xl, xh, 1) ^ right(xl, xh, 8) ^ right(xl, xh, 7);
  const s1h = right(yh, yl, 19) ^ left(yh, yl, 3) ^ (yh >>> 6);
  const s1l = right(yl, yh, 19) ^ left(yl, yh, 3) ^ right(yl, yh, 6);
  const low =
    (s0l >>> 0) +
    (s1l >>> 0) +
    ((words[i - 31] as number) >>> 0) +
    ((words[i - 13] as number) >>> 0);
  words[i] = s0h + s1h + (words[i - 32] as number) + (words[i - 14] as number) + carry(low);
  words[i + 1] = low;
}

function mix(state: Int32Array): void {
  const s = state.slice();
  for (let i = 0; i < 160; i += 2) {
    const ah = s[0] as number;
    const al = s[1] as number;
    const bh = s[2] as number;
    const bl = s[3] as number;
    const ch = s[4] as number;
    const cl = s[5] as number;
    const eh = s[8] as number;
    const el = s[9] as number;
    const fh = s[10] as number;
    const fl = s[11] as number;
    const gh = s[12] as number;
    const gl = s[13] as number;
    const s1h = right(eh, el, 14) ^ right(eh, el, 18) ^ left(eh, el, 23);
    const s1l = right(el, eh, 14) ^ right(el, eh, 18) ^ left(el, eh, 23);
    const t1 =
      ((s[15] as number) >>> 0) +
      (s1l >>> 0) +
      (((el & fl) ^ (~el & gl)) >>> 0) +
      ((ROUNDS[i + 1] as number) >>> 0) +
      ((words[i + 1] as number) >>> 0);
    const t1h =
      ((s[14] as number) +
        s1h +
        ((eh & fh) ^ (~eh & gh)) +
        (ROUNDS[i] as number) +
        (words[i] as number) +
        carry(t1)) |
      0;
    const t1l = t1 | 0;
    const s0h = right(ah, al, 28) ^ left(ah, al, 30) ^ left(ah, al, 25);
    const s0l = right(al, ah, 28) ^ left(al, ah, 30) ^ left(al, ah, 25);
    const t2 = (s0l >>> 0) + (((al & bl) ^ (al & cl) ^ (bl & cl)) >>> 0);
    const t2h = s0h + ((ah & bh) ^ (ah & ch) ^ (bh & ch)) + carry(t2);
    const e = ((s[7] as number) >>> 0) + (t1l >>> 0);
    const eNext = (s[6] as number) + t1h + carry(e);
    const a = (t1l >>> 0) + ((t2 | 0) >>> 0);
    s.copyWithin(2, 0, 14);
    s[8] = eNext;
    s[9] = e;
    s[0] = t1h + t2h + carry(a);
    s[1] = a;
  }
  for (let i = 0; i < 16; i += 2) {
    const low = ((state[i + 1] as number) >>> 0) + ((s[i + 1] as number) >>> 0);
    state[i] = (state[i] as number) + (s[i] as number) + carry(low);
    state[i + 1] = low;
  }
}

function carry(low: number): number {
  return Math.floor(low / 2 ** 32);
}

/** The high half of a word rotated to the right; the low half with the halves changed over. */
function right(high: number, low: number, by: number): number {
  return (high >>> by) | (low << (32 - by));
}

/** The high half of a word rotated to the left. */
function left(high: number, low: number, by: number): number {
  return (high << by) | (low >>> (32 - by));
}
