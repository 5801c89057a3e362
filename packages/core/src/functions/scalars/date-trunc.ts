import type { Vector } from '../../columnar/vector.ts';
import { DATE, STRING, TIMESTAMP } from '../../types/data-type.ts';
import { timeZone } from '../../types/time-zone.ts';
import type { Argument, Kernel, ResolvedFunction, ScalarFunction } from '../function.ts';
import { truncateDays, truncateLocal, unitOf } from '../time/truncate.ts';
import { numberRows } from '../vectors/number-rows.ts';
import { doubles, ints } from '../vectors/numbers.ts';
import { perText } from '../vectors/per-text.ts';
import { expectCount } from './arguments.ts';
import { expectTime } from './time-arguments.ts';

export const DATE_TRUNC: readonly ScalarFunction[] = [
  { name: 'dateTrunc', resolve: resolveDateTrunc },
  { name: 'trunc', resolve: resolveTrunc },
];

/** `dateTrunc(unit, time)`: the start of the unit on the session's wall clock; null for an unknown unit. */
function resolveDateTrunc(args: readonly Argument[]): ResolvedFunction {
  expectCount('dateTrunc', args, 2);
  expectTime('dateTrunc', args, 1);
  const unitAt = perText(args, 0, (word) => ({ unit: unitOf(word) }));
  const kernel: Kernel = ([units, times], length, context) => {
    const micros = doubles(times as Vector);
    const zone = timeZone(context.timeZone);
    const read = unitAt(units as Vector);
    return numberRows('double', [units as Vector, times as Vector], length, (row) => {
      const { unit } = read(row);
      if (unit === undefined) return Number.NaN;
      const offset = zone.offsetAt(micros[row] as number);
      const start = truncateLocal((micros[row] as number) + offset, unit);
      return zone.isUtc ? start : zone.toInstant(start, offset);
    });
  };
  return { dataType: TIMESTAMP, nullable: true, castTo: [STRING, TIMESTAMP], kernel };
}

/** `trunc(date, unit)`: the first day of the week or a longer unit; null for any other. */
function resolveTrunc(args: readonly Argument[]): ResolvedFunction {
  expectCount('trunc', args, 2);
  expectTime('trunc', args, 0);
  const unitAt = perText(args, 1, (word) => ({ unit: unitOf(word) }));
  const kernel: Kernel = ([dates, units], length) => {
    const days = ints(dates as Vector);
    const read = unitAt(units as Vector);
    return numberRows('int', [dates as Vector, units as Vector], length, (row) => {
      const { unit } = read(row);
      return unit === undefined ? Number.NaN : truncateDays(days[row] as number, unit);
    });
  };
  return { dataType: DATE, nullable: true, castTo: [DATE, STRING], kernel };
}
