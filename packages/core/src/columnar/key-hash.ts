// Hashes of key columns, mixed in place: `hashes[i]` takes in row `i` of one column after the other.
// Equal keys give equal hashes: all NaN are one, -0.0 is 0.0, all nulls are one. Hashes live in
// memory only.

const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;
/** What a null and a NaN mix in. Any numbers will do. */
const NULL_WORD = 0x6e756c6c;
const NAN_WORD = 0x7ff80000;

const mix = (hash: number, word: number): number => {
  const h = Math.imul(hash ^ word, C1);
  return h ^ (h >>> 15);
};

/** Mixes in a column of 32-bit words. */
export function mixInts(
  hashes: Int32Array,
  values: Int32Array,
  nulls: Uint8Array | undefined,
  length: number,
): void {
  if (nulls === undefined) {
    for (let i = 0; i < length; i++) {
      hashes[i] = mix(hashes[i] as number, values[i] as number);
    }
    return;
  }
  for (let i = 0; i < length; i++) {
    hashes[i] = mix(hashes[i] as number, nulls[i] === 1 ? NULL_WORD : (values[i] as number));
  }
}

/** Mixes in a column of doubles. */
export function mixDoubles(
  hashes: Int32Array,
  values: Float64Array,
  nulls: Uint8Array | undefined,
  length: number,
): void {
  const words = new Int32Array(values.buffer, values.byteOffset, length * 2);
  for (let i = 0; i < length; i++) {
    const value = values[i] as number;
    let low = words[2 * i] as number;
    let high = words[2 * i + 1] as number;
    if (nulls !== undefined && nulls[i] === 1) {
      low = 0;
      high = NULL_WORD;
    } else if (value === 0) {
      low = 0;
      high = 0;
    } else if (Number.isNaN(value)) {
      low = 0;
      high = NAN_WORD;
    }
    const h = Math.imul(mix(hashes[i] as number, low) ^ high, C2);
    hashes[i] = h ^ (h >>> 16);
  }
}

/** The last step: spreads the high bits into the low ones, which choose the slot (MurmurHash3). */
export function finishHashes(hashes: Int32Array, length: number): void {
  for (let i = 0; i < length; i++) {
    let h = hashes[i] as number;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    hashes[i] = h ^ (h >>> 16);
  }
}

/** From so many entries on a hash table is larger than the caches, and misses cost more than probes. */
const MANY_ENTRIES = 2 ** 18;

/**
 * The slots of a hash table with linear probes and so many entries at least, a power of two: at a load
 * of a quarter most look-ups hit at the first probe; a large one may be at half.
 */
export function slotsFor(entries: number): number {
  const slots = entries < MANY_ENTRIES ? 4 * entries : Math.max(4 * MANY_ENTRIES, 2 * entries);
  return 1 << (32 - Math.clz32(slots - 1));
}
