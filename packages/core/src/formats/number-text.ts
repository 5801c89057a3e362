import type { DecimalType } from '../types/data-type.ts';

const INTEGER = /^[+-]?\d+$/;
const NUMBER = /^(?<sign>[+-]?)(?<whole>\d*)(?:\.(?<fraction>\d*))?(?:[eE](?<exponent>[+-]?\d+))?$/;
const MAX_LONG = 2n ** 63n - 1n;
/** Beyond this an exponent cannot give a decimal that fits, and would only cost memory. */
const MAX_EXPONENT = 100;
/** Digits a record may spend on one decimal. */
const MAX_DIGITS = 1000;

/** A 64-bit integer from its digits: a number while that is exact, else a bigint; undefined for others. */
export function longOfText(text: string): number | bigint | undefined {
  if (!INTEGER.test(text) || text.length > MAX_DIGITS) return undefined;
  const number = Number(text);
  if (Number.isSafeInteger(number)) return number + 0;
  const value = BigInt(text);
  return value <= MAX_LONG && value >= -MAX_LONG - 1n ? value : undefined;
}

/** The unscaled value of a decimal, rounded half up to the scale; undefined where it does not fit the type. */
export function decimalOfText(text: string, { precision, scale }: DecimalType): bigint | undefined {
  const parts = NUMBER.exec(text)?.groups;
  if (parts === undefined || text.length > MAX_DIGITS) return undefined;
  const { sign, whole = '', fraction = '' } = parts;
  const exponent = Number(parts['exponent'] ?? 0);
  const digits = whole + fraction;
  if (digits === '' || Math.abs(exponent) > MAX_EXPONENT) return undefined;
  // The digits mean digits * 10^-places, wanted is a multiple of 10^-scale.
  const places = fraction.length - exponent;
  const unsigned =
    places <= scale
      ? BigInt(digits) * 10n ** BigInt(scale - places)
      : halfUp(BigInt(digits), 10n ** BigInt(places - scale));
  if (unsigned >= 10n ** BigInt(precision)) return undefined;
  return sign === '-' ? -unsigned : unsigned;
}

function halfUp(value: bigint, divisor: bigint): bigint {
  return (value * 2n + divisor) / (divisor * 2n);
}
