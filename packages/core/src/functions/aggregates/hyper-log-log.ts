/*
 * HyperLogLog++ (Heule, Nunkesser, Hall: "HyperLogLog in Practice", 2013) as Spark has it: dense
 * registers, linear counting below a threshold, and a correction of the bias in between.
 */

/** Where the paper stops to count linearly, for 4 address bits and more. */
const THRESHOLDS = [
  10, 20, 40, 80, 220, 400, 900, 1800, 3100, 6500, 15_500, 20_000, 50_000, 120_000, 350_000,
];
const HASH_BITS = 64;

/** How many bits of a hash choose the register, for a relative standard deviation. */
export function addressBits(deviation: number): number {
  return Math.ceil((2 * Math.log(1.106 / deviation)) / Math.log(2));
}

/** Notes a hash in the registers, of which there are 2 to the power of `bits`. */
export function note(registers: Uint8Array, bits: number, hash: bigint): void {
  const hi = Number(BigInt.asIntN(32, hash >> 32n));
  const lo = Number(BigInt.asIntN(32, hash));
  const register = hi >>> (32 - bits);
  // What is left of the hash, and a bit behind it that ends the zeros.
  const upper = (hi << bits) | (lo >>> (32 - bits));
  const lower = (lo << bits) | (1 << (bits - 1));
  const rank = 1 + (upper === 0 ? 32 + Math.clz32(lower) : Math.clz32(upper));
  if (rank > (registers[register] as number)) registers[register] = rank;
}

/** How many different hashes were noted, about. */
export function estimate(registers: Uint8Array, bits: number): number {
  const m = registers.length;
  let inverse = 0;
  let zeros = 0;
  for (let i = 0; i < m; i++) {
    const rank = registers[i] as number;
    inverse += 2 ** -rank;
    if (rank === 0) zeros++;
  }
  const raw = alpha(m) * m * (m / inverse);
  const threshold = THRESHOLDS[bits - 4];
  if (zeros > 0) {
    const linear = m * Math.log(m / zeros);
    if (raw <= 2.5 * m || (threshold !== undefined && linear <= threshold)) {
      return Math.round(linear);
    }
  }
  if (threshold === undefined || raw >= 5 * m) return Math.round(raw);
  return Math.round(withoutBias(raw, m));
}

function alpha(m: number): number {
  if (m === 16) return 0.673;
  if (m === 32) return 0.697;
  return m === 64 ? 0.709 : 0.7213 / (1 + 1.079 / m);
}

/** Precise enough that the rounded result does not depend on it. */
const STEPS = 60;

/**
 * The count for which `raw` is to be expected. Spark looks the difference up in a table of what the
 * authors of the paper measured; this computes what they measured, so results differ by the noise of
 * their measurement, well below the error of the estimate itself.
 */
function withoutBias(raw: number, m: number): number {
  let [low, high] = [0, 2 * raw];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (expectedRaw(middle, m) < raw) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The raw estimate to be expected for `n` different values, if each register gets its share by chance. */
function expectedRaw(n: number, m: number): number {
  let [mean, square] = [0, 0];
  let below = 0;
  for (let rank = 0; rank < HASH_BITS; rank++) {
    const upTo = Math.exp(-n / (m * 2 ** rank));
    mean += (upTo - below) * 2 ** -rank;
    square += (upTo - below) * 4 ** -rank;
    below = upTo;
  }
  const spread = (square - mean * mean) / (m * mean * mean);
  return (alpha(m) * m * (1 + spread)) / mean;
}
