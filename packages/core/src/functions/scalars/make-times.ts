import type { Vector } from '../../columnar/vector.ts';
import { NOT_A_TIME } from '../../errors/time.ts';
import { checkedDays, MICROS_PER_DAY, MICROS_PER_SECOND } from '../../types/civil.ts';
import { DATE, type DataType, INT, STRING, TIMESTAMP } from '../../types/data-type.ts';
import { timeZone } from '../../types/time-zone.ts';
import type {
  Argument,
  ExprSettings,
  Kernel,
  ResolvedFunction,
  ScalarFunction,
} from '../function.ts';
import { numberRows } from '../vectors/number-rows.ts';
import { ints, unscaled } from '../vectors/numbers.ts';
import { perText } from '../vectors/per-text.ts';
import { anyNullable, expectCount } from './arguments.ts';
import { checkedDate } from './date-arithmetic.ts';
import { checkedMicros, expectNumber, mayBeNull } from './time-arguments.ts';

const NTZ: DataType = { kind: 'timestamp_ntz' };
const SECONDS: DataType = { kind: 'decimal', precision: 16, scale: 6 };
const MINUTE = 60 * MICROS_PER_SECOND;
/** java.time has no years beyond it. */
const MAX_YEAR = 999_999_999;

export const MAKE_TIMES: readonly ScalarFunction[] = [
  { name: 'makeDate', resolve: resolveMakeDate },
  makeTimestamp('makeTimestamp', TIMESTAMP),
  makeTimestamp('makeTimestampLtz', TIMESTAMP),
  makeTimestamp('makeTimestampNtz', NTZ),
];

/** `makeDate(year, month, day)`: null, in ANSI mode an error, for a day that does not exist. */
function resolveMakeDate(args: readonly Argument[], { ansi }: ExprSettings): ResolvedFunction {
  expectCount('makeDate', args, 3);
  for (const index of args.keys()) expectNumber('makeDate', args, index);
  const kernel: Kernel = (vectors, length) => {
    const [years, months, days] = vectors.map(ints) as [Int32Array, Int32Array, Int32Array];
    return numberRows('int', vectors, length, (row) => {
      const day = dayOf(years[row] as number, months[row] as number, days[row] as number);
      if (day === undefined && ansi) throw noSuchTime('makeDate');
      return day === undefined ? Number.NaN : checkedDate('makeDate', day);
    });
  };
  const nullable = !ansi || anyNullable(args);
  return { dataType: DATE, nullable, castTo: [INT, INT, INT], kernel, canFail: true };
}

/**
 * `makeTimestamp(year, month, day, hour, minute, second, zone?)`, in the zone of the session unless
 * one is given. The seconds have six decimals; 60 of them are the next minute.
 */
function makeTimestamp(name: string, dataType: DataType): ScalarFunction {
  return {
    name,
    resolve: (args, settings) => resolveMakeTimestamp(name, dataType, args, settings),
  };
}

function resolveMakeTimestamp(
  fn: string,
  dataType: DataType,
  args: readonly Argument[],
  { ansi }: ExprSettings,
): ResolvedFunction {
  const isLocal = dataType === NTZ;
  expectCount(fn, args, 6, isLocal ? 6 : 7);
  for (let index = 0; index < 6; index++) expectNumber(fn, args, index);
  const zoneAt = args.length === 7 ? perText(args, 6, timeZone) : undefined;
  const kernel: Kernel = (vectors, length, context) => {
    const parts = vectors.slice(0, 5).map(ints);
    const seconds = unscaled(vectors[5] as Vector);
    const session = timeZone(context.timeZone);
    const zone = zoneAt?.(vectors[6] as Vector);
    return numberRows('double', vectors, length, (row) => {
      const [year, month, day, hour, minute] = parts.map((part) => part[row] as number);
      const days = dayOf(year as number, month as number, day as number);
      const micros = timeOf(hour as number, minute as number, seconds[row] as bigint);
      if (days === undefined || micros === undefined) {
        if (ansi) throw noSuchTime(fn);
        return Number.NaN;
      }
      const local = days * MICROS_PER_DAY + micros;
      const given = zone === undefined ? session : zone(row);
      return checkedMicros(fn, isLocal ? local : given.toInstant(local));
    });
  };
  const castTo = [INT, INT, INT, INT, INT, SECONDS, ...(args.length === 7 ? [STRING] : [])];
  return { dataType, nullable: !ansi || mayBeNull(args), castTo, kernel, canFail: true };
}

function dayOf(year: number, month: number, day: number): number | undefined {
  return Math.abs(year) > MAX_YEAR ? undefined : checkedDays(year, month, day);
}

/** Microseconds of the day. The seconds wrap around at 32 bits of them, as in Spark. */
function timeOf(hour: number, minute: number, seconds: bigint): number | undefined {
  const micros = Number(BigInt.asIntN(32, seconds));
  const isTime = hour >= 0 && hour < 24 && minute >= 0 && minute < 60;
  if (!isTime || micros < 0 || micros > MINUTE) return undefined;
  return hour * 60 * MINUTE + minute * MINUTE + micros;
}

function noSuchTime(fn: string): Error {
  return NOT_A_TIME.error({ fn, reason: 'its arguments name a time that does not exist' });
}
