import type { Vector } from '../../columnar/vector.ts';
import { WRONG_ARGUMENTS } from '../../errors/expression.ts';
import { civilDate, MICROS_PER_DAY } from '../../types/civil.ts';
import { INT, LONG, STRING, TIMESTAMP } from '../../types/data-type.ts';
import { timeZone, UTC } from '../../types/time-zone.ts';
import type { Argument, Kernel, ResolvedFunction, ScalarFunction } from '../function.ts';
import { numberRows } from '../vectors/number-rows.ts';
import { doubles, ints } from '../vectors/numbers.ts';
import { argument, constantOf, expectCount } from './arguments.ts';
import { moveInstant } from './interval.ts';
import {
  checkedMicros,
  expectNumber,
  expectTime,
  mayBeNull,
  timestampType,
} from './time-arguments.ts';

/** How many months or microseconds a unit has. */
interface Unit {
  readonly months: number;
  readonly micros: number;
}

const ofMonths = (months: number): Unit => ({ months, micros: 0 });
const ofMicros = (micros: number): Unit => ({ months: 0, micros });

const UNITS: ReadonlyMap<string, Unit> = new Map([
  ['year', ofMonths(12)],
  ['quarter', ofMonths(3)],
  ['month', ofMonths(1)],
  ['week', ofMicros(7 * MICROS_PER_DAY)],
  ['day', ofMicros(MICROS_PER_DAY)],
  ['dayofyear', ofMicros(MICROS_PER_DAY)],
  ['hour', ofMicros(3_600_000_000)],
  ['minute', ofMicros(60_000_000)],
  ['second', ofMicros(1_000_000)],
  ['millisecond', ofMicros(1000)],
  ['microsecond', ofMicros(1)],
]);

export const TIMESTAMP_ARITHMETIC: readonly ScalarFunction[] = [
  { name: 'timestampAdd', resolve: resolveTimestampAdd },
  { name: 'timestampDiff', resolve: resolveTimestampDiff },
];

function unitOf(fn: string, args: readonly Argument[]): Unit {
  const word = String(constantOf(fn, args, 0, 'a constant unit'));
  const unit = UNITS.get(word.toLowerCase());
  const isKnown =
    unit !== undefined && !(fn === 'timestampDiff' && word.toLowerCase() === 'dayofyear');
  if (isKnown) return unit;
  throw WRONG_ARGUMENTS.error({ fn, expected: 'a unit of time', found: `'${word}'` });
}

/** `timestampAdd(unit, amount, time)`: whole days and months of the calendar, the rest elapsed time. */
function resolveTimestampAdd(args: readonly Argument[]): ResolvedFunction {
  expectCount('timestampAdd', args, 3);
  const unit = unitOf('timestampAdd', args);
  expectNumber('timestampAdd', args, 1);
  expectTime('timestampAdd', args, 2);
  const type = timestampType(argument(args, 2));
  const kernel: Kernel = (vectors, length, context) => {
    const amounts = ints(vectors[1] as Vector);
    const times = doubles(vectors[2] as Vector);
    const zone = type.kind === 'timestamp' ? timeZone(context.timeZone) : UTC;
    return numberRows('double', vectors, length, (row) => {
      const amount = amounts[row] as number;
      const micros = amount * unit.micros;
      const days = Math.trunc(micros / MICROS_PER_DAY);
      const interval = {
        months: amount * unit.months,
        days,
        micros: micros - days * MICROS_PER_DAY,
      };
      return checkedMicros('timestampAdd', moveInstant(times[row] as number, interval, zone));
    });
  };
  const castTo = [STRING, INT, type];
  return { dataType: type, nullable: mayBeNull(args), castTo, kernel, canFail: true };
}

/** `timestampDiff(unit, start, end)`: whole units between two times on the clock of the session. */
function resolveTimestampDiff(args: readonly Argument[]): ResolvedFunction {
  expectCount('timestampDiff', args, 3);
  const unit = unitOf('timestampDiff', args);
  expectTime('timestampDiff', args, 1);
  expectTime('timestampDiff', args, 2);
  const isLocal = args.slice(1).every(({ dataType: t }) => t.kind === 'timestamp_ntz');
  const kernel: Kernel = (vectors, length, context) => {
    const [starts, ends] = [doubles(vectors[1] as Vector), doubles(vectors[2] as Vector)];
    const zone = isLocal ? UTC : timeZone(context.timeZone);
    return numberRows('double', vectors, length, (row) => {
      const start = zone.toLocal(starts[row] as number);
      const end = zone.toLocal(ends[row] as number);
      const count =
        unit.months === 0 ? (end - start) / unit.micros : wholeMonths(start, end) / unit.months;
      // Not -0.
      return Math.trunc(count) + 0;
    });
  };
  const type = isLocal ? argument(args, 1).dataType : TIMESTAMP;
  return { dataType: LONG, nullable: mayBeNull(args), castTo: [STRING, type, type], kernel };
}

/** A month is whole when its day of the month and its time of day have come. */
function wholeMonths(start: number, end: number): number {
  const [from, to] = [monthsAndRest(start), monthsAndRest(end)];
  const months = to.months - from.months;
  if (months > 0 && to.rest < from.rest) return months - 1;
  return months < 0 && to.rest > from.rest ? months + 1 : months;
}

function monthsAndRest(localMicros: number): { readonly months: number; readonly rest: number } {
  const days = Math.floor(localMicros / MICROS_PER_DAY);
  const { year, month, day } = civilDate(days);
  return { months: year * 12 + month, rest: localMicros - (days - day) * MICROS_PER_DAY };
}
