import type { Vector } from '../../columnar/vector.ts';
import { ARITHMETIC_OVERFLOW, DIVIDE_BY_ZERO } from '../../errors/expression.ts';
import { type DataType, type DecimalType, DOUBLE, showType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import { decimalFor, isFractional, isNumeric, widerType } from '../coercion.ts';
import type {
  Argument,
  ExprSettings,
  Kernel,
  ResolvedFunction,
  ScalarFunction,
} from '../function.ts';
import { decimalOperation, decimalResult, fitsPrecision } from '../numbers/decimal.ts';
import * as double from '../numbers/double-arithmetic.ts';
import * as int from '../numbers/int-arithmetic.ts';
import * as long from '../numbers/long-arithmetic.ts';
import { mergeNulls, NullMask } from '../vectors/nulls.ts';
import { bigints, doubles, ints, longVector, unscaled } from '../vectors/numbers.ts';
import { anyNullable, argument, expectCount, typeMismatch } from './arguments.ts';
import { isShift, resolveShift } from './interval.ts';

type Operation = 'add' | 'sub' | 'mul' | 'div' | 'mod';

const INT_LOOPS = {
  add: int.addInts,
  sub: int.subtractInts,
  mul: int.multiplyInts,
  mod: int.remainderInts,
} as const;
const SAFE_LOOPS = {
  add: double.addDoubles,
  sub: double.subtractDoubles,
  mul: double.multiplyDoubles,
  mod: double.remainderSafe,
} as const;
const LONG_LOOPS = {
  add: long.addLongs,
  sub: long.subtractLongs,
  mul: long.multiplyLongs,
  mod: long.remainderLongs,
} as const;
const DOUBLE_LOOPS = {
  add: double.addDoubles,
  sub: double.subtractDoubles,
  mul: double.multiplyDoubles,
  div: double.divideDoubles,
  mod: double.remainderDoubles,
} as const;

export const ARITHMETIC: readonly ScalarFunction[] = [
  ...(['add', 'sub', 'mul', 'div', 'mod'] as const).map((name) => ({
    name,
    resolve: (args: readonly Argument[], settings: ExprSettings) => resolve(name, args, settings),
  })),
  { name: 'neg', resolve: resolveNegation },
];

function resolve(
  fn: Operation,
  args: readonly Argument[],
  settings: ExprSettings,
): ResolvedFunction {
  expectCount(fn, args, 2);
  if ((fn === 'add' || fn === 'sub') && isShift(args)) return resolveShift(fn, args, settings);
  const [left, right] = [operandType(argument(args, 0)), operandType(argument(args, 1))];
  const meet = left === undefined || right === undefined ? undefined : widerType(left, right);
  if (meet === undefined) throw typeMismatch(fn, args, 'two numbers');
  const { ansi } = settings;
  const canFail = ansi;
  if (meet.kind === 'decimal') {
    const from = [decimalOperand(args, 0), decimalOperand(args, 1)] as const;
    const to = decimalResult(fn, ...from);
    return {
      dataType: to,
      nullable: true,
      castTo: from,
      kernel: onDecimals(fn, from, to, ansi),
      canFail,
    };
  }
  const dataType = fn === 'div' ? DOUBLE : meet.kind === 'null' ? DOUBLE : meet;
  return {
    dataType,
    nullable: fn === 'div' || fn === 'mod' || anyNullable(args),
    castTo: [dataType, dataType],
    kernel: kernelFor(fn, dataType, ansi),
    canFail,
  };
}

/** Text in arithmetic is read as double, as Spark does; other types are no operands. */
function operandType({ dataType }: Argument): DataType | undefined {
  if (dataType.kind === 'string') return DOUBLE;
  return isNumeric(dataType) || dataType.kind === 'null' ? dataType : undefined;
}

/** A literal takes part with just the digits it has, unless it is a tinyint (Spark: DecimalPrecision). */
export function decimalOperand(args: readonly Argument[], index: number): DecimalType {
  const { dataType, constant, isLiteral } = argument(args, index);
  if (dataType.kind === 'null') return decimalOperand(args, 1 - index);
  const value = isLiteral === true ? (constant?.value ?? null) : null;
  if (dataType.kind === 'decimal' || dataType.kind === 'byte' || value === null) {
    return decimalFor(dataType);
  }
  const digits = String(value).replace('-', '').length;
  return { kind: 'decimal', precision: digits, scale: 0 };
}

function kernelFor(fn: Operation, type: DataType, ansi: boolean): Kernel {
  const overflow = (): never => {
    throw ARITHMETIC_OVERFLOW.error({ fn, type: showType(type) });
  };
  if (isFractional(type) || fn === 'div') {
    const loop = DOUBLE_LOOPS[fn];
    return ([a, b], length) => {
      const values = loop(doubles(a as Vector), doubles(b as Vector), length);
      if (type.kind === 'float') double.roundToFloats(values);
      const nulls = mergeNulls([a as Vector, b as Vector], length);
      if (fn !== 'div' && fn !== 'mod') return { kind: 'double', length, nulls, values };
      return {
        kind: 'double',
        length,
        nulls: nullAtZero(fn, doubles(b as Vector), nulls, length, ansi),
        values,
      };
    };
  }
  if (type.kind === 'long') return longKernel(fn, ansi, overflow);
  const loop = INT_LOOPS[fn];
  const bits = type.kind === 'byte' ? 8 : type.kind === 'short' ? 16 : 32;
  return ([a, b], length) => {
    const [left, right] = [ints(a as Vector), ints(b as Vector)];
    const values = loop(left, right, length);
    if (bits !== 32) int.narrowInts(values, bits);
    let nulls = mergeNulls([a as Vector, b as Vector], length);
    if (fn === 'mod') nulls = nullAtZero(fn, right, nulls, length, ansi);
    else if (ansi) {
      const exact = SAFE_LOOPS[fn](Float64Array.from(left), Float64Array.from(right), length);
      for (let i = 0; i < length; i++) if (exact[i] !== values[i] && nulls?.[i] !== 1) overflow();
    }
    return { kind: 'int', length, nulls, values };
  };
}

function longKernel(fn: Exclude<Operation, 'div'>, ansi: boolean, overflow: () => never): Kernel {
  return ([left, right], length) => {
    const [a, b] = [left as Vector, right as Vector];
    let nulls = mergeNulls([a, b], length);
    if (a.kind === 'double' && b.kind === 'double') {
      const values = SAFE_LOOPS[fn](a.values, b.values, length);
      if (double.settleLongs(values)) {
        if (fn === 'mod') nulls = nullAtZero(fn, b.values, nulls, length, ansi);
        return { kind: 'double', length, nulls, values };
      }
    }
    const [x, y] = [bigints(a), bigints(b)];
    const values = LONG_LOOPS[fn](x, y, length);
    if (fn === 'mod') nulls = nullAtZero(fn, y, nulls, length, ansi);
    else if (ansi) {
      for (let i = 0; i < length; i++) {
        if (nulls?.[i] === 1) continue;
        const [m, n] = [x[i] as bigint, y[i] as bigint];
        if ((fn === 'add' ? m + n : fn === 'sub' ? m - n : m * n) !== values[i]) overflow();
      }
    }
    return longVector(values, nulls);
  };
}

/** Spark has no infinity from a division: what is divided by zero is null, or an error. */
function nullAtZero(
  fn: string,
  divisors: Float64Array | Int32Array | BigInt64Array,
  nulls: Uint8Array | undefined,
  length: number,
  ansi: boolean,
): Uint8Array | undefined {
  if (divisors instanceof Float64Array && !hasZero(divisors, length)) return nulls;
  const mask = new NullMask(nulls, length);
  for (let i = 0; i < length; i++) {
    const divisor = divisors[i];
    if ((divisor !== 0 && divisor !== 0n) || mask.isNull(i)) continue;
    if (ansi) throw DIVIDE_BY_ZERO.error({ fn });
    mask.setNull(i);
  }
  return mask.finish();
}

function hasZero(values: Float64Array, length: number): boolean {
  for (let i = 0; i < length; i++) if (values[i] === 0) return true;
  return false;
}

function onDecimals(
  fn: Operation,
  from: readonly [DecimalType, DecimalType],
  to: DecimalType,
  ansi: boolean,
): Kernel {
  return ([a, b], length) => {
    const [left, right] = [unscaled(a as Vector), unscaled(b as Vector)];
    const mask = new NullMask(mergeNulls([a as Vector, b as Vector], length), length);
    const values: InternalValue[] = [];
    for (let i = 0; i < length; i++) {
      if (mask.isNull(i)) {
        values.push(null);
        continue;
      }
      const value = decimalOperation(fn, left[i] as bigint, right[i] as bigint, from, to);
      if (value !== undefined && fitsPrecision(value, to.precision)) {
        values.push(value);
        continue;
      }
      if (ansi && value === undefined) throw DIVIDE_BY_ZERO.error({ fn });
      if (ansi) throw ARITHMETIC_OVERFLOW.error({ fn, type: showType(to) });
      mask.setNull(i);
      values.push(null);
    }
    return { kind: 'boxed', length, nulls: mask.finish(), values };
  };
}

/** `0 - x`, but for doubles, where the sign of zero matters. */
function resolveNegation(args: readonly Argument[], settings: ExprSettings): ResolvedFunction {
  expectCount('neg', args, 1);
  const type = operandType(argument(args, 0));
  if (type === undefined) throw typeMismatch('neg', args, 'a number');
  const dataType = type.kind === 'null' ? DOUBLE : type;
  const nullable = anyNullable(args);
  if (dataType.kind === 'decimal') {
    const kernel: Kernel = ([a], length) => {
      const values = unscaled(a as Vector).slice(0, length);
      const { nulls } = a as Vector;
      return { kind: 'boxed', length, nulls, values: values.map((v) => (v === null ? v : -v)) };
    };
    return { dataType, nullable, kernel };
  }
  if (isFractional(dataType)) {
    const kernel: Kernel = ([a], length) => {
      const { nulls } = a as Vector;
      const values = doubles(a as Vector).slice(0, length);
      for (let i = 0; i < length; i++) values[i] = -(values[i] as number);
      return { kind: 'double', length, nulls, values };
    };
    return { dataType, nullable, kernel, castTo: [dataType] };
  }
  const subtract = kernelFor('sub', dataType, settings.ansi);
  const kernel: Kernel = ([a], length, context) =>
    subtract([zeros(dataType, length), a as Vector], length, context);
  return { dataType, nullable, kernel, canFail: settings.ansi };
}

function zeros(type: DataType, length: number): Vector {
  const nulls = undefined;
  return type.kind === 'long'
    ? { kind: 'double', length, nulls, values: new Float64Array(length) }
    : { kind: 'int', length, nulls, values: new Int32Array(length) };
}
