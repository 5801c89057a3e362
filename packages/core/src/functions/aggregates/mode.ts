import type { DataType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import type { AggregateFunction } from '../function.ts';
import { argument, expectCount, typeMismatch } from '../scalars/arguments.ts';
import { isOrdered } from '../vectors/compare-rows.ts';
import { type CountedValue, CountedValues, countedValuesFields } from './counted-values.ts';

/**
 * The value that most rows have, nulls aside; null for none. Of values that are as frequent Spark gives
 * any; here it is the one that came first.
 */
export const MODES: readonly AggregateFunction[] = [
  {
    name: 'mode',
    resolve(args) {
      expectCount('mode', args, 1);
      const { dataType } = argument(args, 0);
      if (!isOrdered(dataType)) throw typeMismatch('mode', args, 'values that can be compared');
      return {
        dataType,
        nullable: true,
        stateFields: countedValuesFields(dataType),
        create: () => new ModeAccumulator(dataType),
      };
    },
  },
];

class ModeAccumulator extends CountedValues {
  protected readonly resultType: DataType;

  constructor(type: DataType) {
    super(type);
    this.resultType = type;
  }

  protected result([first, ...others]: readonly CountedValue[]): InternalValue {
    if (first === undefined) return null;
    return others.reduce((best, other) => (other.count > best.count ? other : best), first).value;
  }
}
