import type { DecimalType } from '../../types/data-type.ts';

/*
 * Exact decimals as unscaled bigints, and Spark's rules for the types of their results
 * (DecimalPrecision with allowPrecisionLoss).
 */

const MAX_DIGITS = 38;
/** Digits after the point that a result keeps, if it has them, when it must lose some. */
const MIN_ADJUSTED_SCALE = 6;

export type DecimalOperation = 'add' | 'sub' | 'mul' | 'div' | 'mod';

export function decimalResult(fn: DecimalOperation, a: DecimalType, b: DecimalType): DecimalType {
  const wholeA = a.precision - a.scale;
  const wholeB = b.precision - b.scale;
  const scale = Math.max(a.scale, b.scale);
  switch (fn) {
    case 'add':
    case 'sub':
      return adjusted(Math.max(wholeA, wholeB) + scale + 1, scale);
    case 'mul':
      return adjusted(a.precision + b.precision + 1, a.scale + b.scale);
    case 'div': {
      const quotientScale = Math.max(MIN_ADJUSTED_SCALE, a.scale + b.precision + 1);
      return adjusted(wholeA + b.scale + quotientScale, quotientScale);
    }
    case 'mod':
      return adjusted(Math.min(wholeA, wholeB) + scale, scale);
  }
}

function adjusted(precision: number, scale: number): DecimalType {
  if (precision <= MAX_DIGITS) return { kind: 'decimal', precision, scale };
  const whole = precision - scale;
  const kept = Math.max(MAX_DIGITS - whole, Math.min(scale, MIN_ADJUSTED_SCALE));
  return { kind: 'decimal', precision: MAX_DIGITS, scale: kept };
}

/** 10 to the power of `n`, at least 0. */
export function powerOfTen(n: number): bigint {
  return 10n ** BigInt(n);
}

/** `a / b` as an integer, rounded half up: away from zero at .5. */
export function divideHalfUp(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  const rest = a % b;
  const twice = rest < 0n ? -rest * 2n : rest * 2n;
  if (twice < (b < 0n ? -b : b)) return quotient;
  return a < 0n === b < 0n ? quotient + 1n : quotient - 1n;
}

/** The same number with another count of digits after the point, rounded half up. */
export function rescale(value: bigint, from: number, to: number): bigint {
  return to >= from ? value * powerOfTen(to - from) : divideHalfUp(value, powerOfTen(from - to));
}

/** True where the value has at most `precision` digits. */
export function fitsPrecision(value: bigint, precision: number): boolean {
  const limit = powerOfTen(precision);
  return value < limit && value > -limit;
}

/** One operation, in the type of its result; undefined for division by zero. The value may not fit yet. */
export function decimalOperation(
  fn: DecimalOperation,
  a: bigint,
  b: bigint,
  from: readonly [DecimalType, DecimalType],
  to: DecimalType,
): bigint | undefined {
  const [typeA, typeB] = from;
  switch (fn) {
    case 'add':
    case 'sub': {
      const scale = Math.max(typeA.scale, typeB.scale);
      const left = a * powerOfTen(scale - typeA.scale);
      const right = b * powerOfTen(scale - typeB.scale);
      return rescale(fn === 'add' ? left + right : left - right, scale, to.scale);
    }
    case 'mul':
      return rescale(a * b, typeA.scale + typeB.scale, to.scale);
    case 'div': {
      if (b === 0n) return undefined;
      const shift = to.scale - typeA.scale + typeB.scale;
      return shift >= 0
        ? divideHalfUp(a * powerOfTen(shift), b)
        : divideHalfUp(a, b * powerOfTen(-shift));
    }
    case 'mod': {
      if (b === 0n) return undefined;
      const scale = Math.max(typeA.scale, typeB.scale);
      const rest = (a * powerOfTen(scale - typeA.scale)) % (b * powerOfTen(scale - typeB.scale));
      return rescale(rest, scale, to.scale);
    }
  }
}
