import type { DataType, DecimalType } from '../../types/data-type.ts';
import { doubleText } from '../../types/double-text.ts';
import { isFractional, isIntegral } from '../coercion.ts';
import type { Kernel } from '../function.ts';
import { fitsPrecision, powerOfTen, rescale } from '../numbers/decimal.ts';
import { parseDecimal } from '../numbers/parse-number.ts';
import type { CastMode } from './cast-mode.ts';
import { type Convert, eachValue } from './each-value.ts';
import { settle } from './from-text.ts';

const BITS: Readonly<Record<string, number>> = { byte: 8, short: 16, int: 32, long: 64 };

/** Casts between decimals, and between decimals and other numbers, booleans and timestamps. */
export function castDecimals(from: DataType, to: DataType, mode: CastMode): Kernel | undefined {
  if (to.kind === 'decimal') return castToDecimal(from, to, mode);
  if (from.kind !== 'decimal') return undefined;
  const convert = fromDecimal(from.scale, to, mode);
  return convert && eachValue(from, to, mode, convert);
}

function castToDecimal(from: DataType, to: DecimalType, mode: CastMode): Kernel | undefined {
  const unscaled = toUnscaled(from, to.scale);
  if (unscaled === undefined) return undefined;
  return eachValue(from, to, mode, (value, context) => {
    const result = unscaled(value, context) as bigint | undefined;
    return result !== undefined && fitsPrecision(result, to.precision) ? result : undefined;
  });
}

function toUnscaled(from: DataType, scale: number): Convert | undefined {
  if (from.kind === 'decimal') return (value) => rescale(value as bigint, from.scale, scale);
  if (isIntegral(from)) {
    return (value) => BigInt(value as number | bigint) * powerOfTen(scale);
  }
  // By way of the text: the decimal a person sees, not the binary fraction behind it.
  if (isFractional(from)) return (value) => parseDecimal(doubleText(value as number), scale);
  if (from.kind === 'timestamp') {
    return (value) => parseDecimal(doubleText((value as number) / 1e6), scale);
  }
  if (from.kind === 'boolean') return (value) => (value === true ? powerOfTen(scale) : 0n);
  return undefined;
}

function fromDecimal(scale: number, to: DataType, mode: CastMode): Convert | undefined {
  const whole = (value: bigint): bigint => value / powerOfTen(scale);
  const bits = BITS[to.kind];
  if (bits !== undefined) {
    return (value) => {
      const exact = whole(value as bigint);
      const wrapped = BigInt.asIntN(bits, BigInt.asIntN(64, exact));
      return mode === 'legacy' || wrapped === exact ? settle(wrapped) : undefined;
    };
  }
  switch (to.kind) {
    case 'float':
      return (value) => Math.fround(toNumber(value as bigint, scale));
    case 'double':
      return (value) => toNumber(value as bigint, scale);
    case 'boolean':
      return (value) => value !== 0n;
    case 'timestamp':
      return (value) =>
        Number(BigInt.asIntN(64, ((value as bigint) * 1_000_000n) / powerOfTen(scale)));
    default:
      return undefined;
  }
}

/** The nearest double: reading the digits rounds once, dividing two doubles would round three times. */
function toNumber(unscaled: bigint, scale: number): number {
  return Number(`${unscaled}e-${scale}`);
}
