import {
  type Batch,
  defineSink,
  type RecordBatch,
  readValue,
  type Schema,
  type Sink,
} from '@tidemark/core/connector';
import type { Columns, Json } from '../scenario.ts';
import { toJson, typeToJson } from './to-json.ts';

/** Rows in the scenario format. */
export interface Table {
  readonly columns: Columns;
  readonly rows: readonly Json[];
}

function columnsOf({ fields }: Schema): Columns {
  return fields.map(({ name, dataType }) => [name, typeToJson(dataType)]);
}

/** The rows of a batch, exact: nothing passes through JavaScript's numbers or dates. */
export function tableOf({ schema, recordBatches }: Batch): Table {
  return { columns: columnsOf(schema), rows: recordBatches.flatMap(rowsOfBatch) };
}

function rowsOfBatch({ schema, columns, selection, length }: RecordBatch): readonly Json[] {
  const indices = selection ?? Int32Array.from({ length }, (_, row) => row);
  return Array.from(indices, (row) =>
    schema.fields.map(({ dataType }, i) => {
      const vector = columns[i];
      return vector === undefined ? null : toJson(readValue(vector, row, dataType), dataType);
    }),
  );
}

/** A sink that keeps what the one batch of a bounded frame wrote. */
export function tableSink(): { readonly sink: Sink; readonly table: () => Table } {
  let written: Table = { columns: [], rows: [] };
  return {
    table: () => written,
    sink: defineSink({
      name: 'table',
      outputModes: ['append'],
      write(batch) {
        written = tableOf(batch);
        return Promise.resolve();
      },
    }),
  };
}
