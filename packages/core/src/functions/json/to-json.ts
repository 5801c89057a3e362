import type { InternalValue } from '../../types/internal-value.ts';
import type { ScalarFunction } from '../function.ts';
import { ofFirst } from '../records/record-function.ts';
import { RecordOptions } from '../records/record-options.ts';
import { argument, expectCount, typeMismatch } from '../scalars/arguments.ts';
import { byRow } from '../scalars/by-row.ts';
import { boxed, TEXT } from '../vectors/row-values.ts';
import { JsonGenerator } from './json-generator.ts';

type Present = Exclude<InternalValue, null>;

/** `toJson(value, options?)`, see `expr/records.ts`. */
export const TO_JSON: ScalarFunction = {
  name: 'toJson',
  resolve(args, settings) {
    expectCount('toJson', args, 1, 2);
    const { dataType } = argument(args, 0);
    if (dataType.kind !== 'struct' && dataType.kind !== 'array' && dataType.kind !== 'map') {
      throw typeMismatch('toJson', args, 'a struct, an array or a map');
    }
    const options = RecordOptions.of('toJson', args[1]);
    const generator = new JsonGenerator(dataType, options, settings.timeZone);
    const column = boxed<Present>(dataType);
    const fn = byRow<[Present], string>('toJson', [column], TEXT, (value) => generator.text(value));
    return ofFirst(fn, args, settings);
  },
};
