import { MURMUR3 } from '../functions/hashes/murmur3.ts';

const TWO_POW_26 = 2 ** 26;
const TWO_POW_27 = 2 ** 27;
/** Scala's `MurmurHash3.arraySeed`, with which Spark spreads the seed over all bits. */
const ARRAY_SEED = 0x3c074a61;

/**
 * The random numbers of Spark's `XORShiftRandom`, by which it samples: 64 bits of state, shifted by 21, 35
 * and 4. The same seed gives the same numbers as Spark.
 */
export class XorShiftRandom {
  #high: number;
  #low: number;

  constructor(seed: bigint) {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigInt64(0, BigInt.asIntN(64, seed));
    this.#low = MURMUR3.ofBytes(bytes, ARRAY_SEED);
    this.#high = MURMUR3.ofBytes(bytes, this.#low);
  }

  /** A number in [0, 1). */
  next(): number {
    const first = this.#bits() & (TWO_POW_26 - 1);
    const second = this.#bits() & (TWO_POW_27 - 1);
    return (first * TWO_POW_27 + second) / 2 ** 53;
  }

  /** The lower half of the next state. */
  #bits(): number {
    let high = this.#high;
    let low = this.#low;
    high ^= (high << 21) | (low >>> 11);
    low ^= low << 21;
    low ^= high >>> 3;
    high ^= (high << 4) | (low >>> 28);
    low ^= low << 4;
    this.#high = high;
    this.#low = low;
    return low;
  }
}
