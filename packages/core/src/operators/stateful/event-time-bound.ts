import { gather } from '../../columnar/gather.ts';
import type { DoubleVector, Vector } from '../../columnar/vector.ts';

// What stateful operators ask of event times. A time at or before the watermark is late, or final.

export const MICROS_PER_MS = 1000;

export const NO_ROWS: Int32Array = new Int32Array(0);

/** The times that bound the rows of an event-time column: timestamps themselves, the ends of windows. */
export function boundOf(column: Vector): DoubleVector {
  return (column.kind === 'struct' ? column.children[1] : column) as DoubleVector;
}

/** The rows whose time is at or before `limitMicros`, ascending. A null time is never late, never final. */
export function rowsUpTo(times: DoubleVector, length: number, limitMicros: number): Int32Array {
  const { values, nulls } = times;
  const rows = new Int32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) {
    if ((values[row] as number) <= limitMicros && (nulls === undefined || nulls[row] === 0)) {
      rows[count++] = row;
    }
  }
  return rows.slice(0, count);
}

/** The rows below `length` that are not in `rows`, both ascending. */
export function rowsOutside(rows: Int32Array, length: number): Int32Array {
  const rest = new Int32Array(length - rows.length);
  let next = 0;
  let at = 0;
  for (let row = 0; row < length; row++) {
    if (next < rows.length && rows[next] === row) next++;
    else rest[at++] = row;
  }
  return rest;
}

/** Some rows of several columns. */
export function pick(vectors: readonly Vector[], rows: Int32Array): readonly Vector[] {
  return vectors.map((vector) => gather(vector, rows));
}
