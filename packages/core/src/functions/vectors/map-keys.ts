import { readValue } from '../../columnar/read-value.ts';
import { valueText } from '../../columnar/value-text.ts';
import type { ListVector } from '../../columnar/vector.ts';
import { DUPLICATED_MAP_KEY, NULL_MAP_KEY } from '../../errors/collection.ts';
import type { DataType } from '../../types/data-type.ts';
import { elementCodes, SeenCodes } from './element-codes.ts';
import { entriesOf } from './lists.ts';

/**
 * The maps themselves, if every one of them is one (Spark's `mapKeyDedupPolicy` EXCEPTION, its default).
 * NaN equals NaN; 0.0 and -0.0 are two keys.
 *
 * @param maps - dense: every entry belongs to a row
 * @throws {@link NULL_MAP_KEY} and {@link DUPLICATED_MAP_KEY}
 */
export function checkKeys(fn: string, maps: ListVector, key: DataType): ListVector {
  const { starts, lengths, length } = maps;
  const [keys] = entriesOf(maps);
  if (keys.nulls?.subarray(0, keys.length).includes(1) === true) throw NULL_MAP_KEY.error({ fn });
  const { codes, numCodes } = elementCodes(keys, key);
  const seen = new SeenCodes(numCodes);
  for (let i = 0; i < length; i++) {
    seen.nextRow();
    const start = starts[i] as number;
    const end = start + (lengths[i] as number);
    for (let e = start; e < end; e++) {
      if (seen.add(codes[e] as number)) continue;
      throw DUPLICATED_MAP_KEY.error({ fn, key: valueText(readValue(keys, e, key), key) });
    }
  }
  return maps;
}
