import type { Vector } from '../../columnar/vector.ts';
import { ARITHMETIC_OVERFLOW } from '../../errors/expression.ts';
import { type DataType, type DecimalType, DOUBLE, LONG, showType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import { longOf } from '../cast/numbers.ts';
import { isIntegral, isNumeric } from '../coercion.ts';
import type {
  Argument,
  ExprSettings,
  Kernel,
  ResolvedFunction,
  ScalarFunction,
} from '../function.ts';
import { divideHalfUp, fitsPrecision, powerOfTen, rescale } from '../numbers/decimal.ts';
import { roundHalfEven, roundHalfUp } from '../numbers/round.ts';
import { nullVector } from '../vectors/constant-vector.ts';
import { NullMask } from '../vectors/nulls.ts';
import { bigints, doubles, ints, longVector, unscaled } from '../vectors/numbers.ts';
import { anyNullable, argument, constantOf, expectCount, typeMismatch } from './arguments.ts';
import { decimalLike } from './decimal-like.ts';
import { expectNumbers } from './doubles.ts';

export const MATH: readonly ScalarFunction[] = [
  { name: 'abs', resolve: resolveAbs },
  { name: 'floor', resolve: (args) => resolveWhole('floor', args, Math.floor) },
  { name: 'ceil', resolve: (args) => resolveWhole('ceil', args, Math.ceil) },
  { name: 'round', resolve: (args) => resolveRound('round', args) },
  { name: 'bround', resolve: (args) => resolveRound('bround', args) },
];

function resolveAbs(args: readonly Argument[], { ansi }: ExprSettings): ResolvedFunction {
  expectCount('abs', args, 1);
  expectNumbers('abs', args);
  const dataType = numberType(argument(args, 0).dataType);
  const kernel: Kernel = ([input], length) => {
    const vector = input as Vector;
    const { nulls } = vector;
    switch (vector.kind) {
      case 'double': {
        const values = new Float64Array(length);
        for (let i = 0; i < length; i++) values[i] = Math.abs(vector.values[i] as number);
        return { kind: 'double', length, nulls, values };
      }
      case 'bigint': {
        const values = new BigInt64Array(length);
        for (let i = 0; i < length; i++) {
          const value = vector.values[i] as bigint;
          values[i] = value < 0n ? -value : value;
          if (ansi && (values[i] as bigint) < 0n && nulls?.[i] !== 1) overflow('abs', dataType);
        }
        return longVector(values, nulls);
      }
      case 'boxed': {
        const from = unscaled(vector);
        const values = from.map((v) => (v !== null && v < 0n ? -v : v));
        return { kind: 'boxed', length, nulls, values };
      }
      default:
        return absInts(ints(vector), dataType, nulls, length, ansi);
    }
  };
  return { dataType, nullable: anyNullable(args), castTo: [dataType], kernel, canFail: ansi };
}

/** The least integer has no opposite: it stays what it is. */
function absInts(
  from: Int32Array,
  type: DataType,
  nulls: Uint8Array | undefined,
  length: number,
  ansi: boolean,
): Vector {
  const values = new Int32Array(length);
  const least = type.kind === 'byte' ? -128 : type.kind === 'short' ? -32_768 : -2_147_483_648;
  for (let i = 0; i < length; i++) {
    const value = from[i] as number;
    values[i] = value === least ? value : Math.abs(value);
    if (ansi && value === least && nulls?.[i] !== 1) overflow('abs', type);
  }
  return { kind: 'int', length, nulls, values };
}

function overflow(fn: string, type: DataType): never {
  throw ARITHMETIC_OVERFLOW.error({ fn, type: showType(type) });
}

/** Doubles become long, as in Spark; a decimal loses its scale and may gain a digit. */
function resolveWhole(
  fn: 'floor' | 'ceil',
  args: readonly Argument[],
  map: (x: number) => number,
): ResolvedFunction {
  expectCount(fn, args, 1, 2);
  expectNumbers(fn, args);
  if (args.length === 2) return resolveToScale(fn, args);
  const from = numberType(argument(args, 0).dataType);
  const nullable = anyNullable(args);
  if (from.kind === 'decimal') return wholeDecimal(fn, from, nullable);
  if (isIntegral(from))
    return { dataType: LONG, nullable, castTo: [LONG], kernel: ([a]) => a as Vector };
  const kernel: Kernel = ([a], length) => {
    const input = doubles(a as Vector);
    const values = new Float64Array(length);
    let isSafe = true;
    for (let i = 0; i < length; i++) {
      values[i] = map(input[i] as number) + 0;
      if (!Number.isSafeInteger(values[i])) isSafe = false;
    }
    const { nulls } = a as Vector;
    if (isSafe) return { kind: 'double', length, nulls, values };
    return longVector(BigInt64Array.from(values, longOf), nulls);
  };
  return { dataType: LONG, nullable, castTo: [DOUBLE], kernel };
}

function wholeDecimal(
  fn: 'floor' | 'ceil',
  from: DecimalType,
  nullable: boolean,
): ResolvedFunction {
  const precision = Math.min(from.precision - from.scale + (from.scale > 0 ? 1 : 0), 38);
  const dataType: DecimalType = { kind: 'decimal', precision: Math.max(precision, 1), scale: 0 };
  const unit = powerOfTen(from.scale);
  const convert = (value: bigint): bigint => divided(fn, value, unit);
  return { dataType, nullable, kernel: onUnscaled(convert, dataType) };
}

/** Spark reads everything as a decimal where a scale is given. */
function resolveToScale(fn: 'floor' | 'ceil', args: readonly Argument[]): ResolvedFunction {
  const scale = Number(constantOf(fn, args, 1, 'a constant scale'));
  const from = decimalLike(argument(args, 0).dataType);
  return { ...roundDecimal(fn, from, scale, anyNullable(args)), castTo: [from] };
}

function resolveRound(fn: 'round' | 'bround', args: readonly Argument[]): ResolvedFunction {
  expectCount(fn, args, 1, 2);
  expectNumbers(fn, args.slice(0, 1));
  const constant = args.length === 2 ? argument(args, 1).constant : { value: 0 };
  if (constant === undefined) throw typeMismatch(fn, args, 'a constant scale as second argument');
  const from = numberType(argument(args, 0).dataType);
  const nullable = anyNullable(args);
  if (constant.value === null) {
    return { dataType: from, nullable: true, kernel: (_, length) => nullVector(from, length) };
  }
  const scale = Number(constant.value);
  const round = fn === 'round' ? roundHalfUp : roundHalfEven;
  if (from.kind === 'decimal') return roundDecimal(fn, from, scale, nullable);
  const kernel: Kernel = ([input], length) => {
    const vector = input as Vector;
    const { nulls } = vector;
    if (vector.kind === 'int') {
      if (scale >= 0) return vector;
      return { kind: 'int', length, nulls, values: vector.values.map((v) => round(v, scale)) };
    }
    if (isIntegral(from)) {
      if (scale >= 0) return vector;
      const unit = powerOfTen(-scale);
      return longVector(
        bigints(vector).map((v) => divided(fn, v, unit) * unit),
        nulls,
      );
    }
    const values = new Float64Array(length);
    const input64 = doubles(vector);
    for (let i = 0; i < length; i++) values[i] = round(input64[i] as number, scale);
    return {
      kind: 'double',
      length,
      nulls,
      values: from.kind === 'float' ? values.map(Math.fround) : values,
    };
  };
  return { dataType: from, nullable, castTo: [from], kernel };
}

type Rounding = 'round' | 'bround' | 'floor' | 'ceil';

/** A quotient as an integer, rounded as the function does. */
function divided(fn: Rounding, value: bigint, unit: bigint): bigint {
  if (fn === 'round') return divideHalfUp(value, unit);
  const whole = value / unit;
  const rest = value % unit;
  if (fn === 'floor') return rest < 0n ? whole - 1n : whole;
  if (fn === 'ceil') return rest > 0n ? whole + 1n : whole;
  const rounded = divideHalfUp(value, unit);
  if (rest * 2n !== (value < 0n ? -unit : unit) || rounded % 2n === 0n) return rounded;
  return value < 0n ? rounded + 1n : rounded - 1n;
}

function roundDecimal(
  fn: Rounding,
  from: DecimalType,
  scale: number,
  nullable: boolean,
): ResolvedFunction {
  const kept = Math.max(0, Math.min(scale, from.scale));
  const whole = from.precision - from.scale + 1;
  const precision = Math.min(38, scale < 0 ? Math.max(whole, 1 - scale) : whole + kept);
  const dataType: DecimalType = { kind: 'decimal', precision, scale: kept };
  const drop = from.scale - Math.min(scale, from.scale);
  const unit = powerOfTen(drop);
  const convert = (value: bigint): bigint =>
    rescale(divided(fn, value, unit), Math.min(scale, from.scale), kept);
  return { dataType, nullable, kernel: onUnscaled(convert, dataType) };
}

function onUnscaled(convert: (value: bigint) => bigint, type: DecimalType): Kernel {
  return ([a], length) => {
    const from = unscaled(a as Vector);
    const mask = new NullMask((a as Vector).nulls, length);
    const values: InternalValue[] = [];
    for (let i = 0; i < length; i++) {
      const value = mask.isNull(i) ? null : convert(from[i] as bigint);
      const fits = value !== null && fitsPrecision(value, type.precision);
      if (value !== null && !fits) mask.setNull(i);
      values.push(fits ? value : null);
    }
    return { kind: 'boxed', length, nulls: mask.finish(), values };
  };
}

/** Text is read as double; the type of null is double. */
function numberType(type: DataType): DataType {
  return isNumeric(type) ? type : DOUBLE;
}
