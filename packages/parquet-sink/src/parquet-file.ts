import {
  type Field,
  presentRows,
  type RecordBatch,
  rowCount,
  type Vector,
} from '@tidemark/core/connector';
import { arrowData } from './arrow-data.ts';
import { arrowField } from './arrow-type.ts';
import type { Libraries } from './libraries.ts';

/** How the pages of a file are compressed. */
export type Compression = 'snappy' | 'zstd' | 'gzip' | 'none';

const CODEC = { snappy: 'SNAPPY', zstd: 'ZSTD', gzip: 'GZIP', none: 'UNCOMPRESSED' } as const;

/** Rows to the bytes of one Parquet file with one row group. */
export function encodeParquet(
  { arrow, parquet }: Libraries,
  columns: readonly Field[],
  batches: readonly RecordBatch[],
  compression: Compression,
): Uint8Array {
  const fields = columns.map((field) => arrowField(arrow, field));
  const children = columns.map((field, i) =>
    arrowData(
      arrow,
      field,
      batches.map((batch) => ({ vector: batch.columns[i] as Vector, rows: presentRows(batch) })),
    ),
  );
  const length = batches.reduce((sum, batch) => sum + rowCount(batch), 0);
  const rows = arrow.makeData({ type: new arrow.Struct(fields), length, nullCount: 0, children });
  const schema = new arrow.Schema(fields);
  const ipc = arrow.tableToIPC(
    new arrow.Table(schema, [new arrow.RecordBatch(schema, rows)]),
    'stream',
  );

  const table = parquet.Table.fromIPCStream(ipc);
  let isConsumed = false;
  try {
    const properties = new parquet.WriterPropertiesBuilder()
      .setCompression(parquet.Compression[CODEC[compression]])
      .build();
    // Takes both objects with it, also when it throws; freeing them after that would be an error.
    isConsumed = true;
    return parquet.writeParquet(table, properties);
  } finally {
    if (!isConsumed) table.free();
  }
}
