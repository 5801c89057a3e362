import type { OptionNames } from '../../errors/check-options.ts';
import {
  BAD_PARTITION_TYPE,
  NO_DATA_COLUMNS,
  REPEATED_PARTITION_COLUMN,
  UNKNOWN_PARTITION_COLUMN,
} from '../../errors/file-sink.ts';
import { showType } from '../../types/data-type.ts';
import type { Schema } from '../../types/schema.ts';
import type { Sink } from '../sink.ts';
import type { FileEncoder } from './file-encoder.ts';
import { FileSinkWriter, type OutputColumns } from './file-sink-writer.ts';
import { OutputDirectory } from './output-directory.ts';

/** @typeParam R - the rows that are written */
export interface FileSinkOptions<R> {
  /** The folder of the files. It belongs to one sink of one query for ever. */
  readonly path: string;
  /**
   * Columns whose values become folders, `country=NL/day=2024-01-31/`. They are not in the files.
   * Null and the empty string share a folder and read back as null, as with Spark.
   */
  readonly partitionBy?: readonly (keyof R & string)[];
  /** A batch with more partitions than this ends the query. Each is a file of its own. Default 1000. */
  readonly maxPartitionsPerBatch?: number;
  /**
   * True also writes Spark's log `_spark_metadata`, by which Spark reads whole batches only. It holds
   * absolute paths, so the folder cannot be moved, and it grows with the number of files. Default false.
   */
  readonly sparkMetadata?: boolean;
}

/** The names of {@link FileSinkOptions}, for sinks that have more. */
export const FILE_SINK_OPTIONS: OptionNames<FileSinkOptions<unknown>> = {
  path: true,
  partitionBy: true,
  maxPartitionsPerBatch: true,
  sparkMetadata: true,
};

/**
 * Writes each batch as files of some kind into a folder that is read as one table.
 *
 * Files are staged out of sight, and get their names when the batch is a fact in the checkpoint.
 * Then `_log` names them with sizes and checksums; who reads by it sees whole batches only. A reader
 * that lists the folder may see some files of a committed batch a moment before the others.
 *
 * **Delivery guarantee:** exactly once. A batch that runs again after a crash replaces what it had
 * staged, and publishing it again changes nothing.
 */
export function fileSinkOf<R>(
  encoder: FileEncoder,
  options: FileSinkOptions<R>,
): Sink<R, 'append'> {
  const { path, partitionBy = [], maxPartitionsPerBatch = 1000 } = options;
  const checkSchema = (schema: Schema): void => {
    checkPartitions(schema, partitionBy);
    if (partitionBy.length === schema.fields.length) throw NO_DATA_COLUMNS.error({ path });
    encoder.checkSchema(outputColumns(schema, partitionBy).schema);
  };
  return {
    name: encoder.name,
    description: `${encoder.name}(${path})`,
    outputModes: ['append'],
    deliveryGuarantee: 'exactly-once',
    checkSchema,
    async open(context) {
      checkSchema(context.schema);
      return new FileSinkWriter({
        encoder,
        directory: await OutputDirectory.open(path, context, options),
        columns: outputColumns(context.schema, partitionBy),
        maxPartitionsPerBatch,
        rand: context.ports.rand,
      });
    },
  };
}

const NAMES_NO_DIRECTORY: ReadonlySet<string> = new Set([
  'binary',
  'array',
  'map',
  'struct',
  'interval',
  'null',
]);

function checkPartitions({ fields }: Schema, partitionBy: readonly string[]): void {
  for (const [i, column] of partitionBy.entries()) {
    const field = fields.find(({ name }) => name === column);
    if (field === undefined) {
      const columns = fields.map(({ name }) => name);
      throw UNKNOWN_PARTITION_COLUMN.error({ column, columns });
    }
    if (partitionBy.indexOf(column) !== i) throw REPEATED_PARTITION_COLUMN.error({ column });
    const { dataType } = field;
    if (NAMES_NO_DIRECTORY.has(dataType.kind)) {
      throw BAD_PARTITION_TYPE.error({ column, dataType: showType(dataType) });
    }
  }
}

function outputColumns({ fields }: Schema, partitionBy: readonly string[]): OutputColumns {
  const inFiles = fields.filter(({ name }) => !partitionBy.includes(name));
  return {
    schema: { fields: inFiles },
    indexes: inFiles.map((field) => fields.indexOf(field)),
    partitions: partitionBy.flatMap((name) =>
      fields.flatMap((field, index) =>
        field.name === name ? [{ index, name, dataType: field.dataType }] : [],
      ),
    ),
  };
}
