import type { Vector } from '../../columnar/vector.ts';
import type { DataType } from '../../types/data-type.ts';
import { isFractional, isIntegral } from '../coercion.ts';
import type { Kernel } from '../function.ts';
import { NullMask } from '../vectors/nulls.ts';
import { doubles, ints, longVector } from '../vectors/numbers.ts';
import { type CastMode, rejectRow } from './cast-mode.ts';

const BITS: Readonly<Record<string, number>> = { byte: 8, short: 16, int: 32, long: 64 };

/** Casts between byte, short, int, long, float and double; undefined for other types. */
export function castNumbers(from: DataType, to: DataType, mode: CastMode): Kernel | undefined {
  const isNumber = (type: DataType): boolean => isIntegral(type) || isFractional(type);
  if (!isNumber(from) || !isNumber(to)) return undefined;
  if (isFractional(to)) return toFractional(from, to);
  if (isFractional(from)) return fractionalToIntegral(from, to, mode);
  return integralToIntegral(from, to, mode);
}

function toFractional(from: DataType, to: DataType): Kernel {
  return ([vector], length) => {
    const { nulls } = vector as Vector;
    if (to.kind === 'double' && from.kind === 'float') return vector as Vector;
    const values = widened(vector as Vector, length);
    if (to.kind === 'float') {
      const isShared = vector?.kind === 'double';
      const rounded = isShared ? new Float64Array(length) : values;
      for (let i = 0; i < length; i++) rounded[i] = Math.fround(values[i] as number);
      return { kind: 'double', length, nulls, values: rounded };
    }
    return { kind: 'double', length, nulls, values };
  };
}

/** The values as doubles; those of a long are rounded to the nearest. */
function widened(vector: Vector, length: number): Float64Array {
  if (vector.kind === 'double') return vector.values;
  const out = new Float64Array(length);
  if (vector.kind === 'bigint') {
    const { values } = vector;
    for (let i = 0; i < length; i++) out[i] = Number(values[i]);
  } else {
    const values = ints(vector);
    for (let i = 0; i < length; i++) out[i] = values[i] as number;
  }
  return out;
}

function integralToIntegral(from: DataType, to: DataType, mode: CastMode): Kernel {
  const [fromBits, toBits] = [BITS[from.kind] as number, BITS[to.kind] as number];
  return ([input], length) => {
    const vector = input as Vector;
    const { nulls } = vector;
    if (to.kind === 'long') {
      return { kind: 'double', length, nulls, values: widened(vector, length) };
    }
    if (fromBits <= toBits) return vector;
    const values = new Int32Array(length);
    const shift = 32 - toBits;
    const mask = new NullMask(nulls, length);
    for (let i = 0; i < length; i++) {
      const low =
        vector.kind === 'bigint'
          ? Number(BigInt.asIntN(32, vector.values[i] as bigint))
          : wide(vector, i);
      const value = (low << shift) >> shift;
      values[i] = value;
      if (mode === 'legacy' || mask.isNull(i)) continue;
      const isSame = vector.kind === 'bigint' ? false : value === wide(vector, i);
      if (!isSame) rejectRow(mask, i, from, to, mode);
    }
    return { kind: 'int', length, nulls: mask.finish(), values };
  };
}

/** Low 32 bits come from `<<` on any safe integer: ToInt32 is modulo 2^32. */
function wide(vector: Vector, row: number): number {
  return (vector.kind === 'int' ? vector.values[row] : doubles(vector)[row]) as number;
}

/** Toward zero; by Java's rules NaN is 0 and what is too large is the largest. */
function fractionalToIntegral(from: DataType, to: DataType, mode: CastMode): Kernel {
  if (to.kind === 'long') return fractionalToLong(from, to, mode);
  const shift = 32 - (BITS[to.kind] as number);
  return ([vector], length) => {
    const input = doubles(vector as Vector);
    const mask = new NullMask((vector as Vector).nulls, length);
    const values = new Int32Array(length);
    for (let i = 0; i < length; i++) {
      const whole = Math.trunc(input[i] as number);
      const value = (saturated(whole) << shift) >> shift;
      values[i] = value;
      if (mode !== 'legacy' && value !== whole && !mask.isNull(i)) {
        if (!(value === 0 && whole === 0)) rejectRow(mask, i, from, to, mode);
      }
    }
    return { kind: 'int', length, nulls: mask.finish(), values };
  };
}

/** NaN stays; the shifts that follow make it 0. */
function saturated(value: number): number {
  return value > 2_147_483_647 ? 2_147_483_647 : value < -2_147_483_648 ? -2_147_483_648 : value;
}

const LONG_LIMIT = 2 ** 63;

function fractionalToLong(from: DataType, to: DataType, mode: CastMode): Kernel {
  return ([vector], length) => {
    const input = doubles(vector as Vector);
    const mask = new NullMask((vector as Vector).nulls, length);
    const safe = new Float64Array(length);
    let wideValues: BigInt64Array | undefined;
    for (let i = 0; i < length; i++) {
      const whole = Math.trunc(input[i] as number) + 0;
      if (Number.isSafeInteger(whole)) {
        safe[i] = whole;
        continue;
      }
      const isOutside = !(whole >= -LONG_LIMIT && whole < LONG_LIMIT);
      if (isOutside && mode !== 'legacy' && !mask.isNull(i)) {
        rejectRow(mask, i, from, to, mode);
        continue;
      }
      wideValues ??= new BigInt64Array(length);
      wideValues[i] = longOf(whole);
    }
    const nulls = mask.finish();
    if (wideValues === undefined) return { kind: 'double', length, nulls, values: safe };
    for (let i = 0; i < length; i++) {
      if (wideValues[i] === 0n) wideValues[i] = BigInt(safe[i] as number);
    }
    return longVector(wideValues, nulls);
  };
}

/** Java's `(long) d`. */
export function longOf(value: number): bigint {
  if (value !== value) return 0n;
  if (value >= LONG_LIMIT) return 2n ** 63n - 1n;
  return value < -LONG_LIMIT ? -(2n ** 63n) : BigInt(Math.trunc(value));
}
