import type { RowFrame } from '../../expr/node.ts';
import type { DataType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import type { Frames, OrderedKey, OrderedRows } from './ordered-rows.ts';

/** The frame of functions that are given none: with an order up to the row and its peers, else everything. */
export function defaultFrame(hasOrder: boolean): RowFrame {
  return { unit: 'range', start: null, end: hasOrder ? 0 : null, isValid: true };
}

/** Where the frame of each row begins and ends. */
export function framesOf(rows: OrderedRows, frame: RowFrame): Frames {
  return { starts: startsOf(rows, frame), ends: endsOf(rows, frame) };
}

function startsOf(rows: OrderedRows, { unit, start }: RowFrame): Int32Array {
  if (start === null) return rows.partitionStarts;
  if (unit === 'rows') return moved(rows, start);
  return start === 0 ? rows.peerStarts : valueBounds(rows, start, false);
}

function endsOf(rows: OrderedRows, { unit, end }: RowFrame): Int32Array {
  if (end === null) return rows.partitionEnds;
  if (unit === 'rows') return moved(rows, end + 1);
  return end === 0 ? rows.peerEnds : valueBounds(rows, end, true);
}

/** The row so many after each row, within its partition. */
function moved({ length, partitionStarts, partitionEnds }: OrderedRows, by: number): Int32Array {
  const out = new Int32Array(length);
  for (let row = 0; row < length; row++) {
    const start = partitionStarts[row] as number;
    const end = partitionEnds[row] as number;
    out[row] = Math.min(Math.max(row + by, start), end);
  }
  return out;
}

/**
 * For each row the first row of its partition whose key is not before that of the row and the offset; with
 * `after` the first behind it. Both go on with the rows, as keys in order and an offset are in order.
 */
function valueBounds(rows: OrderedRows, offset: number, after: boolean): Int32Array {
  const { length, partitionStarts, partitionEnds } = rows;
  const [key] = rows.keys as readonly [OrderedKey];
  const { values, compare, dataType } = key;
  const shift = key.descending ? -offset : offset;
  const limit = after ? 1 : 0;
  const out = new Int32Array(length);
  let at = 0;
  for (let row = 0; row < length; row++) {
    const end = partitionEnds[row] as number;
    if (partitionStarts[row] === row) at = row;
    const target = shifted(values[row] ?? null, shift, dataType);
    while (at < end && compare(values[at] ?? null, target) < limit) at++;
    out[row] = at;
  }
  return out;
}

/** A number later; a null is where it is. Longs and decimals stay exact. */
function shifted(value: InternalValue, offset: number, type: DataType): InternalValue {
  if (value === null) return null;
  if (type.kind === 'decimal')
    return (value as bigint) + BigInt(offset) * 10n ** BigInt(type.scale);
  if (typeof value === 'bigint') return value + BigInt(offset);
  const sum = (value as number) + offset;
  const isExact = type.kind !== 'long' || Number.isSafeInteger(sum);
  return isExact ? sum : BigInt(value as number) + BigInt(offset);
}
