import {
  BOOLEAN,
  type DataType,
  type DecimalType,
  DOUBLE,
  type Field,
  LONG,
  type LongType,
} from '../../types/data-type.ts';
import { isFractional, isIntegral } from '../coercion.ts';
import type { AggregateFunction, Argument, ExprSettings, ResolvedAggregate } from '../function.ts';
import { argument, expectCount, typeMismatch } from '../scalars/arguments.ts';
import { DecimalSums } from './decimal-sums.ts';
import { DoubleSums } from './double-sums.ts';
import { LongSums } from './long-sums.ts';
import { isReadAsDouble } from './number-arguments.ts';
import { LONG_AS_DECIMAL, TryLongSums } from './try-long-sums.ts';

/** The sum of the values that are not null; null for none. `trySum` is null where that overflows. */
export const SUMS: readonly AggregateFunction[] = [
  { name: 'sum', resolve: resolveSum },
  {
    name: 'trySum',
    resolve(args, settings) {
      const resolved = resolveSum(args, { ...settings, ansi: false });
      return resolved.dataType.kind === 'long' ? trySumOfLongs(resolved.dataType) : resolved;
    },
  },
];

function resolveSum(args: readonly Argument[], { ansi }: ExprSettings): ResolvedAggregate {
  expectCount('sum', args, 1);
  const { dataType: from } = argument(args, 0);
  if (from.kind === 'decimal') {
    const dataType = sumOfDecimals(from);
    return {
      dataType,
      nullable: true,
      stateFields: decimalSumFields(dataType),
      create: () => new DecimalSums(dataType, ansi),
    };
  }
  if (isIntegral(from)) {
    const dataType = from.kind === 'long' ? from : LONG;
    const stateFields = sumField(dataType);
    const create = (): LongSums => new LongSums(ansi);
    return { dataType, nullable: true, castTo: [dataType], stateFields, create };
  }
  if (!isFractional(from) && !isReadAsDouble(from)) {
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

function trySumOfLongs(dataType: LongType): ResolvedAggregate {
  return {
    dataType,
    nullable: true,
    castTo: [LONG_AS_DECIMAL],
    stateFields: decimalSumFields(LONG_AS_DECIMAL),
    create: () => new TryLongSums(),
  };
}

/** Ten more digits, for ten thousand million of the largest values. */
export function sumOfDecimals({ precision, scale }: DecimalType): DecimalType {
  return { kind: 'decimal', precision: Math.min(precision + 10, 38), scale };
}

// Stored on disk: never change. A null sum of a group that is not empty has overflowed.
export function decimalSumFields(dataType: DecimalType): readonly Field[] {
  return [
    { name: 'sum', dataType, nullable: true },
    { name: 'isEmpty', dataType: BOOLEAN, nullable: false },
  ];
}

// Stored on disk: never change. Null until a value came.
function sumField(dataType: DataType): readonly Field[] {
  return [{ name: 'sum', dataType, nullable: true }];
}
