import { type RecordBatch, recordBatch, type Schema, vectorFromJs } from '@tidemark/core/connector';

/** A record batch of plain rows. */
export function fromJsColumns(schema: Schema, rows: readonly object[]): RecordBatch {
  const columns = schema.fields.map(({ name, dataType }) =>
    vectorFromJs(
      rows.map((row) => (row as Readonly<Record<string, unknown>>)[name]),
      dataType,
    ),
  );
  return recordBatch(schema, columns, rows.length);
}
