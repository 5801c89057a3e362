import type { Vector } from '../../columnar/vector.ts';
import { mergeNulls, NullMask } from './nulls.ts';

/**
 * A vector of what `at` gives for each row: null where an argument is, and where `at` gives NaN.
 * `int` holds integers of up to 32 bits and dates, `double` timestamps and safe longs.
 */
export function numberRows(
  kind: 'int' | 'double',
  args: readonly Vector[],
  length: number,
  at: (row: number) => number,
): Vector {
  const mask = new NullMask(mergeNulls(args, length), length);
  const values = kind === 'int' ? new Int32Array(length) : new Float64Array(length);
  for (let row = 0; row < length; row++) {
    if (mask.isNull(row)) continue;
    const value = at(row);
    if (Number.isNaN(value)) mask.setNull(row);
    else values[row] = value;
  }
  const nulls = mask.finish();
  return values instanceof Int32Array
    ? { kind: 'int', length, nulls, values }
    : { kind: 'double', length, nulls, values };
}
