import { powerOfTen } from '../numbers/decimal.ts';

/** A number as `unscaled / 10^scale`, without any rounding. */
export interface ExactDecimal {
  readonly unscaled: bigint;
  /** At least 0. */
  readonly scale: number;
}

const bits = new DataView(new ArrayBuffer(8));
const MANTISSA = 52n;

/** The value that a finite double stands for, with all its digits. */
export function exactDecimal(value: number): ExactDecimal {
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const exponent = Number((raw >> MANTISSA) & 0x7ffn);
  const fraction = raw & ((1n << MANTISSA) - 1n);
  const mantissa = exponent === 0 ? fraction : fraction | (1n << MANTISSA);
  const signed = value < 0 ? -mantissa : mantissa;
  const power = Math.max(exponent, 1) - 1075;
  if (power >= 0) return { unscaled: signed << BigInt(power), scale: 0 };
  return { unscaled: signed * 5n ** BigInt(-power), scale: -power };
}

/** The digits a person sees of a double: the fewest that mean it. */
export function shortestDecimal(value: number): ExactDecimal {
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return scale >= 0
    ? { unscaled: digits, scale }
    : { unscaled: digits * powerOfTen(-scale), scale: 0 };
}

/** The magnitude with `places` digits behind the point, those that it does not have rounded off. */
export function roundedMagnitude(
  { unscaled, scale }: ExactDecimal,
  places: number,
  rounding: 'half-up' | 'half-even',
): bigint {
  const magnitude = unscaled < 0n ? -unscaled : unscaled;
  if (scale <= places) return magnitude * powerOfTen(places - scale);
  const unit = powerOfTen(scale - places);
  const quotient = magnitude / unit;
  const twice = (magnitude % unit) * 2n;
  if (twice === unit)
    return rounding === 'half-up' || quotient % 2n === 1n ? quotient + 1n : quotient;
  return twice > unit ? quotient + 1n : quotient;
}
