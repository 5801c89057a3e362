import type { Vector } from '../../columnar/vector.ts';
import { MICROS_PER_DAY, MICROS_PER_SECOND } from '../../types/civil.ts';
import type { DataType } from '../../types/data-type.ts';
import { timeZone } from '../../types/time-zone.ts';
import { isFractional, isIntegral, isTimestamp } from '../coercion.ts';
import type { Kernel } from '../function.ts';
import { doubles } from '../vectors/numbers.ts';
import type { CastMode } from './cast-mode.ts';
import { type Convert, eachValue } from './each-value.ts';
import { settle } from './from-text.ts';
import { longOf } from './numbers.ts';

const BITS: Readonly<Record<string, number>> = { byte: 8, short: 16, int: 32, long: 64 };

/** Casts between dates, timestamps, numbers (seconds since the epoch) and booleans. */
export function castTimes(from: DataType, to: DataType, mode: CastMode): Kernel | undefined {
  if (isTimestamp(from) && to.kind === 'date') return timestampToDate(from);
  const convert = isTimestamp(from)
    ? fromTimestamp(from, to, mode)
    : from.kind === 'date'
      ? fromDate(to, mode)
      : to.kind === 'timestamp'
        ? numberToTimestamp(from, mode)
        : undefined;
  return convert && eachValue(from, to, mode, convert);
}

/** The day on the session's wall clock; a loop of its own, because every part of a date begins with it. */
function timestampToDate(from: DataType): Kernel {
  return ([vector], length, context) => {
    const times = doubles(vector as Vector);
    const zone = timeZone(context.timeZone);
    const isAsIs = from.kind !== 'timestamp' || zone.isUtc;
    const values = new Int32Array(length);
    for (let i = 0; i < length; i++) {
      const time = times[i] as number;
      values[i] = Math.floor((isAsIs ? time : zone.toLocal(time)) / MICROS_PER_DAY);
    }
    return { kind: 'int', length, nulls: (vector as Vector).nulls, values };
  };
}

function fromTimestamp(from: DataType, to: DataType, mode: CastMode): Convert | undefined {
  const isInstant = from.kind === 'timestamp';
  switch (to.kind) {
    case 'timestamp_ntz':
      return (value, context) => timeZone(context.timeZone).toLocal(value as number);
    case 'timestamp':
      return (value, context) => timeZone(context.timeZone).toInstant(value as number);
    default:
      return isInstant ? instantToNumber(to, mode) : undefined;
  }
}

function instantToNumber(to: DataType, mode: CastMode): Convert | undefined {
  const bits = BITS[to.kind];
  if (bits !== undefined) {
    return (value) => {
      const seconds = BigInt(Math.floor((value as number) / MICROS_PER_SECOND));
      const wrapped = BigInt.asIntN(bits, seconds);
      return mode === 'legacy' || wrapped === seconds ? settle(wrapped) : undefined;
    };
  }
  if (to.kind === 'boolean' && mode === 'legacy') return (value) => value !== 0;
  if (to.kind === 'double') return (value) => (value as number) / MICROS_PER_SECOND;
  if (to.kind === 'float') return (value) => Math.fround((value as number) / MICROS_PER_SECOND);
  return undefined;
}

function fromDate(to: DataType, mode: CastMode): Convert | undefined {
  switch (to.kind) {
    case 'timestamp':
      return (value, context) =>
        timeZone(context.timeZone).toInstant((value as number) * MICROS_PER_DAY);
    case 'timestamp_ntz':
      return (value) => (value as number) * MICROS_PER_DAY;
    default:
      // Without ANSI Spark allows the cast of a date to a number or boolean, and gives null.
      if (mode !== 'legacy') return undefined;
      return isIntegral(to) || isFractional(to) || to.kind === 'boolean' || to.kind === 'decimal'
        ? () => null
        : undefined;
  }
}

/** Seconds that are too many are the last moment that 64 bits of microseconds can hold. */
function saturated(micros: number): number {
  return Math.min(Math.max(micros, -(2 ** 63)), 2 ** 63);
}

function numberToTimestamp(from: DataType, mode: CastMode): Convert | undefined {
  if (isIntegral(from)) return (value) => saturated(Number(value) * MICROS_PER_SECOND);
  if (isFractional(from)) {
    return (value) => {
      const micros = (value as number) * MICROS_PER_SECOND;
      if (!Number.isFinite(value) || (mode !== 'legacy' && Math.abs(micros) >= 2 ** 63)) {
        return undefined;
      }
      return Number(longOf(micros));
    };
  }
  return from.kind === 'boolean' && mode === 'legacy'
    ? (value) => (value === true ? 1 : 0)
    : undefined;
}
