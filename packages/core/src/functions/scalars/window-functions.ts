import type { StructVector, Vector } from '../../columnar/vector.ts';
import { MISPLACED_SLIDING_WINDOW, WRONG_ARGUMENTS } from '../../errors/expression.ts';
import { WINDOW_OF_MONTHS } from '../../errors/window.ts';
import { countsMonths } from '../../types/calendar-period.ts';
import { type DataType, type StructType, TIMESTAMP } from '../../types/data-type.ts';
import { durationMicros, tryDurationMicros } from '../../types/duration.ts';
import { timeZone, UTC } from '../../types/time-zone.ts';
import { CalendarGrid, calendarSpec } from '../calendar-window.ts';
import { isTimestamp } from '../coercion.ts';
import type { Argument, Kernel, ScalarFunction } from '../function.ts';
import { doubles } from '../vectors/numbers.ts';
import { textReader } from '../vectors/text.ts';
import {
  assignSessions,
  assignTumbling,
  isTumbling,
  type WindowSpec,
  windowSpec,
} from '../window.ts';
import { argument, constantOf, expectCount, typeMismatch } from './arguments.ts';

export const WINDOW_FUNCTIONS: readonly ScalarFunction[] = [
  {
    name: 'window',
    resolve(args) {
      const spec = windowArguments(args);
      const { dataType: time, nullable } = argument(args, 0);
      const kernel: Kernel = ([at], length) => {
        if (!isTumbling(spec)) throw MISPLACED_SLIDING_WINDOW.error({});
        return assignTumbling(windowTimes(at as Vector, time, length), spec);
      };
      const castTo = time.kind === 'struct' ? [] : [instantType(time)];
      return { dataType: windowType(time), nullable, kernel, castTo, canFail: !isTumbling(spec) };
    },
  },
  {
    name: 'calendarWindow',
    resolve(args, settings) {
      expectCount('calendarWindow', args, 2, 5);
      const { dataType: time, nullable } = argument(args, 0);
      if (!isEventTime(time)) {
        throw typeMismatch('calendarWindow', args, 'a timestamp or a window, and constant texts');
      }
      const spec = calendarSpec(textOf(args, 1) ?? '', textOf(args, 2), textOf(args, 3));
      const dataType = windowType(time);
      // A time without a zone is a reading of a clock already.
      const isReading = dataType.fields[0]?.dataType.kind === 'timestamp_ntz';
      const zone = timeZone(textOf(args, 4) ?? settings.timeZone);
      const grid = new CalendarGrid(spec, isReading ? UTC : zone);
      const kernel: Kernel = ([at], length) => grid.assign(windowTimes(at as Vector, time, length));
      const castTo = time.kind === 'struct' ? [] : [instantType(time)];
      return { dataType, nullable, kernel, castTo };
    },
  },
  {
    name: 'sessionWindow',
    resolve(args) {
      expectCount('sessionWindow', args, 2);
      const { dataType: time } = argument(args, 0);
      const { dataType: gap } = argument(args, 1);
      if (!isEventTime(time) || (gap.kind !== 'interval' && gap.kind !== 'string')) {
        throw typeMismatch('sessionWindow', args, 'a timestamp or a window, and an interval');
      }
      const gapMicros = gap.kind === 'interval' ? intervalMicros(args, 1) : undefined;
      const kernel: Kernel = ([at, text], length) => {
        const gaps = gapMicros ?? textGaps(text as Vector, length);
        return assignSessions(windowTimes(at as Vector, time, length), gaps);
      };
      const castTo = time.kind === 'struct' ? [] : [instantType(time)];
      return { dataType: windowType(time), nullable: true, kernel, castTo };
    },
  },
  {
    name: 'windowTime',
    resolve(args) {
      expectCount('windowTime', args, 1);
      const { dataType, nullable } = argument(args, 0);
      if (!isWindowType(dataType)) throw typeMismatch('windowTime', args, 'a window');
      const end = (dataType as StructType).fields[1]?.dataType ?? TIMESTAMP;
      return {
        dataType: end,
        nullable,
        kernel: ([at], length) => windowTimes(at as Vector, dataType, length),
      };
    },
  },
];

