/**
 * The digits that Java 17 shows of a binary fraction, after `jdk.internal.math.FloatingDecimal`: as many as
 * tell it from its neighbours, but not always the fewest, nor the nearest (JDK-4511638, mended in 19).
 */

/** Digits without leading zeros, of which the first counts 10 to the `power`. */
export interface Digits {
  readonly digits: string;
  readonly power: number;
}

/** A positive number as `mantissa * 2 ** (exponent - 52)`: 53 bits, the first of them 1. */
interface Binary {
  readonly mantissa: bigint;
  readonly exponent: number;
  /** How many bits of the mantissa the format has for a number of this size. */
  readonly precision: number;
}

/** Up to here digits come from the integer that a number is. */
const MAX_INTEGER_EXPONENT = 62;
/** Java shows a fraction of E form with at least two digits, and forces the second one from here on. */
const [MIN_PLAIN, MAX_PLAIN] = [-3, 8];

/** @param value - positive and finite */
export function digitsOfDouble(value: number): Digits {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  return digitsOf(binary(bits & 0xf_ffff_ffff_ffffn, Number(bits >> 52n), 52, 1023));
}

/** @param value - positive, finite and a float */
export function digitsOfFloat(value: number): Digits {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  const bits = view.getUint32(0);
  return digitsOf(binary(BigInt(bits & 0x7f_ffff), bits >>> 23, 23, 127));
}

function binary(fraction: bigint, exponentBits: number, width: number, bias: number): Binary {
  const widened = fraction << BigInt(52 - width);
  if (exponentBits > 0) {
    return {
      mantissa: widened | (1n << 52n),
      exponent: exponentBits - bias,
      precision: width + 1,
    };
  }
  const precision = fraction.toString(2).length;
  const shift = width + 1 - precision;
  return { mantissa: widened << BigInt(shift), exponent: 1 - shift - bias, precision };
}

function digitsOf(number: Binary): Digits {
  const { mantissa, exponent } = number;
  const tailZeros = /0*$/.exec(mantissa.toString(2))?.[0].length ?? 0;
  const numBits = 53 - tailZeros;
  const fractionBits = Math.max(0, numBits - exponent - 1);
  if (fractionBits === 0 && exponent <= MAX_INTEGER_EXPONENT) return ofInteger(number);
  return ofFraction(number, tailZeros, fractionBits);
}

/** An integer, without the decimal digits that the format has no bits for. */
function ofInteger({ mantissa, exponent, precision }: Binary): Digits {
  const value =
    exponent >= 52 ? mantissa << BigInt(exponent - 52) : mantissa >> BigInt(52 - exponent);
  const unknownBits = exponent - precision - 1;
  const dropped = unknownBits > 1 ? Math.floor(unknownBits * Math.log10(2)) : 0;
  const unit = 10n ** BigInt(dropped);
  const rounded = value / unit + (dropped > 0 && value % unit >= unit / 2n ? 1n : 0n);
  const all = String(rounded);
  return { digits: all.replace(/0+$/, ''), power: all.length - 1 + dropped };
}

/**
 * Digit by digit, `b / s` is what is left and `m` half the distance to the neighbours, until what is left
 * is nearer than that to this digit (`isLow`) or to the next (`isHigh`). Java computes in 32 or 64 bits
 * where it expects them to be enough, and lets `m` overflow.
 */
function ofFraction(number: Binary, tailZeros: number, fractionBits: number): Digits {
  const { mantissa, exponent, precision } = number;
  const numBits = 53 - tailZeros;
  let power = estimatedPower(mantissa, exponent);
  const b5 = Math.max(0, -power);
  const s5 = Math.max(0, power);
  let b2 = b5 + fractionBits + exponent - (numBits - 1);
  let s2 = s5 + fractionBits;
  let m2 = b5 + fractionBits + exponent - precision;
  const shared = Math.min(b2, s2);
  [b2, s2, m2] = [b2 - shared, s2 - shared, m2 - shared];
  // Below a power of two the neighbour is half as far.
  if (numBits === 1) m2 -= 1;
  if (m2 < 0) [b2, s2, m2] = [b2 - m2, s2 - m2, 0];
  const width = widthFor(numBits + b2 + bitsOfPowerOf5(b5), s2 + 1 + bitsOfPowerOf5(s5 + 1));

  const wrap = (value: bigint): bigint => (width === 0 ? value : BigInt.asIntN(width, value));
  const s = (5n ** BigInt(s5)) << BigInt(s2);
  const tens = s * 10n;
  let b = ((mantissa >> BigInt(tailZeros)) * 5n ** BigInt(b5)) << BigInt(b2);
  let m = (5n ** BigInt(b5)) << BigInt(m2);
  let digits = '';
  let isLow = false;
  let isHigh = false;
  let digit = 0n;
  const step = (): void => {
    digit = b / s;
    b = 10n * (b % s);
    m = wrap(m * 10n);
    isLow = m <= 0n || b < m;
    isHigh = m <= 0n || (width === 0 ? b + m >= tens : wrap(b + m) > tens);
  };
  step();
  if (digit === 0n && !isHigh) power -= 1;
  else digits += String(digit);
  if (power < MIN_PLAIN || power >= MAX_PLAIN) isLow = isHigh = false;
  while (!isLow && !isHigh) {
    step();
    digits += String(digit);
  }
  if (!isHigh) return { digits, power };
  const isNearer = 2n * b > tens || (2n * b === tens && digit % 2n === 1n);
  return isLow && !isNearer ? { digits, power } : roundedUp({ digits, power });
}

function roundedUp({ digits, power }: Digits): Digits {
  const nines = /9*$/.exec(digits)?.[0].length ?? 0;
  const last = digits.length - nines - 1;
  if (last < 0) return { digits: `1${'0'.repeat(nines - 1)}`, power: power + 1 };
  const more = Number(digits[last]) + 1;
  return { digits: `${digits.slice(0, last)}${more}${'0'.repeat(nines)}`, power };
}

function estimatedPower(mantissa: bigint, exponent: number): number {
  const significand = Number(mantissa) / 2 ** 52;
  return Math.floor((significand - 1.5) * 0.289529654 + 0.176091259 + exponent * 0.301029995663981);
}

/** How wide integers are that Java uses for numbers of so many bits; 0 where they have no bound. */
function widthFor(bits: number, tenfoldBits: number): 0 | 32 | 64 {
  if (bits < 32 && tenfoldBits < 32) return 32;
  return bits < 64 && tenfoldBits < 64 ? 64 : 0;
}

/** Exact as far as 64 bits go. */
function bitsOfPowerOf5(power: number): number {
  return power < 27 ? (5n ** BigInt(power)).toString(2).length : power * 3;
}
