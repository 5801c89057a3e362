import type { Vector } from '../../columnar/vector.ts';
import { DOUBLE } from '../../types/data-type.ts';
import { isNumeric } from '../coercion.ts';
import type { Argument, Kernel, ScalarFunction } from '../function.ts';
import { constantVectors } from '../vectors/constant-vector.ts';
import { mergeNulls, NullMask } from '../vectors/nulls.ts';
import { doubles } from '../vectors/numbers.ts';
import { anyNullable, expectCount, typeMismatch } from './arguments.ts';

/** A function of one double; NaN where it has no value, as Java's. */
export function ofDouble(name: string, map: (x: number) => number): ScalarFunction {
  const kernel: Kernel = ([a], length) => {
    const from = doubles(a as Vector);
    const values = new Float64Array(length);
    for (let i = 0; i < length; i++) values[i] = map(from[i] as number);
    return { kind: 'double', length, nulls: (a as Vector).nulls, values };
  };
  return onDoubles(name, 1, kernel, false);
}

/** As {@link ofDouble}, but null at `limit` and below it. */
export function ofDoubleAbove(
  name: string,
  limit: number,
  map: (x: number) => number,
): ScalarFunction {
  const kernel: Kernel = ([a], length) => {
    const from = doubles(a as Vector);
    const mask = new NullMask((a as Vector).nulls, length);
    const values = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      const x = from[i] as number;
      if (x <= limit) mask.setNull(i);
      else values[i] = map(x);
    }
    return { kind: 'double', length, nulls: mask.finish(), values };
  };
  return onDoubles(name, 1, kernel, true);
}

/** A function of two doubles; null where it answers undefined. */
export function ofTwoDoubles(
  name: string,
  map: (x: number, y: number) => number | undefined,
): ScalarFunction {
  const kernel: Kernel = ([a, b], length) => {
    const [left, right] = [doubles(a as Vector), doubles(b as Vector)];
    const mask = new NullMask(mergeNulls([a as Vector, b as Vector], length), length);
    const values = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      const value = map(left[i] as number, right[i] as number);
      if (value === undefined) mask.setNull(i);
      else values[i] = value;
    }
    return { kind: 'double', length, nulls: mask.finish(), values };
  };
  return onDoubles(name, 2, kernel, true);
}

/** A number without arguments. */
export function constantDouble(name: string, value: number): ScalarFunction {
  const vector = constantVectors(value, DOUBLE);
  return {
    name,
    resolve(args) {
      expectCount(name, args, 0);
      return { dataType: DOUBLE, nullable: false, kernel: (_, length) => vector(length) };
    },
  };
}

function onDoubles(name: string, count: 1 | 2, kernel: Kernel, givesNull: boolean): ScalarFunction {
  return {
    name,
    resolve(args) {
      expectCount(name, args, count);
      expectNumbers(name, args);
      // Text that is no number becomes null.
      const isText = args.some((arg) => arg.dataType.kind === 'string');
      const nullable = givesNull || isText || anyNullable(args);
      return { dataType: DOUBLE, nullable, castTo: args.map(() => DOUBLE), kernel };
    },
  };
}

/** Text is read as a number; booleans and times are none. */
export function expectNumbers(fn: string, args: readonly Argument[]): void {
  const isFine = args.every(
    ({ dataType: type }) => isNumeric(type) || type.kind === 'string' || type.kind === 'null',
  );
  if (!isFine) throw typeMismatch(fn, args, 'numbers');
}
