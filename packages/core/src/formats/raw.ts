import { BINARY, type BinaryType, STRING, type StringType } from '../types/data-type.ts';
import type { Schema } from '../types/schema.ts';
import { ColumnBuilder } from './column-builder.ts';
import type { ByteRecords, DecodedRecords, Format } from './format.ts';
import { isWellFormed } from './utf8.ts';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Records as text, in one column `value`, as Spark's text source gives them. Invalid UTF-8 reads as
 * U+FFFD; a record without a value is null. No record is bad.
 */
export function text(): Format<{ value: string | null }> {
  return rawFormat('text', STRING, (records, column) => {
    const { starts, lengths, length } = records;
    for (let row = 0; row < length; row++) {
      const start = starts[row] as number;
      const end = start + (lengths[row] as number);
      if (end < start) column.setNull(row);
      else if (isWellFormed(records.bytes, start, end)) {
        column.starts[row] = start;
        column.lengths[row] = end - start;
      } else column.set(row, utf8.decode(records.bytes.subarray(start, end)));
    }
  });
}

/** Records as they are, in one column `value`; a record without a value is null. No record is bad. */
export function bytes(): Format<{ value: Uint8Array | null }> {
  return rawFormat('bytes', BINARY, (records, column) => {
    for (let row = 0; row < records.length; row++) {
      const size = records.lengths[row] as number;
      if (size < 0) column.setNull(row);
      else {
        column.starts[row] = records.starts[row] as number;
        column.lengths[row] = size;
      }
    }
  });
}

function rawFormat<R>(
  name: string,
  dataType: StringType | BinaryType,
  read: (records: ByteRecords, column: ColumnBuilder) => void,
): Format<R> {
  const schema: Schema<R> = { fields: [{ name: 'value', dataType, nullable: true }] };
  return {
    name,
    schema,
    mode: 'PERMISSIVE',
    createDecoder({ columns }) {
      const column = new ColumnBuilder(dataType);
      return {
        decode(records): DecodedRecords {
          if (columns.length === 0) return { columns: [], selection: undefined, bad: [] };
          column.begin(records.length);
          read(records, column);

          return { columns: [column.finish(records.bytes)], selection: undefined, bad: [] };
        },
      };
    },
  };
}
