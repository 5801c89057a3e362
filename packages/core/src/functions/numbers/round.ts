import { divideHalfUp, powerOfTen } from './decimal.ts';

/*
 * Spark rounds doubles by way of BigDecimal(Double.toString(x)): the decimal that a person sees is
 * rounded, so 1.005 becomes 1.01 although the binary fraction lies below the half.
 */

/** Halves away from zero, to `scale` digits after the point; before the point when negative. */
export function roundHalfUp(value: number, scale: number): number {
  return roundDecimally(value, scale, divideHalfUp);
}

/** Halves to the even neighbour. */
export function roundHalfEven(value: number, scale: number): number {
  return roundDecimally(value, scale, (a, unit) => {
    const rounded = divideHalfUp(a, unit);
    const isHalf = (a % unit) * 2n === (a < 0n ? -unit : unit);
    if (!isHalf || rounded % 2n === 0n) return rounded;
    return a < 0n ? rounded + 1n : rounded - 1n;
  });
}

function roundDecimally(
  value: number,
  scale: number,
  round: (value: bigint, unit: bigint) => bigint,
): number {
  // Decimals have one zero: -0.0 loses its sign.
  if (!Number.isFinite(value) || value === 0) return value + 0;
  if (Number.isInteger(value) && scale >= 0) return value;
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = BigInt(whole + fraction);
  const drop = fraction.length - Number(exponent) - scale;
  if (drop <= 0) return value;
  if (drop > 40) return 0;
  return Number(`${round(digits, powerOfTen(drop))}e${-scale}`);
}
