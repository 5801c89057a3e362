import {
  type DataType,
  type DecimalType,
  DOUBLE,
  type Field,
  LONG,
} from '../../types/data-type.ts';
import { isFractional, isIntegral } from '../coercion.ts';
import type { AggregateFunction, Argument, ExprSettings, ResolvedAggregate } from '../function.ts';
import { argument, expectCount, typeMismatch } from '../scalars/arguments.ts';
import { DecimalSums } from './decimal-sums.ts';
import { DoubleSums } from './double-sums.ts';
import { LongSums } from './long-sums.ts';

/** The sum of the values that are not null; null for none. */
export const SUMS: readonly AggregateFunction[] = [{ name: 'sum', resolve: resolveSum }];

function resolveSum(args: readonly Argument[], { ansi }: ExprSettings): ResolvedAggregate {
  expectCount('sum', args, 1);
  const { dataType: from } = argument(args, 0);
  if (from.kind === 'decimal') {
    const dataType = sumOfDecimals(from);
    return {
      dataType,
      nullable: true,
      // Stored on disk: never change. A null sum of a group that is not empty has overflowed.
      stateFields: [
        { name: 'sum', dataType, nullable: true },
        { name: 'isEmpty', dataType: { kind: 'boolean' }, nullable: false },
      ],
      create: () => new DecimalSums(dataType, ansi),
    };
  }
  if (isIntegral(from)) {
    const dataType = from.kind === 'long' ? from : LONG;
    const stateFields = sumField(dataType);
    const create = (): LongSums => new LongSums(ansi);
    return { dataType, nullable: true, castTo: [dataType], stateFields, create };
  }
  if (!isFractional(from) && from.kind !== 'string' && from.kind !== 'null') {
    throw typeMismatch('sum', args, 'a number');
  }
  const create = (): DoubleSums => new DoubleSums();
  return {
    dataType: DOUBLE,
    nullable: true,
    castTo: [DOUBLE],
    stateFields: sumField(DOUBLE),
    create,
  };
}

/** Ten more digits, for ten thousand million of the largest values. */
export function sumOfDecimals({ precision, scale }: DecimalType): DecimalType {
  return { kind: 'decimal', precision: Math.min(precision + 10, 38), scale };
}

// Stored on disk: never change. Null until a value came.
function sumField(dataType: DataType): readonly Field[] {
  return [{ name: 'sum', dataType, nullable: true }];
}
