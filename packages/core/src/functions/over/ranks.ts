import type { Vector } from '../../columnar/vector.ts';
import { WRONG_ARGUMENTS } from '../../errors/expression.ts';
import { DOUBLE, INT } from '../../types/data-type.ts';
import type { Argument } from '../function.ts';
import { constantOf, expectCount } from '../scalars/arguments.ts';
import type { OrderedRows } from './ordered-rows.ts';
import type { ResolvedRowFunction, RowFunctionKind } from './row-function.ts';

/** Functions of where a row stands in its partition. */
export const RANKS: readonly RowFunctionKind[] = [
  ints('rowNumber', ({ length, partitionStarts }, out) => {
    for (let row = 0; row < length; row++) out[row] = row - (partitionStarts[row] as number) + 1;
  }),
  ints('rank', ({ length, partitionStarts, peerStarts }, out) => {
    for (let row = 0; row < length; row++) {
      out[row] = (peerStarts[row] as number) - (partitionStarts[row] as number) + 1;
    }
  }),
  ints('denseRank', ({ length, partitionStarts, peerStarts }, out) => {
    for (let row = 0; row < length; row++) {
      if (partitionStarts[row] === row) out[row] = 1;
      else out[row] = (out[row - 1] as number) + (peerStarts[row] === row ? 1 : 0);
    }
  }),
  doubles('percentRank', 'rows', ({ length, partitionStarts, partitionEnds, peerStarts }, out) => {
    for (let row = 0; row < length; row++) {
      const start = partitionStarts[row] as number;
      const others = (partitionEnds[row] as number) - start - 1;
      out[row] = others === 0 ? 0 : ((peerStarts[row] as number) - start) / others;
    }
  }),
  doubles('cumeDist', 'range', ({ length, partitionStarts, partitionEnds, peerEnds }, out) => {
    for (let row = 0; row < length; row++) {
      const start = partitionStarts[row] as number;
      const size = (partitionEnds[row] as number) - start;
      out[row] = ((peerEnds[row] as number) - start) / size;
    }
  }),
  { name: 'ntile', ownFrame: 'rows', resolve: resolveNtile },
];

function ints(name: string, fill: (rows: OrderedRows, out: Int32Array) => void): RowFunctionKind {
  return {
    name,
    ownFrame: 'rows',
    resolve: (args) => {
      expectCount(name, args, 0);
      return {
        dataType: INT,
        nullable: false,
        evaluate: (_, rows): Vector => {
          const values = new Int32Array(rows.length);
          fill(rows, values);
          return { kind: 'int', length: rows.length, nulls: undefined, values };
        },
      };
    },
  };
}

function doubles(
  name: string,
  ownFrame: 'rows' | 'range',
  fill: (rows: OrderedRows, out: Float64Array) => void,
): RowFunctionKind {
  return {
    name,
    ownFrame,
    resolve: (args) => {
      expectCount(name, args, 0);
      return {
        dataType: DOUBLE,
        nullable: false,
        evaluate: (_, rows): Vector => {
          const values = new Float64Array(rows.length);
          fill(rows, values);
          return { kind: 'double', length: rows.length, nulls: undefined, values };
        },
      };
    },
  };
}

/** The first buckets have one row more where the rows cannot be divided. */
function resolveNtile(args: readonly Argument[]): ResolvedRowFunction {
  expectCount('ntile', args, 1);
  const buckets = positive('ntile', args, 0);
  return {
    dataType: INT,
    nullable: false,
    evaluate: (_, { length, partitionStarts, partitionEnds }): Vector => {
      const values = new Int32Array(length);
      for (let row = 0; row < length; row++) {
        const start = partitionStarts[row] as number;
        const size = (partitionEnds[row] as number) - start;
        const larger = size % buckets;
        const least = (size - larger) / buckets;
        const inLarger = larger * (least + 1);
        const place = row - start;
        values[row] =
          place < inLarger
            ? Math.floor(place / (least + 1)) + 1
            : larger + Math.floor((place - inLarger) / least) + 1;
      }
      return { kind: 'int', length, nulls: undefined, values };
    },
  };
}

/** A constant whole number above 0. */
export function positive(fn: string, args: readonly Argument[], index: number): number {
  const expected = 'a constant whole number above 0';
  const value = constantOf(fn, args, index, expected);
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw WRONG_ARGUMENTS.error({ fn, expected, found: String(value) });
}
