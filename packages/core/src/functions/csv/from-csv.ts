import { MALFORMED_TEXT } from '../../errors/record.ts';
import type { DataType, Field } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import { timeZone } from '../../types/time-zone.ts';
import type { EvalContext, ScalarFunction } from '../function.ts';
import {
  CORRUPT_RECORD,
  corruptField,
  expectText,
  ofFirst,
  RECORD_TEXT,
  schemaArgument,
} from '../records/record-function.ts';
import { RecordOptions } from '../records/record-options.ts';
import { recordTimes } from '../records/record-times.ts';
import { expectCount, typeMismatch } from '../scalars/arguments.ts';
import { byRow } from '../scalars/by-row.ts';
import { boxed } from '../vectors/row-values.ts';
import { CsvCells, type CsvReading } from './csv-cells.ts';
import { csvSyntax, refuseOption } from './csv-options.ts';
import { cellReader, type ReadCell } from './csv-values.ts';

/** `fromCsv(text, schema, options?)`, see `expr/csv-functions.ts`. */
export const FROM_CSV: ScalarFunction = {
  name: 'fromCsv',
  resolve(args, settings) {
    expectCount('fromCsv', args, 2, 3);
    expectText('fromCsv', args);
    const dataType = schemaArgument('fromCsv', args, 1);
    if (dataType.kind !== 'struct') throw typeMismatch('fromCsv', args, 'a struct');
    const options = RecordOptions.of('fromCsv', args[2]);
    const mode = options.mode();
    const times = recordTimes(options, timeZone(options.text('timeZone') ?? settings.timeZone));
    const { fields } = dataType;
    const corruptName = options.text('columnNameOfCorruptRecord') ?? CORRUPT_RECORD;
    const corrupt = corruptField('fromCsv', fields, corruptName);
    const reads = fields
      .filter((_, i) => i !== corrupt)
      .map(({ dataType: type }) => {
        const read = cellReader(type, options, times);
        if (read !== undefined) return read;
        throw typeMismatch('fromCsv', args, 'fields without parts, and no binary ones');
      });
    const parse = parser(reads, corrupt, csvReading('fromCsv', options), mode === 'FAILFAST');
    const canFail = mode === 'FAILFAST' || fields.some(isTime);
    const fn = byRow('fromCsv', [RECORD_TEXT], boxed(dataType), parse, { canFail });
    return ofFirst(fn, args, settings);
  },
};

/** @throws `OPTION.BAD_VALUE` */
export function csvReading(fn: string, options: RecordOptions): CsvReading {
  refuseOption(fn, options, 'unescapedQuoteHandling', 'STOP_AT_DELIMITER');
  return {
    ...csvSyntax(fn, options),
    emptyValue: options.text('emptyValue') ?? '',
    ignoreLeadingWhiteSpace: options.flag('ignoreLeadingWhiteSpace', false),
    ignoreTrailingWhiteSpace: options.flag('ignoreTrailingWhiteSpace', false),
  };
}

type Parse = (text: string, context: EvalContext) => readonly InternalValue[];

/** Cells that are missing, or have another type, are null, and the record then is a bad one. */
function parser(
  reads: readonly ReadCell[],
  corrupt: number,
  reading: CsvReading,
  failsFast: boolean,
): Parse {
  return (text, context) => {
    const row = new Array<InternalValue>(reads.length).fill(null);
    const cells = reads.length === 0 ? [] : CsvCells.split(text, reading);
    let failure = cells?.length === reads.length ? undefined : 'it has another number of cells';
    for (const [i, read] of reads.entries()) {
      const cell = cells?.[i];
      if (cell === undefined || cell === reading.nullValue) continue;
      const value = read(cell, context);
      if (value === undefined) failure ??= 'a cell does not have the type of its field';
      else row[i] = value;
    }
    if (failure !== undefined && failsFast) {
      throw MALFORMED_TEXT.error({ fn: 'fromCsv', reason: failure });
    }
    if (corrupt < 0) return row;
    const isKept = failure !== undefined && cells !== undefined;
    return row.toSpliced(corrupt, 0, isKept ? text.replace(/^\ufeff|\r?\n$/g, '') : null);
  };
}

function isTime({ dataType }: Field): boolean {
  return isTimeType(dataType);
}

function isTimeType({ kind }: DataType): boolean {
  return kind === 'date' || kind === 'timestamp' || kind === 'timestamp_ntz';
}
