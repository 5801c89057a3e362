import type { Vector } from '../../columnar/vector.ts';
import { ARITHMETIC_OVERFLOW } from '../../errors/expression.ts';
import { MICROS_PER_DAY, MICROS_PER_SECOND } from '../../types/civil.ts';
import { type DataType, INT, type IntervalType, showType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import type { Kernel, ScalarFunction } from '../function.ts';
import { mergeNulls, NullMask } from '../vectors/nulls.ts';
import { ints, unscaled } from '../vectors/numbers.ts';
import { expectCount } from './arguments.ts';
import { expectNumber, mayBeNull } from './time-arguments.ts';

const SECONDS: DataType = { kind: 'decimal', precision: 18, scale: 6 };
const MICROS_PER_HOUR = 3600 * MICROS_PER_SECOND;
const MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;

/** An interval of parts, which are all 0 unless given. Seconds have six decimals. */
export const MAKE_INTERVALS: readonly ScalarFunction[] = [
  makeInterval('makeInterval', { kind: 'interval', unit: 'calendar' }, 7, (parts) => {
    const [years, months, weeks, days, ...time] = parts as [number, number, number, number];
    return [years * 12 + months, weeks * 7 + days, timeMicros(time)];
  }),
  makeInterval('makeDtInterval', { kind: 'interval' }, 4, ([days = 0, ...time]) => {
    return days * MICROS_PER_DAY + timeMicros(time);
  }),
  makeInterval('makeYmInterval', { kind: 'interval', unit: 'months' }, 2, (parts) => {
    const [years, months] = parts as [number, number];
    return years * 12 + months;
  }),
];

/** Of hours, minutes and microseconds. */
function timeMicros([hours = 0, minutes = 0, micros = 0]: readonly number[]): number {
  return hours * MICROS_PER_HOUR + minutes * MICROS_PER_MINUTE + micros;
}

/** Overflow is an error; but in an interval of the calendar, unless in ANSI mode, it is null. */
function makeInterval(
  name: string,
  dataType: IntervalType,
  most: number,
  of: (parts: readonly number[]) => InternalValue,
): ScalarFunction {
  const castTo = Array.from({ length: most }, (_, i) => (i >= 3 && i === most - 1 ? SECONDS : INT));
  return {
    name,
    resolve(args, { ansi }) {
      expectCount(name, args, 0, most);
      for (const index of args.keys()) expectNumber(name, args, index);
      const isLenient = dataType.unit === 'calendar' && !ansi;
      const kernel: Kernel = (vectors, length) => {
        const read = vectors.map((vector, i) => partReader(vector, castTo[i] === SECONDS));
        const mask = new NullMask(mergeNulls(vectors, length), length);
        const values: InternalValue[] = [];
        for (let row = 0; row < length; row++) {
          const parts = castTo.map((_, i) => read[i]?.(row) ?? 0);
          const value = mask.isNull(row) ? null : of(parts);
          const fits = value === null || isInRange(value, dataType);
          if (!fits && !isLenient)
            throw ARITHMETIC_OVERFLOW.error({ fn: name, type: showType(dataType) });
          if (!fits) mask.setNull(row);
          values.push(fits ? value : null);
        }
        return { kind: 'boxed', length, nulls: mask.finish(), values };
      };
      const nullable = isLenient || mayBeNull(args);
      return {
        dataType,
        nullable,
        castTo: castTo.slice(0, args.length),
        kernel,
        canFail: !isLenient,
      };
    },
  };
}

function partReader(vector: Vector, isSeconds: boolean): (row: number) => number {
  if (isSeconds) {
    const values = unscaled(vector);
    return (row) => Number(values[row] ?? 0n);
  }
  const values = ints(vector);
  return (row) => values[row] as number;
}

/** Months and days have 32 bits, microseconds 64. */
function isInRange(value: InternalValue, { unit }: IntervalType): boolean {
  const [months, days, micros] =
    unit === 'calendar'
      ? (value as readonly [number, number, number])
      : unit === 'months'
        ? [value as number, 0, 0]
        : [0, 0, value as number];
  return months === (months | 0) && days === (days | 0) && Math.abs(micros) < 2 ** 63;
}
