import { concatVectors } from '../../columnar/concat.ts';
import { gather, gatherOrNull } from '../../columnar/gather.ts';
import type { Vector } from '../../columnar/vector.ts';
import { WRONG_ARGUMENTS } from '../../errors/expression.ts';
import type { Argument } from '../function.ts';
import { argument, constantOf, expectCount } from '../scalars/arguments.ts';
import type { Frames, OrderedRows } from './ordered-rows.ts';
import { positive } from './ranks.ts';
import type { ResolvedRowFunction, RowFunctionKind } from './row-function.ts';

/** Functions that give the value of another row. */
export const OTHER_ROWS: readonly RowFunctionKind[] = [
  { name: 'lag', ownFrame: null, resolve: (args) => resolveOffset('lag', args) },
  { name: 'lead', ownFrame: null, resolve: (args) => resolveOffset('lead', args) },
  { name: 'nthValue', resolve: resolveNth },
];

/** `lag(value, offset, default, ignoreNulls)`; the default is that of the row itself. */
function resolveOffset(fn: 'lag' | 'lead', args: readonly Argument[]): ResolvedRowFunction {
  expectCount(fn, args, 4);
  const { dataType, nullable } = argument(args, 0);
  const offset = constantOf(fn, args, 1, 'a constant whole number');
  if (typeof offset !== 'number' || !Number.isInteger(offset)) {
    const expected = 'a constant whole number';
    throw WRONG_ARGUMENTS.error({ fn, expected, found: String(offset) });
  }
  const by = fn === 'lag' ? -offset : offset;
  const skipsNulls = constantOf(fn, args, 3, 'true or false') === true;
  return {
    dataType,
    nullable: nullable || argument(args, 2).nullable,
    castTo: [undefined, undefined, dataType],
    evaluate: ([values, defaults], rows): Vector => {
      const at =
        skipsNulls && by !== 0 ? valueRows(values as Vector, rows, by) : offsetRows(rows, by);
      // A row that is not there reads the default, which is behind all values.
      for (let row = 0; row < at.length; row++) if (at[row] === -1) at[row] = rows.length + row;
      return gather(concatVectors([values as Vector, defaults as Vector], dataType), at);
    },
  };
}

/** The row so many after each, -1 where its partition has none. */
function offsetRows(
  { length, partitionStarts, partitionEnds }: OrderedRows,
  by: number,
): Int32Array {
  const out = new Int32Array(length);
  for (let row = 0; row < length; row++) {
    const other = row + by;
    const isThere =
      other >= (partitionStarts[row] as number) && other < (partitionEnds[row] as number);
    out[row] = isThere ? other : -1;
  }
  return out;
}

/** As {@link offsetRows}, counting only rows that have a value. */
function valueRows(values: Vector, rows: OrderedRows, by: number): Int32Array {
  const { length, partitionStarts, partitionEnds } = rows;
  const present = presentRows(values, length);
  const out = new Int32Array(length);
  for (let row = 0; row < length; row++) {
    // Before the row there are `before` rows with a value; after it they begin at the next one.
    const before = present.before[row] as number;
    const index = by < 0 ? before + by : (present.before[row + 1] as number) + by - 1;
    const other = index < 0 || index >= present.rows.length ? -1 : (present.rows[index] as number);
    const isThere =
      other >= (partitionStarts[row] as number) && other < (partitionEnds[row] as number);
    out[row] = isThere ? other : -1;
  }
  return out;
}

/** `nthValue(value, position, ignoreNulls)`. */
function resolveNth(args: readonly Argument[]): ResolvedRowFunction {
  expectCount('nthValue', args, 3);
  const { dataType } = argument(args, 0);
  const position = positive('nthValue', args, 1);
  const skipsNulls = constantOf('nthValue', args, 2, 'true or false') === true;
  return {
    dataType,
    nullable: true,
    evaluate: ([values], { length }, frames): Vector => {
      const at = skipsNulls
        ? nthValueRows(values as Vector, length, frames, position)
        : nthRows(length, frames, position);
      return gatherOrNull(values as Vector, at);
    },
  };
}

function nthRows(length: number, { starts, ends }: Frames, position: number): Int32Array {
  const out = new Int32Array(length);
  for (let row = 0; row < length; row++) {
    const other = (starts[row] as number) + position - 1;
    out[row] = other < (ends[row] as number) ? other : -1;
  }
  return out;
}

function nthValueRows(
  values: Vector,
  length: number,
  { starts, ends }: Frames,
  position: number,
): Int32Array {
  const present = presentRows(values, length);
  const out = new Int32Array(length);
  for (let row = 0; row < length; row++) {
    const index = (present.before[starts[row] as number] as number) + position - 1;
    const other = index < present.rows.length ? (present.rows[index] as number) : length;
    out[row] = other < (ends[row] as number) ? other : -1;
  }
  return out;
}

interface PresentRows {
  /** The rows that have a value. */
  readonly rows: Int32Array;
  /** By row how many of them are before it; one more for all. */
  readonly before: Int32Array;
}

function presentRows({ nulls }: Vector, length: number): PresentRows {
  const rows = new Int32Array(length);
  const before = new Int32Array(length + 1);
  let count = 0;
  for (let row = 0; row < length; row++) {
    before[row] = count;
    if (nulls === undefined || nulls[row] === 0) rows[count++] = row;
  }
  before[length] = count;
  return { rows: rows.subarray(0, count), before };
}
