import { BAD_EXAMPLE } from '../../errors/record.ts';
import { longOfText } from '../../formats/number-text.ts';
import {
  BOOLEAN,
  DATE,
  type DataType,
  DOUBLE,
  INT,
  LONG,
  STRING,
  TIMESTAMP,
} from '../../types/data-type.ts';
import { timeZone } from '../../types/time-zone.ts';
import { timestampOfText } from '../../types/timestamp.ts';
import type { ScalarFunction } from '../function.ts';
import { decimalTypeOf, digitsOf } from '../records/decimal-type-of.ts';
import { exampleFunction } from '../records/example-function.ts';
import type { RecordOptions } from '../records/record-options.ts';
import { schemaText } from '../records/schema-text.ts';
import { timeReader } from '../time/read-time.ts';
import { CsvCells } from './csv-cells.ts';
import { fractionOf, specialNumbers } from './csv-values.ts';
import { csvReading } from './from-csv.ts';

/** `schemaOfCsv(text, options?)`, see `expr/csv-functions.ts`. */
export const SCHEMA_OF_CSV: ScalarFunction = exampleFunction('schemaOfCsv', (text, options) => {
  const reading = csvReading('schemaOfCsv', options);
  const cells = CsvCells.split(text, reading);
  if (cells === undefined) {
    throw BAD_EXAMPLE.error({ fn: 'schemaOfCsv', reason: 'it has no record' });
  }
  const typeOf = cellTypes(options);
  const fields = cells.map((cell, i) => {
    const isEmpty = cell === '' || cell === reading.nullValue;
    return { name: `_c${i}`, dataType: isEmpty ? STRING : typeOf(cell), nullable: true };
  });
  return schemaText({ kind: 'struct', fields });
});

/** The narrowest type of a cell, as CSVInferSchema tries them. */
function cellTypes(options: RecordOptions): (cell: string) => DataType {
  const zone = timeZone(options.text('timeZone') ?? 'UTC');
  const special = specialNumbers(options);
  const timestampFormat = options.text('timestampFormat');
  const readTimestamp = timestampFormat === undefined ? undefined : timeReader(timestampFormat);
  const isTimestamp = (cell: string): boolean =>
    readTimestamp === undefined
      ? !Number.isNaN(timestampOfText(cell, zone, 0))
      : readTimestamp(cell, zone) !== undefined;
  const prefersDate = options.flag('preferDate', true);
  const readDate = timeReader(options.text('dateFormat') ?? 'yyyy-MM-dd');
  const types: readonly (readonly [DataType, (cell: string) => boolean])[] = [
    [INT, (cell) => Number.isInteger(longOfText(cell)) && Number(cell) === (Number(cell) | 0)],
    [LONG, (cell) => longOfText(cell) !== undefined],
    [DOUBLE, (cell) => special.has(cell) || fractionOf(cell) !== undefined],
    [DATE, (cell) => prefersDate && readDate(cell, zone) !== undefined],
    [TIMESTAMP, isTimestamp],
    [BOOLEAN, (cell) => /^(?:true|false)$/i.test(cell)],
  ];
  return (cell) => {
    if (longOfText(cell) === undefined) {
      const digits = digitsOf(cell);
      const decimal = digits !== undefined && digits.scale <= 0 ? decimalTypeOf(digits) : undefined;
      if (decimal !== undefined) return decimal;
    }
    return types.find(([, fits]) => fits(cell))?.[0] ?? STRING;
  };
}
