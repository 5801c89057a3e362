import type { Vector } from '../../columnar/vector.ts';
import { WRONG_ARGUMENTS } from '../../errors/expression.ts';
import { type CivilDate, civilDate, daysOf, MICROS_PER_SECOND } from '../../types/civil.ts';
import { DATE, type DataType, DOUBLE, INT, STRING } from '../../types/data-type.ts';
import { timeZone } from '../../types/time-zone.ts';
import type {
  Argument,
  EvalContext,
  Kernel,
  ResolvedFunction,
  ScalarFunction,
} from '../function.ts';
import { isoWeek } from '../time/calendar.ts';
import { weekday } from '../time/date-names.ts';
import { nullVector } from '../vectors/constant-vector.ts';
import { doubles, ints } from '../vectors/numbers.ts';
import { argument, constantOf, expectCount } from './arguments.ts';
import { expectTime, mayBeNull, timestampType } from './time-arguments.ts';

const SECONDS: DataType = { kind: 'decimal', precision: 8, scale: 6 };
const MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;

const PARTS: readonly ScalarFunction[] = [
  ofDate('year', ({ year }) => year),
  ofDate('quarter', ({ month }) => Math.ceil(month / 3)),
  ofDate('month', ({ month }) => month),
  ofDate('dayOfMonth', ({ day }) => day),
  ofDate('dayOfYear', ({ year }, days) => days - daysOf(year, 1, 1) + 1),
  ofDate('dayOfWeek', (_, days) => ((weekday(days) + 1) % 7) + 1),
  ofDate('weekday', (_, days) => weekday(days)),
  ofDate('weekOfYear', (_, days) => isoWeek(days).week),
  ofTime('hour', 3600, 24),
  ofTime('minute', 60, 60),
  ofTime('second', 1, 60),
];

const YEAR_OF_WEEK = ofDate('yearOfWeek', (_, days) => isoWeek(days).year);
const ISO_DAY_OF_WEEK = ofDate('isoDayOfWeek', (_, days) => weekday(days) + 1);
const EXACT_SECONDS: ScalarFunction = { name: 'seconds', resolve: resolveExactSeconds };

/** Spark's `extract`: what each field is called, and the function that gives it. */
const FIELDS: ReadonlyMap<string, ScalarFunction> = new Map(
  Object.entries({
    year: 'y years yr yrs',
    quarter: 'qtr',
    month: 'mon mons months',
    weekOfYear: 'week w weeks',
    dayOfMonth: 'day d days',
    dayOfWeek: 'dayofweek dow',
    dayOfYear: 'doy',
    hour: 'h hours hr hrs',
    minute: 'm min mins minutes',
  })
    .flatMap(([name, words]): [string, ScalarFunction][] => {
      const part = PARTS.find((fn) => fn.name === name) as ScalarFunction;
      return [name, ...words.split(' ')].map((word) => [word, part]);
    })
    .concat([
      ['yearofweek', YEAR_OF_WEEK],
      ['dayofweek_iso', ISO_DAY_OF_WEEK],
      ['dow_iso', ISO_DAY_OF_WEEK],
      ...'second s sec secs seconds'
        .split(' ')
        .map((word): [string, ScalarFunction] => [word, EXACT_SECONDS]),
    ]),
);

export const DATE_PARTS: readonly ScalarFunction[] = [
  ...PARTS,
  { ...(PARTS.find(({ name }) => name === 'dayOfMonth') as ScalarFunction), name: 'day' },
  ...['datePart', 'datepart', 'extract'].map((name) => ({
    name,
    resolve: (args: readonly Argument[], settings: Parameters<ScalarFunction['resolve']>[1]) =>
      resolveDatePart(name, args, settings),
  })),
];

function ofDate(name: string, part: (date: CivilDate, days: number) => number): ScalarFunction {
  const kernel: Kernel = ([a], length) => {
    const days = ints(a as Vector);
    const values = new Int32Array(length);
    for (let i = 0; i < length; i++) {
      values[i] = part(civilDate(days[i] as number), days[i] as number);
    }
    return { kind: 'int', length, nulls: (a as Vector).nulls, values };
  };
  return {
    name,
    resolve(args) {
      expectCount(name, args, 1);
      expectTime(name, args, 0);
      return { dataType: INT, nullable: mayBeNull(args), castTo: [DATE], kernel };
    },
  };
}

/** A part of the time of day on the wall clock of the session. */
function ofTime(name: string, unitSeconds: number, modulus: number): ScalarFunction {
  return {
    name,
    resolve(args) {
      expectCount(name, args, 1);
      expectTime(name, args, 0);
      const type = timestampType(argument(args, 0));
      const kernel: Kernel = ([a], length, context) => {
        const local = localTimes(a as Vector, type, length, context);
        const values = new Int32Array(length);
        for (let i = 0; i < length; i++) {
          const units = Math.floor((local[i] as number) / (unitSeconds * MICROS_PER_SECOND));
          values[i] = units - Math.floor(units / modulus) * modulus;
        }
        return { kind: 'int', length, nulls: (a as Vector).nulls, values };
      };
      return { dataType: INT, nullable: mayBeNull(args), castTo: [type], kernel };
    },
  };
}

/** Seconds of the minute with their fraction. */
function resolveExactSeconds(args: readonly Argument[]): ResolvedFunction {
  expectTime('second', args, 0);
  const type = timestampType(argument(args, 0));
  const kernel: Kernel = ([a], length, context) => {
    const local = localTimes(a as Vector, type, length, context);
    const { nulls } = a as Vector;
    const values: (bigint | null)[] = [];
    for (let i = 0; i < length; i++) {
      const micros = local[i] as number;
      const ofMinute = micros - Math.floor(micros / MICROS_PER_MINUTE) * MICROS_PER_MINUTE;
      values.push(nulls?.[i] === 1 ? null : BigInt(ofMinute));
    }
    return { kind: 'boxed', length, nulls, values };
  };
  return { dataType: SECONDS, nullable: mayBeNull(args), castTo: [type], kernel };
}

/** `datePart(field, time)` with a constant field; null for a null field, typed double as in Spark. */
function resolveDatePart(
  fn: string,
  args: readonly Argument[],
  settings: Parameters<ScalarFunction['resolve']>[1],
): ResolvedFunction {
  expectCount(fn, args, 2);
  expectTime(fn, args, 1);
  if (argument(args, 0).constant?.value === null) {
    return { dataType: DOUBLE, nullable: true, kernel: (_, length) => nullVector(DOUBLE, length) };
  }
  const word = String(constantOf(fn, args, 0, 'a constant field'));
  const part = FIELDS.get(word.toLowerCase());
  if (part === undefined) {
    throw WRONG_ARGUMENTS.error({ fn, expected: 'a field of a time', found: `'${word}'` });
  }
  const { kernel, castTo, ...rest } = part.resolve(args.slice(1), settings);
  return {
    ...rest,
    castTo: [STRING, ...(castTo ?? [])],
    kernel: ([, time], length, context) => kernel([time as Vector], length, context),
  };
}

/** The wall clock of the session at each time. */
function localTimes(a: Vector, type: DataType, length: number, context: EvalContext): Float64Array {
  const times = doubles(a);
  const zone = timeZone(context.timeZone);
  if (type.kind !== 'timestamp' || zone.isUtc) return times;
  const local = new Float64Array(length);
  for (let i = 0; i < length; i++) local[i] = zone.toLocal(times[i] as number);
  return local;
}
