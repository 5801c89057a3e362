import type { Vector } from '../../columnar/vector.ts';
import { checkOptions, type OptionNames } from '../../errors/check-options.ts';
import { NOT_ONE_TEXT_COLUMN } from '../../errors/file-sink.ts';
import { JsonWriter } from '../../formats/json-writer.ts';
import type { Sink } from '../sink.ts';
import type { FileEncoder } from './file-encoder.ts';
import { FILE_SINK_OPTIONS, type FileSinkOptions, fileSinkOf } from './file-sink.ts';
import { packedFiles, type TextCompression } from './packed-files.ts';
import { presentRows } from './present-rows.ts';

export interface TextSinkOptions<R> extends FileSinkOptions<R> {
  /** `gzip` packs each file and ends its name in `.gz`; `none` without a word. */
  readonly compression?: TextCompression;
}

const OPTIONS: OptionNames<TextSinkOptions<unknown>> = { ...FILE_SINK_OPTIONS, compression: true };
const NEWLINE = 0x0a;

/**
 * Writes the one column of strings that the rows have beside partition columns, a line a row, as
 * Spark's text sink does. A null is an empty line; a text with line breaks reads back as several rows.
 *
 * **Delivery guarantee:** exactly once. A batch that runs again after a crash replaces what it had
 * staged, and publishing it again changes nothing.
 *
 * @throws `FILE_SINK.NOT_ONE_TEXT_COLUMN` for rows of other columns
 */
export function textSink<R>(options: TextSinkOptions<R>): Sink<R, 'append'> {
  checkOptions('textSink()', options, OPTIONS);
  return fileSinkOf(packedFiles(textFiles, options.compression ?? 'none'), options);
}

const textFiles: FileEncoder = {
  name: 'text',
  extension: 'txt',
  checkSchema({ fields }) {
    if (fields.length === 1 && fields[0]?.dataType.kind === 'string') return;
    throw NOT_ONE_TEXT_COLUMN.error({ columns: fields.map(({ name }) => name) });
  },
  encode(_, batches) {
    const writer = new JsonWriter();
    for (const batch of batches) {
      const column = batch.columns[0] as Vector;
      for (const row of presentRows(batch)) {
        if (column.nulls?.[row] !== 1) writeText(writer, column, row);
        writer.writeByte(NEWLINE);
      }
    }
    return writer.bytes.subarray(0, writer.length);
  },
};

function writeText(writer: JsonWriter, column: Vector, row: number): void {
  if (column.kind === 'dictionary') {
    return writer.writeBytes(column.dictionary.bytes(column.codes[row] as number));
  }
  if (column.kind !== 'bytes') throw new TypeError(`a ${column.kind} vector holds no text`);
  const start = column.starts[row] as number;
  writer.writeBytes(column.bytes.subarray(start, start + (column.lengths[row] as number)));
}
