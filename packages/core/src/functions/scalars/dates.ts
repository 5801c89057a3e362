import type { Vector } from '../../columnar/vector.ts';
import {
  type CivilDate,
  civilDate,
  daysOf,
  MICROS_PER_DAY,
  MICROS_PER_SECOND,
} from '../../types/civil.ts';
import {
  DATE,
  type DataType,
  DOUBLE,
  INT,
  LONG,
  STRING,
  TIMESTAMP,
} from '../../types/data-type.ts';
import { timeZone } from '../../types/time-zone.ts';
import { isFractional, isTimestamp } from '../coercion.ts';
import type {
  Argument,
  EvalContext,
  Kernel,
  ResolvedFunction,
  ScalarFunction,
} from '../function.ts';
import { datePattern, weekday } from '../time/date-pattern.ts';
import { truncateLocal, type Unit, unitOf } from '../time/truncate.ts';
import { mergeNulls, NullMask } from '../vectors/nulls.ts';
import { doubles, ints } from '../vectors/numbers.ts';
import { BytesBuilder, textReader } from '../vectors/text.ts';
import { anyNullable, argument, constantOf, expectCount, typeMismatch } from './arguments.ts';

export const DATES: readonly ScalarFunction[] = [
  ofDate('year', ({ year }) => year),
  ofDate('quarter', ({ month }) => Math.ceil(month / 3)),
  ofDate('month', ({ month }) => month),
  ofDate('dayOfMonth', ({ day }) => day),
  ofDate('dayOfYear', ({ year }, days) => days - daysOf(year, 1, 1) + 1),
  ofDate('dayOfWeek', (_, days) => ((weekday(days) + 1) % 7) + 1),
  ofDate('weekday', (_, days) => weekday(days)),
  ofTime('hour', 3600, 24),
  ofTime('minute', 60, 60),
  ofTime('second', 1, 60),
  {
    name: 'currentTimestamp',
    resolve(args) {
      expectCount('currentTimestamp', args, 0);
      const kernel: Kernel = (_, length, { batchTimeMs }) => {
        const values = new Float64Array(length).fill(batchTimeMs * 1000);
        return { kind: 'double', length, nulls: undefined, values };
      };
      return { dataType: TIMESTAMP, nullable: false, kernel };
    },
  },
  {
    name: 'currentDate',
    resolve(args) {
      expectCount('currentDate', args, 0);
      const kernel: Kernel = (_, length, { batchTimeMs, timeZone: zone }) => {
        const day = Math.floor(timeZone(zone).toLocal(batchTimeMs * 1000) / MICROS_PER_DAY);
        return { kind: 'int', length, nulls: undefined, values: new Int32Array(length).fill(day) };
      };
      return { dataType: DATE, nullable: false, kernel };
    },
  },
  {
    name: 'toDate',
    resolve(args) {
      expectCount('toDate', args, 1);
      const nullable = anyNullable(args) || argument(args, 0).dataType.kind === 'string';
      return { dataType: DATE, nullable, castTo: [DATE], kernel: ([a]) => a as Vector };
    },
  },
  { name: 'dateTrunc', resolve: resolveDateTrunc },
  { name: 'dateFormat', resolve: resolveDateFormat },
  epoch('unixMicros', 1),
  epoch('unixMillis', 1000),
  epoch('unixSeconds', MICROS_PER_SECOND),
  epoch('unixTimestamp', MICROS_PER_SECOND),
  fromEpoch('timestampSeconds', MICROS_PER_SECOND),
  fromEpoch('timestampMillis', 1000),
  fromEpoch('timestampMicros', 1),
];

function ofDate(name: string, part: (date: CivilDate, days: number) => number): ScalarFunction {
  const kernel: Kernel = ([a], length) => {
    const days = ints(a as Vector);
    const values = new Int32Array(length);
    for (let i = 0; i < length; i++)
      values[i] = part(civilDate(days[i] as number), days[i] as number);
    return { kind: 'int', length, nulls: (a as Vector).nulls, values };
  };
  return {
    name,
    resolve(args) {
      expectTime(name, args);
      return { dataType: INT, nullable: mayBeNull(args), castTo: [DATE], kernel };
    },
  };
}

