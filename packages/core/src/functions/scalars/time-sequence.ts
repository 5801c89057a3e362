import type { Vector } from '../../columnar/vector.ts';
import { INVALID_ARGUMENT } from '../../errors/function.ts';
import { MICROS_PER_DAY } from '../../types/civil.ts';
import type { DataType, IntervalType } from '../../types/data-type.ts';
import { type Interval, intervalParts } from '../../types/interval.ts';
import { type TimeZone, timeZone, UTC } from '../../types/time-zone.ts';
import type { Kernel } from '../function.ts';
import { addMonths } from '../time/calendar.ts';
import { denseLists } from '../vectors/lists.ts';
import { mergeNulls } from '../vectors/nulls.ts';
import { doubles, ints } from '../vectors/numbers.ts';
import { checkedLength, checkStep } from '../vectors/sequence-bounds.ts';
import { moveInstant } from './interval.ts';

/** The shortest month: Spark tells the direction of a step by it, and how long an array may become. */
const MICROS_PER_MONTH = 28 * MICROS_PER_DAY;
const ONE_DAY: Interval = { months: 0, days: 1, micros: 0 };

/**
 * Sequences of dates or timestamps. Every element is `start` moved by a multiple of the step, not the one
 * before moved by the step, so that the end of January is followed by the ends of the months after it.
 */
export function timeSequences(type: DataType, interval: IntervalType): Kernel {
  const isDate = type.kind === 'date';
  return (vectors, length, context) => {
    const [from, to] = vectors
      .slice(0, 2)
      .map((vector) => (isDate ? ints(vector) : doubles(vector)));
    const nulls = mergeNulls(vectors, length);
    const zone = type.kind === 'timestamp' ? timeZone(context.timeZone) : UTC;
    const lengths = new Int32Array(length);
    const values: number[] = [];
    for (let i = 0; i < length; i++) {
      if (nulls !== undefined && nulls[i] === 1) continue;
      const [start, stop] = [from?.[i] as number, to?.[i] as number];
      const parts = stepOf(vectors[2], i, interval, start <= stop);
      if (isDate && parts.months === 0 && parts.days === 0) throw partOfDay();
      const before = values.length;
      if (isDate) addDates(values, start, stop, parts);
      else addInstants(values, start, stop, parts, zone);
      lengths[i] = values.length - before;
    }
    const elements: Vector = isDate
      ? { kind: 'int', length: values.length, nulls: undefined, values: Int32Array.from(values) }
      : {
          kind: 'double',
          length: values.length,
          nulls: undefined,
          values: Float64Array.from(values),
        };
    return denseLists(lengths, elements, nulls);
  };
}

function stepOf(
  steps: Vector | undefined,
  row: number,
  type: IntervalType,
  isUpward: boolean,
): Interval {
  if (steps === undefined) return times(ONE_DAY, isUpward ? 1 : -1);
  if (steps.kind !== 'boxed') throw new TypeError(`expected intervals, found ${steps.kind}`);
  return intervalParts(steps.values[row] ?? null, type);
}

function addInstants(
  out: number[],
  start: number,
  stop: number,
  step: Interval,
  zone: TimeZone,
): void {
  const estimate = checkedEstimate(start, stop, step);
  for (let n = 0, at = start; estimate > 0 ? at <= stop : at >= stop; ) {
    out.push(at);
    if (estimate === 0) return;
    n++;
    at = moveInstant(start, times(step, n), zone);
  }
}

/** A part of a day in the step counts in hours from the first date, whose midnight is in UTC. */
function addDates(out: number[], start: number, stop: number, step: Interval): void {
  const [first, last] = [start * MICROS_PER_DAY, stop * MICROS_PER_DAY];
  const estimate = checkedEstimate(first, last, step);
  for (let n = 0, at = first; estimate > 0 ? at <= last : at >= last; ) {
    out.push(Math.floor(at / MICROS_PER_DAY));
    if (estimate === 0) return;
    n++;
    at =
      addMonths(start, n * step.months) * MICROS_PER_DAY +
      n * (step.days * MICROS_PER_DAY + step.micros);
  }
}

/** About how long a step is; its sign is the direction. */
function checkedEstimate(start: number, stop: number, { months, days, micros }: Interval): number {
  const estimate = months * MICROS_PER_MONTH + days * MICROS_PER_DAY + micros;
  checkStep(start, stop, estimate);
  if (estimate !== 0) checkedLength(Math.floor((stop - start) / estimate) + 1);
  return estimate;
}

function times({ months, days, micros }: Interval, n: number): Interval {
  return { months: n * months, days: n * days, micros: n * micros };
}

function partOfDay(): Error {
  const expected = 'days or months between dates';
  return INVALID_ARGUMENT.error({
    ...{ fn: 'sequence', argument: 3, expected, found: 'less than a day' },
  });
}
