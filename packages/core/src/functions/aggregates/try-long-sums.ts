import { readValue } from '../../columnar/read-value.ts';
import type { Vector } from '../../columnar/vector.ts';
import { vectorOf } from '../../columnar/vector-of.ts';
import { type DecimalType, LONG } from '../../types/data-type.ts';
import { settle } from '../cast/from-text.ts';
import { DecimalSums } from './decimal-sums.ts';

/** Holds every long, and the sums that leave its range. */
export const LONG_AS_DECIMAL: DecimalType = { kind: 'decimal', precision: 20, scale: 0 };

/** Sums of 64 bits that are null once they have left the range, in the order of the rows. */
export class TryLongSums extends DecimalSums {
  constructor() {
    super(LONG_AS_DECIMAL, false, (sum) => BigInt.asIntN(64, sum) === sum);
  }

  override finish(groups: Int32Array): Vector {
    const sums = super.finish(groups);
    const longs = Array.from(groups, (_, i) => {
      const sum = readValue(sums, i, LONG_AS_DECIMAL);
      return sum === null ? null : settle(sum as bigint);
    });
    return vectorOf(longs, LONG);
  }
}
