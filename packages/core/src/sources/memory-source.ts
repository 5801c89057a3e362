import { type RecordBatch, recordBatch, TARGET_BATCH_ROWS } from '../columnar/record-batch.ts';
import { vectorFromJs } from '../columnar/row.ts';
import { checkOptions, type OptionNames } from '../errors/check-options.ts';
import { MEMORY_SOURCE_EMPTIED } from '../errors/source.ts';
import type { Schema } from '../types/schema.ts';
import type {
  Offset,
  OffsetRange,
  PlannedBatch,
  PlannedPartition,
  PlanRequest,
  Source,
  SourceBatch,
  SourceContext,
  SourceReader,
} from './source.ts';

/** A table in memory that a program fills, row by row or in steps. */
export interface MemorySource<R> extends Source<R> {
  /** Makes rows available, in one step: rows of one call are never split over two batches. */
  addData(...rows: readonly R[]): void;
  /**
   * Makes rows of one partition available, in one step. Only a watermark that tells partitions apart
   * asks for them; rows of `addData` are in a partition of their own.
   */
  addDataTo(partition: string, ...rows: readonly R[]): void;
}

export interface MemorySourceOptions {
  /** Partitions that are there before they have rows. Others come into being with their first. */
  readonly partitions?: readonly string[];
  /** How many steps a batch reads at most; the others wait. All there are unless set. */
  readonly maxStepsPerTrigger?: number;
}

const OPTIONS: OptionNames<MemorySourceOptions> = { partitions: true, maxStepsPerTrigger: true };

/** The rows of one step. */
interface Block<R> {
  readonly partition: string;
  readonly rows: readonly R[];
}

/** The partition of rows that name none. */
const UNNAMED = '';

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
  options: MemorySourceOptions = {},
): MemorySource<R> {
  checkOptions('memorySource()', options, OPTIONS);
  const blocks: Block<R>[] = rows.length === 0 ? [] : [{ partition: UNNAMED, rows }];
  return {
    name: 'memory',
    description: 'memory',
    schema,
    addData: (...added) => {
      blocks.push({ partition: UNNAMED, rows: added });
    },
    addDataTo: (partition, ...added) => {
      blocks.push({ partition, rows: added });
    },
    open: (context) => Promise.resolve(new MemoryReader(schema, blocks, context, options)),
  };
}

class MemoryReader<R extends object> implements SourceReader {
  readonly #schema: Schema<R>;
  readonly #blocks: readonly Block<R>[];
  readonly #columns: readonly string[];
  readonly #tellsPartitions: boolean;
  readonly #options: MemorySourceOptions;
  #end: number | undefined;

  constructor(
    schema: Schema<R>,
    blocks: readonly Block<R>[],
    context: SourceContext,
    options: MemorySourceOptions,
  ) {
    this.#schema = schema;
    this.#blocks = blocks;
    this.#columns = context.columns;
    this.#tellsPartitions = context.tellsPartitions === true;
    this.#options = options;
  }

  initialOffset(): Promise<Offset> {
    return Promise.resolve(0);
  }

  planBatch(start: Offset, { ignoreLimits }: PlanRequest): Promise<PlannedBatch> {
    const latest = this.#blocks.length;
    if (Number(start) > latest) {
      const read = Number(start);
      return Promise.reject(MEMORY_SOURCE_EMPTIED.error({ read, held: latest }));
    }
    const { maxStepsPerTrigger = latest } = this.#options;
    const limit = ignoreLimits ? latest : Number(start) + maxStepsPerTrigger;
    const end = Math.min(this.#end ?? latest, limit);
    const partitions = this.#tellsPartitions ? { partitions: this.#partitions(end) } : {};
    return Promise.resolve({ end, latest, ...partitions });
  }

  #partitions(end: number): readonly PlannedPartition[] {
    const hasBacklog = new Map((this.#options.partitions ?? []).map((name) => [name, false]));
    for (const [step, { partition }] of this.#blocks.entries()) {
      hasBacklog.set(partition, step >= end);
    }
    return [...hasBacklog].map(([partition, has]) => ({ partition, hasBacklog: has }));
  }

  captureEnd(): Promise<void> {
    this.#end = this.#blocks.length;
    return Promise.resolve();
  }

  // oxlint-disable-next-line require-await -- the contract is asynchronous, memory is not
  async *read({ start, end }: OffsetRange): AsyncIterable<SourceBatch> {
    const blocks = this.#blocks.slice(Number(start), Number(end));
    if (this.#tellsPartitions) {
      for (const [i, { partition, rows }] of blocks.entries()) {
        const part = `${partition}:${Number(start) + i}`;
        yield* this.#batches(rows, partition, part);
      }
    } else yield* this.#batches(blocks.flatMap(({ rows }) => rows));
  }

  /** @param part - each step is one, as in Spark's memory stream */
  *#batches(
    rows: readonly R[],
    partition?: string,
    part?: string,
  ): Generator<SourceBatch, void, undefined> {
    for (let at = 0; at < rows.length; at += TARGET_BATCH_ROWS) {
      const batch = this.#toBatch(rows.slice(at, at + TARGET_BATCH_ROWS));
      if (partition === undefined || part === undefined) yield { rows: batch, badRecordCount: 0 };
      else yield { rows: { ...batch, origin: { part } }, badRecordCount: 0, partition };
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
