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
import type { ParquetFile } from 'parquet-wasm';
import { canRead, dataTypeOf } from './arrow-type.ts';
import { nullVector, vectorOfArrow } from './arrow-vector.ts';
import { MISSING_COLUMN, TYPE_MISMATCH, UNREADABLE_TYPE } from './errors.ts';
import type { Libraries } from './libraries.ts';

/**
 * The columns of a file as its footer says, all nullable, as Spark has them: the next file of the
 * table may lack one.
 *
 * @throws {@link UNREADABLE_TYPE} for a column whose type has no counterpart
 */
export function fileFields({ arrow, parquet }: Libraries, file: FileBytes): Field[] {
  const { schema } = arrow.tableFromIPC(
    guarded(file.path, () => parquet.readSchema(file.bytes).intoIPCStream()),
  );
  return schema.fields.map(({ name, type }) => {
    const dataType = dataTypeOf(arrow, type);
    if (dataType === undefined) {
      throw UNREADABLE_TYPE.error({ column: name, arrowType: String(type), file: file.path });
    }
    return { name, dataType, nullable: true };
  });
}

/**
 * The rows of a file, row group by row group. Only the wanted columns are decoded, and one row group
 * at a time is in the memory of the decoder, which grows with it and never shrinks.
 */
export async function* readParquetFile(
  libraries: Libraries,
  file: FileBytes,
  schema: Schema,
): AsyncGenerator<RecordBatch> {
  const { arrow, parquet } = libraries;
  const open = await guardedAsync(file.path, () =>
    parquet.ParquetFile.fromFile(new Blob([file.bytes as Uint8Array<ArrayBuffer>])),
  );
  try {
    const plan = planColumns(arrow, schemaOf(arrow, open), file.path, schema.fields);
    const columns = plan.flatMap(({ inFile }) => inFile ?? []);
    for (const [group, rowCount] of rowGroups(open).entries()) {
      if (columns.length === 0) {
        for (let from = 0; from < rowCount; from += TARGET_BATCH_ROWS) {
          const length = Math.min(TARGET_BATCH_ROWS, rowCount - from);
          yield recordBatch(schema, build(plan, undefined, length, file.path), length);
        }
        continue;
      }
      const options = { rowGroups: [group], columns, batchSize: TARGET_BATCH_ROWS };
      // Becomes bytes in one step, which frees the table.
      const ipc = await guardedAsync(file.path, async () =>
        (await open.read(options)).intoIPCStream(),
      );
      for (const batch of arrow.RecordBatchReader.from(ipc)) {
        if (batch.numRows === 0) continue;
        yield recordBatch(schema, build(plan, batch, batch.numRows, file.path), batch.numRows);
      }
    }
  } finally {
    open.free();
  }
}

function schemaOf(arrow: Libraries['arrow'], file: ParquetFile): Arrow.Schema {
  return arrow.tableFromIPC(file.schema().intoIPCStream()).schema;
}

function rowGroups(file: ParquetFile): number[] {
  const metadata = file.metadata();
  try {
    return metadata.rowGroups().map((group) => {
      const rows = group.numRows();
      group.free();
      return rows;
    });
  } finally {
    metadata.free();
  }
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

async function guardedAsync<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw unreadable(file, error);
  }
}
