import { divideHalfUp, powerOfTen } from './decimal.ts';

/** What Spark trims before it reads a value from text: ASCII white space and control characters. */
// oxlint-disable-next-line no-control-regex -- control characters are what is trimmed
const OUTER_SPACE = /^[\x00-\x20\x7f]+|[\x00-\x20\x7f]+$/g;
const WHOLE = /^([+-]?)(\d*)(\.\d*)?$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?[df]?$/i;
const DECIMAL = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i;
const SPECIAL: Readonly<Record<string, number>> = {
  inf: Infinity,
  '+inf': Infinity,
  infinity: Infinity,
  '+infinity': Infinity,
  '-inf': -Infinity,
  '-infinity': -Infinity,
  nan: NaN,
};
const MAX_DIGITS = 38;

export function trimOuterSpace(text: string): string {
  return text.replace(OUTER_SPACE, '');
}

/**
 * A whole number of any size; with `allowsFraction` digits after a point are read and dropped, as
 * Spark does with ANSI off. Undefined for anything else, exponents among it.
 */
export function parseWhole(text: string, allowsFraction: boolean): bigint | undefined {
  const match = WHOLE.exec(trimOuterSpace(text));
  if (match === null) return undefined;
  const [, sign, digits = '', fraction] = match;
  if (fraction !== undefined && !allowsFraction) return undefined;
  if (digits === '' && fraction === undefined) return undefined;
  const value = BigInt(digits);
  return sign === '-' ? -value : value;
}

/** A double as Java reads it, and `inf`, `infinity` and `nan` in any case; undefined for anything else. */
export function parseDouble(text: string): number | undefined {
  const trimmed = trimOuterSpace(text);
  if (NUMBER.test(trimmed)) return Number(trimmed.replace(/[df]$/i, ''));
  const lower = trimmed.toLowerCase();
  return Object.hasOwn(SPECIAL, lower) ? SPECIAL[lower] : undefined;
}

/** The unscaled value of a decimal of `scale`, rounded half up; undefined for text that is no number. */
export function parseDecimal(text: string, scale: number): bigint | undefined {
  const match = DECIMAL.exec(trimOuterSpace(text));
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const digits = BigInt(whole + fraction);
  const shift = scale - fraction.length + Number(exponent);
  // Far outside what 38 digits hold: not worth a number with so many zeros.
  if (digits !== 0n && shift > 2 * MAX_DIGITS) return undefined;
  if (digits === 0n || shift < -(whole.length + fraction.length) - 1) return 0n;
  const value = shift >= 0 ? digits * powerOfTen(shift) : divideHalfUp(digits, powerOfTen(-shift));
  return sign === '-' ? -value : value;
}
