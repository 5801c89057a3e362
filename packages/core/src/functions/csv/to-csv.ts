import type { InternalValue } from '../../types/internal-value.ts';
import type { ScalarFunction } from '../function.ts';
import { ofFirst } from '../records/record-function.ts';
import { RecordOptions } from '../records/record-options.ts';
import { argument, expectCount, typeMismatch } from '../scalars/arguments.ts';
import { byRow } from '../scalars/by-row.ts';
import { boxed, TEXT } from '../vectors/row-values.ts';
import { CsvGenerator, isCellType } from './csv-generator.ts';

type Row = readonly InternalValue[];

/** `toCsv(value, options?)`, see `expr/csv-functions.ts`. */
export const TO_CSV: ScalarFunction = {
  name: 'toCsv',
  resolve(args, settings) {
    expectCount('toCsv', args, 1, 2);
    const { dataType } = argument(args, 0);
    if (
      dataType.kind !== 'struct' ||
      !dataType.fields.every((field) => isCellType(field.dataType))
    ) {
      throw typeMismatch('toCsv', args, 'a struct of fields without parts, and no binary ones');
    }
    const types = dataType.fields.map((field) => field.dataType);
    const options = RecordOptions.of('toCsv', args[1]);
    const generator = new CsvGenerator(types, options, settings.timeZone);
    const text = (row: Row): string | null => generator.text(row);
    const fn = byRow<[Row], string>('toCsv', [boxed(dataType)], TEXT, text, { givesNull: true });
    return ofFirst(fn, args, settings);
  },
};
