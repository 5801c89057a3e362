import { gather } from '../../columnar/gather.ts';
import type { Vector } from '../../columnar/vector.ts';
import { vectorOf } from '../../columnar/vector-of.ts';
import type { DataType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import { head } from './head.ts';

/** Makes vectors that hold one value in every row. They share one buffer, which grows by doubling. */
export function constantVectors(
  value: InternalValue,
  dataType: DataType,
): (length: number) => Vector {
  const one = vectorOf([value], dataType);
  let longest = one;
  return (length) => {
    if (longest.length < length) {
      longest = gather(one, new Int32Array(Math.max(length, 2 * longest.length)));
    }
    return head(longest, length);
  };
}

/** A vector of nulls. */
export function nullVector(dataType: DataType, length: number): Vector {
  return gather(vectorOf([null], dataType), new Int32Array(length));
}
