import type { Vector } from '../../columnar/vector.ts';
import { MICROS_PER_DAY } from '../../types/civil.ts';
import { TIMESTAMP } from '../../types/data-type.ts';
import { timeZone } from '../../types/time-zone.ts';
import { isTimestamp } from '../coercion.ts';
import type { Argument, Kernel, ResolvedFunction, ScalarFunction } from '../function.ts';
import { doubles, ints } from '../vectors/numbers.ts';
import { argument, constantOf, expectCount, typeMismatch } from './arguments.ts';

export const INTERVALS: readonly ScalarFunction[] = [
  { name: 'plusInterval', resolve: (args) => resolveShift('add', args) },
  { name: 'minusInterval', resolve: (args) => resolveShift('sub', args) },
];

/** True for a time and an interval, in either order. */
export function isShift(args: readonly Argument[]): boolean {
  return args.some(({ dataType }) => dataType.kind === 'interval');
}

/**
 * A time moved by a constant interval. As in Spark the whole days of the interval are days of the
 * calendar in the session's zone, the rest is elapsed time. A date moved by whole days is a date.
 */
export function resolveShift(fn: 'add' | 'sub', args: readonly Argument[]): ResolvedFunction {
  expectCount(fn, args, 2);
  const amountAt = argument(args, 0).dataType.kind === 'interval' && fn === 'add' ? 0 : 1;
  const { dataType: time, nullable } = argument(args, 1 - amountAt);
  const isTime = isTimestamp(time) || time.kind === 'date' || time.kind === 'string';
  if (!isTime || argument(args, amountAt).dataType.kind !== 'interval') {
    throw typeMismatch(fn, args, 'a timestamp and an interval');
  }
  const amount = constantOf(fn, args, amountAt, 'a constant interval') as number;
  const micros = fn === 'add' ? amount : -amount;
  if (time.kind === 'date' && micros % MICROS_PER_DAY === 0) {
    const kernel = shiftDays(micros / MICROS_PER_DAY, 1 - amountAt);
    return { dataType: time, nullable, kernel };
  }
  const dataType = isTimestamp(time) ? time : TIMESTAMP;
  return {
    dataType,
    nullable: nullable || time.kind === 'string',
    kernel: shift(micros, 1 - amountAt, dataType.kind === 'timestamp'),
    castTo: amountAt === 0 ? [undefined, dataType] : [dataType],
  };
}

function shiftDays(days: number, timeAt: number): Kernel {
  return (args, length) => {
    const time = args[timeAt] as Vector;
    const values = ints(time).slice(0, length);
    for (let i = 0; i < length; i++) values[i] = (values[i] as number) + days;
    return { kind: 'int', length, nulls: time.nulls, values };
  };
}

function shift(micros: number, timeAt: number, isInstant: boolean): Kernel {
  const dayMicros = Math.trunc(micros / MICROS_PER_DAY) * MICROS_PER_DAY;
  return (args, length, context) => {
    const time = args[timeAt] as Vector;
    const values = doubles(time).slice(0, length);
    const zone = timeZone(context.timeZone);
    if (dayMicros === 0 || zone.isUtc || !isInstant) {
      for (let i = 0; i < length; i++) values[i] = (values[i] as number) + micros;
    } else {
      for (let i = 0; i < length; i++) {
        const local = zone.toLocal(values[i] as number) + dayMicros;
        values[i] = zone.toInstant(local) + (micros - dayMicros);
      }
    }
    return { kind: 'double', length, nulls: time.nulls, values };
  };
}
