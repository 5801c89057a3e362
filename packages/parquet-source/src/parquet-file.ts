import {
  FILE_UNREADABLE,
  type Field,
  type FileBytes,
  type RecordBatch,
  recordBatch,
  type Schema,
  showType,
  TARGET_BATCH_ROWS,
  UNEXPECTED_NULL,
  type Vector,
} from '@tidemark/core/connector';
import type * as Arrow from 'apache-arrow';
import { canRead, dataTypeOf } from './arrow-type.ts';
import { nullVector, vectorOfArrow } from './arrow-vector.ts';
import { MISSING_COLUMN, TYPE_MISMATCH, UNREADABLE_TYPE } from './errors.ts';
import type { Libraries } from './libraries.ts';
import { rowGroupsOf } from './parquet-footer.ts';

/**
 * The columns of a file as its footer says, all nullable, as Spark has them: the next file of the
 * table may lack one.
 *
 * @throws {@link UNREADABLE_TYPE} for a column whose type has no counterpart
 */
export function fileFields(libraries: Libraries, file: FileBytes): Field[] {
  return schemaOf(libraries, file).fields.map(({ name, type }) => {
    const dataType = dataTypeOf(libraries.arrow, type);
    if (dataType === undefined) {
      throw UNREADABLE_TYPE.error({ column: name, arrowType: String(type), file: file.path });
    }
    return { name, dataType, nullable: true };
  });
}

/** What a row group may claim to be, unpacked: the decoder has 4 GiB. */
const MAX_ROW_GROUP_BYTES = 2 ** 31;

/**
 * The rows of a file, row group by row group. Only the wanted columns are decoded, and one row group
 * at a time is in the memory of the decoder, which grows with it and never shrinks.
 *
 * The decoder gives up on damage that it did not think of by a trap of WebAssembly. In a call that is an error like
 * any other; in the promises of its `ParquetFile` it would end the process, so these are not used.
 */
export function* readParquetFile(
  libraries: Libraries,
  file: FileBytes,
  schema: Schema,
): Generator<RecordBatch> {
  const { arrow, parquet } = libraries;
  const groups = guarded(file.path, () => rowGroupsOf(file.bytes));
  const plan = planColumns(arrow, schemaOf(libraries, file), file.path, schema.fields);
  const columns = plan.flatMap(({ inFile }) => inFile ?? []);
  for (const [group, { rowCount, sizeBytes }] of groups.entries()) {
    if (columns.length === 0) {
      for (let from = 0; from < rowCount; from += TARGET_BATCH_ROWS) {
        const length = Math.min(TARGET_BATCH_ROWS, rowCount - from);
        yield recordBatch(schema, build(plan, undefined, length, file.path), length);
      }
      continue;
    }
    if (sizeBytes > MAX_ROW_GROUP_BYTES) {
      throw unreadable(file.path, new RangeError(`a row group of it has ${sizeBytes} bytes`));
    }
    const options = { rowGroups: [group], columns, batchSize: TARGET_BATCH_ROWS };
    // Becomes bytes in one step, which frees the table.
    const ipc = guarded(file.path, () => parquet.readParquet(file.bytes, options).intoIPCStream());
    let rowsRead = 0;
    for (const batch of arrow.RecordBatchReader.from(ipc)) {
      if (batch.numRows === 0) continue;
      rowsRead += batch.numRows;
      yield recordBatch(schema, build(plan, batch, batch.numRows, file.path), batch.numRows);
    }
    if (rowsRead !== rowCount) {
      const reason = `a row group of it has ${rowsRead} rows, and ${rowCount} by its footer`;
      throw unreadable(file.path, new RangeError(reason));
    }
  }
}

function schemaOf({ arrow, parquet }: Libraries, { path, bytes }: FileBytes): Arrow.Schema {
  return guarded(path, () => arrow.tableFromIPC(parquet.readSchema(bytes).intoIPCStream())).schema;
}

/** A column of the result, and its name in the file, where the file has it. */
interface PlannedColumn {
  readonly field: Field;
  readonly inFile?: string;
}

function planColumns(
  arrow: Libraries['arrow'],
  inFile: Arrow.Schema,
  file: string,
  fields: readonly Field[],
): PlannedColumn[] {
  return fields.map((field) => {
    const { name, dataType, nullable } = field;
    const nameInFile = field.sourceName ?? name;
    const found = inFile.fields.find((candidate) => candidate.name === nameInFile);
    if (found === undefined) {
      if (!nullable) throw MISSING_COLUMN.error({ column: name, file });
      return { field };
    }
    const type = dataTypeOf(arrow, found.type);
    if (type === undefined) {
      throw UNREADABLE_TYPE.error({ column: name, arrowType: String(found.type), file });
    }
    if (!canRead(type, dataType)) {
      const expected = showType(dataType);
      throw TYPE_MISMATCH.error({ column: name, file, found: showType(type), expected });
    }
    return { field, inFile: nameInFile };
  });
}

function build(
  plan: readonly PlannedColumn[],
  batch: Arrow.RecordBatch | undefined,
  length: number,
  file: string,
): Vector[] {
  return plan.map(({ field, inFile }) => {
    if (inFile === undefined) return nullVector(field.dataType, length);
    const at = batch?.schema.fields.findIndex(({ name }) => name === inFile) ?? -1;
    const vector = vectorOfArrow(batch?.data.children[at] as Arrow.Data, field.dataType);
    if (!field.nullable && vector.nulls !== undefined) {
      throw UNEXPECTED_NULL.error({ column: field.name, file });
    }
    return vector;
  });
}

function unreadable(file: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return FILE_UNREADABLE.error({ file, format: 'Parquet', reason }, { cause: error });
}

function guarded<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw unreadable(file, error);
  }
}
