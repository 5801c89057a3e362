import type { DoubleVector, StructVector, Vector } from '../columnar/vector.ts';
import { BAD_WINDOW } from '../errors/expression.ts';
import { doubles } from './vectors/numbers.ts';

/** A grid of windows in event time. Spark's `window(time, size, slide, start)`; zones play no part. */
export interface WindowSpec {
  readonly sizeMicros: number;
  /** From the start of one window to the start of the next; equal to the size for tumbling windows. */
  readonly slideMicros: number;
  /** Where the grid begins, from the epoch. */
  readonly startMicros: number;
}

/** The windows of the rows that have a time. */
export interface SlidingWindows {
  /** For each window the row it is for; the rows ascend, the windows of a row go from new to old. */
  readonly rows: Int32Array;
  readonly windows: StructVector;
}

/** @throws {@link BAD_WINDOW} */
export function windowSpec(
  sizeMicros: number,
  slideMicros: number = sizeMicros,
  startMicros = 0,
): WindowSpec {
  const isWindow =
    sizeMicros > 0 &&
    slideMicros > 0 &&
    slideMicros <= sizeMicros &&
    Math.abs(startMicros) < slideMicros;
  if (!isWindow) throw BAD_WINDOW.error({ sizeMicros, slideMicros, startMicros });
  return { sizeMicros, slideMicros, startMicros };
}

export function isTumbling({ sizeMicros, slideMicros }: WindowSpec): boolean {
  return sizeMicros === slideMicros;
}

/**
 * The window of each row. A row without a time has none: the struct and its fields are null there,
 * and a grouping drops the row. The fields own their buffers.
 *
 * Quotient, floor, product: exact for every time below 2^53 µs, negative ones too, where `%` on
 * doubles would be 20 times slower.
 */
export function assignTumbling(time: Vector, spec: WindowSpec): StructVector {
  const { sizeMicros, slideMicros, startMicros } = spec;
  const { length, nulls } = time;
  const times = doubles(time);
  const starts = new Float64Array(length);
  const ends = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const slot = Math.floor(((times[i] as number) - startMicros) / slideMicros);
    const start = slot * slideMicros + startMicros;
    starts[i] = start;
    ends[i] = start + sizeMicros;
  }
  return windowVector(starts, ends, nulls);
}

/** All windows of each row, newest first; rows without a time have none. */
export function assignSliding(time: Vector, spec: WindowSpec): SlidingWindows {
  const { sizeMicros, slideMicros, startMicros } = spec;
  const { length, nulls } = time;
  const times = doubles(time);
  const most = Math.ceil(sizeMicros / slideMicros);
  // Only the oldest candidate may end before the time, and only if the slide does not divide the size.
  const rows = new Int32Array(length * most);
  const starts = new Float64Array(length * most);
  let count = 0;
  for (let i = 0; i < length; i++) {
    if (nulls !== undefined && nulls[i] === 1) continue;
    const t = times[i] as number;
    const newest = Math.floor((t - startMicros) / slideMicros) * slideMicros + startMicros;
    for (let w = 0; w < most; w++) {
      const start = newest - w * slideMicros;
      if (t >= start + sizeMicros) break;
      rows[count] = i;
      starts[count] = start;
      count++;
    }
  }
  const ends = new Float64Array(count);
  for (let i = 0; i < count; i++) ends[i] = (starts[i] as number) + sizeMicros;
  return {
    rows: rows.slice(0, count),
    windows: windowVector(starts.slice(0, count), ends, undefined),
  };
}

/**
 * The session that each row would be alone: from its time to its time and the gap. A row without a
 * time, or whose gap is not above 0, has none.
 */
export function assignSessions(time: Vector, gapMicros: number | Float64Array): StructVector {
  const { length } = time;
  const starts = doubles(time);
  const ends = new Float64Array(length);
  let nulls: Uint8Array | undefined;
  for (let i = 0; i < length; i++) {
    const gap = typeof gapMicros === 'number' ? gapMicros : (gapMicros[i] as number);
    ends[i] = (starts[i] as number) + gap;
    if (gap > 0 && time.nulls?.[i] !== 1) continue;
    nulls ??= new Uint8Array(length);
    nulls[i] = 1;
  }
  return windowVector(starts.slice(0, length), ends, nulls);
}

/** Windows from their bounds, which the vector takes over. */
export function windowVector(
  starts: Float64Array,
  ends: Float64Array,
  nulls: Uint8Array | undefined,
): StructVector {
  const length = starts.length;
  const child = (values: Float64Array): DoubleVector => ({ kind: 'double', length, nulls, values });
  return { kind: 'struct', length, nulls, children: [child(starts), child(ends)] };
}