/**
 * The spec in the arguments of a call of `window`.
 *
 * @throws `EXPRESSION.BAD_WINDOW`, `EXPRESSION.WRONG_ARGUMENTS`, `EXPRESSION.TYPE_MISMATCH`, `TIME.BAD_DURATION`
 */
export function windowArguments(args: readonly Argument[]): WindowSpec {
  expectCount('window', args, 2, 4);
  const { dataType: time } = argument(args, 0);
  if (!isEventTime(time)) {
    throw typeMismatch('window', args, 'a timestamp or a window, and constant intervals');
  }
  const micros = (index: number): number | undefined =>
    index < args.length ? intervalMicros(args, index) : undefined;
  return windowSpec(micros(1) as number, micros(2), micros(3));
}

/** The type of the windows over a time, or over windows. */
export function windowType(time: DataType): StructType {
  const bound =
    time.kind === 'struct' ? (time.fields[1]?.dataType ?? TIMESTAMP) : instantType(time);
  const fields = ['start', 'end'].map((name) => ({ name, dataType: bound, nullable: false }));
  return { kind: 'struct', fields };
}

/** The time of each row; that of a window is the last microsecond it holds. */
export function windowTimes(at: Vector, type: DataType, length: number): Vector {
  if (type.kind !== 'struct') return at;
  const { children, nulls } = at as StructVector;
  const ends = doubles(children[1] as Vector);
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) values[i] = (ends[i] as number) - 1;
  return { kind: 'double', length, nulls, values };
}

/** The type in which a window takes the time: dates and text are read as timestamps. */
export function instantType(time: DataType): DataType {
  return isTimestamp(time) ? time : TIMESTAMP;
}

/** What windows can be over: a time, text that is cast to one, or windows. */
function isEventTime(type: DataType): boolean {
  return isTimestamp(type) || type.kind === 'date' || type.kind === 'string' || isWindowType(type);
}

/** The gap that each text says; NaN where it says none. */
function textGaps(texts: Vector, length: number): Float64Array {
  const read = textReader(texts);
  const known = new Map<string, number>();
  const gaps = new Float64Array(length);
  for (let row = 0; row < length; row++) {
    const text = texts.nulls?.[row] === 1 ? '' : read(row);
    let gap = known.get(text);
    if (gap === undefined) known.set(text, (gap = tryDurationMicros(text) ?? Number.NaN));
    gaps[row] = gap;
  }
  return gaps;
}

/** A constant text; undefined where it is null or not given. */
function textOf(args: readonly Argument[], index: number): string | undefined {
  if (index >= args.length || args[index]?.constant?.value === null) return undefined;
  const value = constantOf('calendarWindow', args, index, 'a constant text');
  if (typeof value === 'string') return value;
  const expected = `a text as argument ${index + 1}`;
  throw WRONG_ARGUMENTS.error({ fn: 'calendarWindow', expected, found: typeof value });
}

function isWindowType(type: DataType): boolean {
  if (type.kind !== 'struct' || type.fields.length !== 2) return false;
  const [start, end] = type.fields;
  return (
    start?.name === 'start' &&
    end?.name === 'end' &&
    isTimestamp(start.dataType) &&
    isTimestamp(end.dataType)
  );
}

function intervalMicros(args: readonly Argument[], index: number): number {
  const value = constantOf('window', args, index, 'a constant interval');
  if (typeof value === 'string') {
    if (countsMonths(value)) throw WINDOW_OF_MONTHS.error({ text: value });
    return durationMicros(value);
  }
  if (typeof value === 'number') return value;
  throw WRONG_ARGUMENTS.error({
    ...{ fn: 'window', expected: `an interval as argument ${index + 1}`, found: typeof value },
  });
}
