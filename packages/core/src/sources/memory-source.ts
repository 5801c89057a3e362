import { type RecordBatch, recordBatch, TARGET_BATCH_ROWS } from '../columnar/record-batch.ts';
import { vectorFromJs } from '../columnar/row.ts';
import { MEMORY_SOURCE_EMPTIED } from '../errors/source.ts';
import type { Schema } from '../types/schema.ts';
import type {
  Offset,
  OffsetRange,
  PlannedBatch,
  Source,
  SourceBatch,
  SourceContext,
  SourceReader,
} from './source.ts';

/** A table in memory that a program fills, row by row or in steps. */
export interface MemorySource<R> extends Source<R> {
  /** Makes rows available, in one step: rows of one call are never split over two batches. */
  addData(...rows: readonly R[]): void;
}

/**
 * Rows of the program itself, for tests, demos and small tables. Its offset is the number of
 * `addData` calls; the rows are kept, so a restart in the same process reads them again. The rows are
 * not copied: leave them as they are.
 *
 * @example
 * ```ts
 * const orders = memorySource(schema({ price: double() }), [{ price: 5 }]);
 * orders.addData({ price: 7 }, { price: 1 });
 * ```
 *
 * **Delivery guarantee:** exactly-once while the process lives; nothing is left after it.
 */
export function memorySource<R extends object>(
  schema: Schema<R>,
  rows: readonly R[] = [],
): MemorySource<R> {
  const blocks: (readonly R[])[] = rows.length === 0 ? [] : [rows];
  return {
    name: 'memory',
    description: 'memory',
    schema,
    addData: (...added) => {
      blocks.push(added);
    },
    open: (context) => Promise.resolve(new MemoryReader(schema, blocks, context)),
  };
}

class MemoryReader<R extends object> implements SourceReader {
  readonly #schema: Schema<R>;
  readonly #blocks: readonly (readonly R[])[];
  readonly #columns: readonly string[];
  #end: number | undefined;

  constructor(schema: Schema<R>, blocks: readonly (readonly R[])[], context: SourceContext) {
    this.#schema = schema;
    this.#blocks = blocks;
    this.#columns = context.columns;
  }

  initialOffset(): Promise<Offset> {
    return Promise.resolve(0);
  }

  planBatch(start: Offset): Promise<PlannedBatch> {
    const latest = this.#blocks.length;
    if (Number(start) > latest) {
      const read = Number(start);
      return Promise.reject(MEMORY_SOURCE_EMPTIED.error({ read, held: latest }));
    }
    return Promise.resolve({ end: this.#end ?? latest, latest });
  }

  captureEnd(): Promise<void> {
    this.#end = this.#blocks.length;
    return Promise.resolve();
  }

  // oxlint-disable-next-line require-await -- the contract is asynchronous, memory is not
  async *read({ start, end }: OffsetRange): AsyncIterable<SourceBatch> {
    const rows = this.#blocks.slice(Number(start), Number(end)).flat();
    for (let at = 0; at < rows.length; at += TARGET_BATCH_ROWS) {
      yield { rows: this.#toBatch(rows.slice(at, at + TARGET_BATCH_ROWS)), badRecordCount: 0 };
    }
  }

  #toBatch(rows: readonly R[]): RecordBatch {
    const fields = this.#schema.fields.filter(({ name }) => this.#columns.includes(name));
    const columns = fields.map(({ name, dataType }) =>
      vectorFromJs(
        rows.map((row) => (row as Readonly<Record<string, unknown>>)[name]),
        dataType,
      ),
    );
    return recordBatch({ fields }, columns, rows.length);
  }

  commit(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
