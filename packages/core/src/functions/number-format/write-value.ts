import { valueText } from '../../columnar/value-text.ts';
import type { DataType } from '../../types/data-type.ts';
import { scientificDecimalText } from '../../types/decimal-text.ts';
import { floatText } from '../../types/double-text.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import { isFractional } from '../coercion.ts';
import { grouping } from './decimal-format.ts';
import { roundedMagnitude, shortestDecimal } from './exact-decimal.ts';
import type { Specifier } from './java-format.ts';

const BITS: ReadonlyMap<DataType['kind'], number> = new Map([
  ['byte', 8],
  ['short', 16],
  ['int', 32],
  ['long', 64],
  // What Spark hands over are the days and microseconds that it keeps.
  ['date', 32],
  ['timestamp', 64],
  ['timestamp_ntz', 64],
]);
const DEFAULT_PRECISION = 6;

/**
 * A value as java.util.Formatter writes it; undefined where the conversion does not take the type.
 */
export function writeValue(
  specifier: Specifier,
  value: InternalValue,
  type: DataType,
): string | undefined {
  const text = bareText(specifier, value, type);
  if (text === undefined) return undefined;
  const { width = 0, flags, isUpper } = specifier;
  const cased = isUpper ? text.toUpperCase() : text;
  return flags.includes('-') ? cased.padEnd(width) : cased.padStart(width);
}

function bareText(specifier: Specifier, value: InternalValue, type: DataType): string | undefined {
  const { conversion, precision } = specifier;
  if (conversion === '%') return '%';
  if (conversion === 'b') {
    return String(type.kind === 'boolean' && value !== null ? value : value !== null).slice(
      0,
      precision,
    );
  }
  if (value === null) return 'null'.slice(0, precision);
  switch (conversion) {
    case 's':
      return plainText(value, type).slice(0, precision);
    case 'c':
      return /^(?:byte|short|int|date)$/.test(type.kind) ? characterOf(value as number) : undefined;
    case 'd':
      return BITS.has(type.kind)
        ? signed(specifier, wholeText(specifier, value), (value as number) < 0)
        : undefined;
    case 'o':
    case 'x':
      return unsigned(specifier, value, BITS.get(type.kind));
    default:
      return isFractional(type)
        ? fractional(specifier, digitsOf(value as number, type))
        : undefined;
  }
}

function plainText(value: InternalValue, type: DataType): string {
  if (type.kind === 'decimal') return scientificDecimalText(value as bigint, type.scale);
  return BITS.has(type.kind) ? String(value) : valueText(value, type);
}

function characterOf(code: number): string | undefined {
  return code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

function wholeText({ flags }: Specifier, value: InternalValue): string {
  const digits = String(value).replace('-', '');
  return flags.includes(',') ? grouping(digits, 3) : digits;
}

/** A number below zero is written as its bits. */
function unsigned(
  { conversion, flags, width = 0 }: Specifier,
  value: InternalValue,
  bits: number | undefined,
): string | undefined {
  if (bits === undefined) return undefined;
  const isHex = conversion === 'x';
  const digits = BigInt.asUintN(bits, BigInt(value as number | bigint)).toString(isHex ? 16 : 8);
  const prefix = flags.includes('#') ? (isHex ? '0x' : '0') : '';
  return prefix + (flags.includes('0') ? digits.padStart(width - prefix.length, '0') : digits);
}

/** A float is the number that its own digits say. */
function digitsOf(value: number, type: DataType): number {
  return type.kind === 'float' && Number.isFinite(value) ? Number(floatText(value)) : value;
}

function fractional(specifier: Specifier, value: number): string {
  const isNegative = value < 0 || Object.is(value, -0);
  if (value !== value) return 'NaN';
  const magnitude = Math.abs(value);
  if (magnitude === Infinity) {
    const flags = specifier.flags.replaceAll('0', '');
    return signed({ ...specifier, flags }, 'Infinity', isNegative);
  }
  return signed(specifier, magnitudeText(specifier, magnitude), isNegative);
}

function magnitudeText(specifier: Specifier, value: number): string {
  const { conversion, flags, precision = DEFAULT_PRECISION } = specifier;
  if (conversion === 'e') return scientific(value, precision, flags);
  if (conversion === 'f') return fixed(value, precision, flags);
  const digits = Math.max(precision, 1);
  if (value === 0) return fixed(0, digits - 1, flags);
  const rounded = roundedScientific(value, digits - 1);
  // Between 10^-4 and 10^precision plainly, else with an exponent.
  return rounded.exponent >= -4 && rounded.exponent < digits
    ? fixed(value, digits - 1 - rounded.exponent, flags)
    : scientific(value, digits - 1, flags);
}

function fixed(value: number, precision: number, flags: string): string {
  const digits = String(roundedMagnitude(shortestDecimal(value), precision, 'half-up'));
  const padded = digits.padStart(precision + 1, '0');
  const whole = padded.slice(0, padded.length - precision);
  const grouped = flags.includes(',') ? grouping(whole, 3) : whole;
  const fraction = padded.slice(padded.length - precision);
  return precision > 0 ? `${grouped}.${fraction}` : grouped + (flags.includes('#') ? '.' : '');
}

function scientific(value: number, precision: number, flags: string): string {
  const { digits, exponent } = roundedScientific(value, precision);
  const fraction = digits.slice(1);
  const point = fraction !== '' || flags.includes('#') ? '.' : '';
  const power = String(Math.abs(exponent)).padStart(2, '0');
  return `${digits[0]}${point}${fraction}e${exponent < 0 ? '-' : '+'}${power}`;
}

/** One digit before the point, `precision` behind it, halves up. */
function roundedScientific(
  value: number,
  precision: number,
): { readonly digits: string; readonly exponent: number } {
  if (value === 0) return { digits: '0'.repeat(precision + 1), exponent: 0 };
  const [mantissa = '', power = '0'] = value.toExponential().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const exact = { unscaled: BigInt(whole + fraction), scale: fraction.length };
  const digits = String(roundedMagnitude(exact, precision, 'half-up'));
  const isCarried = digits.length > precision + 1;
  return {
    digits: isCarried ? digits.slice(0, -1) : digits,
    exponent: Number(power) + (isCarried ? 1 : 0),
  };
}

/** The sign, and zeros up to the width, which go between it and the digits. */
function signed({ flags, width = 0 }: Specifier, magnitude: string, isNegative: boolean): string {
  const isInParentheses = isNegative && flags.includes('(');
  const sign = isInParentheses
    ? '('
    : isNegative
      ? '-'
      : flags.includes('+')
        ? '+'
        : flags.includes(' ')
          ? ' '
          : '';
  const end = isInParentheses ? ')' : '';
  const room = flags.includes('0') ? width - sign.length - end.length : 0;
  return sign + magnitude.padStart(room, '0') + end;
}
