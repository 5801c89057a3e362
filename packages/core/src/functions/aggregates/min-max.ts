import type { DataType } from '../../types/data-type.ts';
import type { Accumulator, AggregateFunction, Argument, ResolvedAggregate } from '../function.ts';
import { argument, expectCount, typeMismatch } from '../scalars/arguments.ts';
import { isOrdered } from '../vectors/compare-rows.ts';
import { BoxedExtremes } from './boxed-extremes.ts';
import { LongExtremes } from './long-extremes.ts';
import { NumberExtremes } from './number-extremes.ts';

/** The least and the greatest value that is not null; null for none. NaN is greater than all numbers. */
export const EXTREMES: readonly AggregateFunction[] = [
  { name: 'min', resolve: (args) => resolveExtreme('min', args, -1) },
  { name: 'max', resolve: (args) => resolveExtreme('max', args, 1) },
];

function resolveExtreme(fn: string, args: readonly Argument[], sign: 1 | -1): ResolvedAggregate {
  expectCount(fn, args, 1);
  const { dataType } = argument(args, 0);
  if (!isOrdered(dataType) || dataType.kind === 'interval') {
    throw typeMismatch(fn, args, 'values that have an order');
  }
  return {
    dataType,
    nullable: true,
    // Stored on disk: never change. Null until a value came.
    stateFields: [{ name: fn, dataType, nullable: true }],
    create: () => accumulatorFor(dataType, sign),
  };
}

function accumulatorFor(type: DataType, sign: 1 | -1): Accumulator {
  switch (type.kind) {
    case 'byte':
    case 'short':
    case 'int':
    case 'date':
    case 'float':
    case 'double':
    case 'timestamp':
    case 'timestamp_ntz':
      return new NumberExtremes(type, sign);
    case 'long':
      return new LongExtremes(type, sign);
    default:
      return new BoxedExtremes(type, sign);
  }
}