/** A part of the time of day on the wall clock of the session. */
function ofTime(name: string, unitSeconds: number, modulus: number): ScalarFunction {
  return {
    name,
    resolve(args) {
      expectTime(name, args);
      const type = timestampType(argument(args, 0).dataType);
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

/** The wall clock of the session at each time. */
function localTimes(a: Vector, type: DataType, length: number, context: EvalContext): Float64Array {
  const times = doubles(a);
  const zone = timeZone(context.timeZone);
  if (type.kind !== 'timestamp' || zone.isUtc) return times;
  const local = new Float64Array(length);
  for (let i = 0; i < length; i++) local[i] = zone.toLocal(times[i] as number);
  return local;
}

/** `dateTrunc(unit, time)`: the start of the year, month, hour … on the session's wall clock; null for an unknown unit. */
function resolveDateTrunc(args: readonly Argument[]): ResolvedFunction {
  expectCount('dateTrunc', args, 2);
  expectTime('dateTrunc', args.slice(1));
  const type = timestampType(argument(args, 1).dataType);
  const kernel: Kernel = ([units, times], length, context) => {
    const local = localTimes(times as Vector, type, length, context);
    const zone = timeZone(context.timeZone);
    const mask = new NullMask(mergeNulls([units as Vector, times as Vector], length), length);
    const readUnit = textReader(units as Vector);
    const constant = args[0]?.constant === undefined || length === 0 ? undefined : readUnit(0);
    const values = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      if (mask.isNull(i)) continue;
      const unit: Unit | undefined = unitOf(constant ?? readUnit(i));
      if (unit === undefined) mask.setNull(i);
      else {
        const start = truncateLocal(local[i] as number, unit);
        values[i] = type.kind === 'timestamp' ? zone.toInstant(start) : start;
      }
    }
    return { kind: 'double', length, nulls: mask.finish(), values };
  };
  return { dataType: type, nullable: true, castTo: [STRING, type], kernel };
}

/** `dateFormat(time, pattern)` with a constant pattern of java.time letters. */
function resolveDateFormat(args: readonly Argument[]): ResolvedFunction {
  expectCount('dateFormat', args, 2);
  expectTime('dateFormat', args.slice(0, 1));
  const type = timestampType(argument(args, 0).dataType);
  const format = datePattern(String(constantOf('dateFormat', args, 1, 'a constant pattern')));
  const kernel: Kernel = ([times], length, context) => {
    const input = doubles(times as Vector);
    const zone = timeZone(context.timeZone);
    const { nulls } = times as Vector;
    const out = new BytesBuilder(length);
    for (let i = 0; i < length; i++) {
      if (nulls === undefined || nulls[i] === 0) {
        const micros = input[i] as number;
        const offset = type.kind === 'timestamp' ? zone.offsetAt(micros) : 0;
        out.appendText(format(micros + offset, offset, context.timeZone));
      }
      out.endRow();
    }
    return out.finish(nulls);
  };
  return { dataType: STRING, nullable: mayBeNull(args), castTo: [type], kernel };
}

/** A timestamp as a count of units since the epoch, rounded down. */
function epoch(name: string, unitMicros: number): ScalarFunction {
  const kernel: Kernel = ([a], length) => {
    const times = doubles(a as Vector);
    const values = new Float64Array(length);
    for (let i = 0; i < length; i++) values[i] = Math.floor((times[i] as number) / unitMicros);
    return { kind: 'double', length, nulls: (a as Vector).nulls, values };
  };
  return {
    name,
    resolve(args) {
      expectCount(name, args, 1);
      expectTime(name, args);
      return { dataType: LONG, nullable: mayBeNull(args), castTo: [TIMESTAMP], kernel };
    },
  };
}

function fromEpoch(name: string, unitMicros: number): ScalarFunction {
  return {
    name,
    resolve(args) {
      expectCount(name, args, 1);
      const { dataType } = argument(args, 0);
      const isFraction = isFractional(dataType) || dataType.kind === 'decimal';
      const kernel: Kernel = ([a], length) => {
        const from = doubles(a as Vector);
        const mask = new NullMask((a as Vector).nulls, length);
        const values = new Float64Array(length);
        for (let i = 0; i < length; i++) {
          const micros = Math.trunc((from[i] as number) * unitMicros);
          if (Number.isFinite(micros)) values[i] = micros;
          else if (!mask.isNull(i)) mask.setNull(i);
        }
        return { kind: 'double', length, nulls: mask.finish(), values };
      };
      const nullable = anyNullable(args) || isFraction;
      return { dataType: TIMESTAMP, nullable, castTo: [isFraction ? DOUBLE : LONG], kernel };
    },
  };
}

function timestampType(type: DataType): DataType {
  return isTimestamp(type) ? type : TIMESTAMP;
}

function mayBeNull(args: readonly Argument[]): boolean {
  return anyNullable(args) || args.some(({ dataType }) => dataType.kind === 'string');
}

function expectTime(fn: string, args: readonly Argument[]): void {
  expectCount(fn, args, 1);
  const { dataType: t } = argument(args, 0);
  if (isTimestamp(t) || t.kind === 'date' || t.kind === 'string' || t.kind === 'null') return;
  throw typeMismatch(fn, args, 'a timestamp or a date');
}
