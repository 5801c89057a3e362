import {
  type Batch,
  batchOf,
  type Row,
  recordBatch,
  type Schema,
  vectorFromJs,
} from '@tidemark/core/connector';

/** A batch of JavaScript rows. */
export function rowsBatch(schema: Schema, rows: readonly Row[]): Batch<Row> {
  const columns = schema.fields.map(({ name, dataType }) =>
    vectorFromJs(
      rows.map((row) => row[name]),
      dataType,
    ),
  );
  return batchOf(schema as Schema<Row>, [recordBatch(schema, columns, rows.length)]);
}
