import { checkOptions, type OptionNames } from '../../errors/check-options.ts';
import { FORMAT_UNSUPPORTED_TYPE } from '../../errors/format.ts';
import { encodeJsonLines } from '../../formats/json-lines.ts';
import { showType } from '../../types/data-type.ts';
import type { Sink } from '../sink.ts';
import type { FileEncoder } from './file-encoder.ts';
import { FILE_SINK_OPTIONS, type FileSinkOptions, fileSinkOf } from './file-sink.ts';
import { packedFiles, type TextCompression } from './packed-files.ts';

export interface JsonSinkOptions<R> extends FileSinkOptions<R> {
  /** `gzip` packs each file and ends its name in `.gz`; `none` without a word. */
  readonly compression?: TextCompression;
}

const OPTIONS: OptionNames<JsonSinkOptions<unknown>> = {
  ...FILE_SINK_OPTIONS,
  compression: true,
};

/**
 * Writes each batch as files of JSON lines, an object a row, by the conventions of Spark: null fields
 * are left out, times are ISO 8601 in UTC, binary is base64. Read them with
 * `fileSource({ path, format: json(…) })`, Spark, DuckDB or jq.
 *
 * Files appear as `fileSinkOf` says: a whole batch, once it is a fact in the checkpoint.
 *
 * **Delivery guarantee:** exactly once. A batch that runs again after a crash replaces what it had
 * staged, and publishing it again changes nothing.
 *
 * @throws `FORMAT.UNSUPPORTED_TYPE` for a column of intervals
 * @example
 * ```ts
 * alerts.writeTo(jsonSink({ path: './out/alerts', partitionBy: ['category'] }));
 * ```
 */
export function jsonSink<R>(options: JsonSinkOptions<R>): Sink<R, 'append'> {
  checkOptions('jsonSink()', options, OPTIONS);
  return fileSinkOf(packedFiles(jsonFiles, options.compression ?? 'none'), options);
}

const jsonFiles: FileEncoder = {
  name: 'json',
  extension: 'json',
  checkSchema({ fields }) {
    const field = fields.find(({ dataType }) => dataType.kind === 'interval');
    if (field === undefined) return;
    const type = showType(field.dataType);
    throw FORMAT_UNSUPPORTED_TYPE.error({ format: 'json', column: field.name, type });
  },
  encode: (_, recordBatches) => encodeJsonLines({ recordBatches }),
};
