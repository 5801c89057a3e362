import type { Session } from '@tidemark/core';
import type { Sink } from '@tidemark/core/connector';
import { defineSink } from '@tidemark/core/connector';
import { parquetSink } from '@tidemark/parquet-sink';
import { parquetSource } from '@tidemark/parquet-source';
import type { Columns, SinkSpec } from '../scenario.ts';
import { schemaOf } from '../values/column-type.ts';
import { type Table, tableOf, tableSink } from '../values/table.ts';
import { OUTPUT, type World } from './world.ts';

/** Where the rows of a scenario go, and how they are looked at, as far as they can be. */
export interface Output {
  readonly sink: Sink;
  /** Everything there; in complete mode the newest table. */
  all?(columns: Columns, session: Session): Promise<Table>;
  /** What came since the last look; in complete mode the newest table, if it is new. */
  unseen?(): Table;
  /** What the newest batch wrote. */
  newest?(): Table;
  /** Ends a look: what is there now is seen. */
  look?(): void;
  clear?(): void;
}

interface WrittenBatch {
  readonly batchId: number;
  readonly table: Table;
}

/** Batches in memory. A batch that runs again finds what it wrote, as in Spark's memory sink. */
export class MemoryOutput implements Output {
  #batches: WrittenBatch[] = [];
  #seenBatchId = -1;
  readonly sink: Sink = defineSink({
    name: 'collected',
    outputModes: ['append', 'update', 'complete'],
    deliveryGuarantee: 'exactly-once',
    write: (batch, { batchId, outputMode }) => {
      if (batchId > this.#newestId) {
        if (outputMode === 'complete') this.#batches = [];
        this.#batches.push({ batchId, table: tableOf(batch) });
      }
      return Promise.resolve();
    },
  });

  get #newestId(): number {
    return this.#batches.at(-1)?.batchId ?? -1;
  }

  all(): Promise<Table> {
    return Promise.resolve(joined(this.#batches));
  }

  unseen(): Table {
    return joined(this.#batches.filter(({ batchId }) => batchId > this.#seenBatchId));
  }

  newest(): Table {
    return joined(this.#batches.slice(-1));
  }

  look(): void {
    this.#seenBatchId = this.#newestId;
  }

  clear(): void {
    this.#batches = [];
    this.#seenBatchId = -1;
  }
}

function joined(batches: readonly WrittenBatch[]): Table {
  const tables = batches.map(({ table }) => table);
  return { columns: tables.at(-1)?.columns ?? [], rows: tables.flatMap(({ rows }) => rows) };
}

/** A folder of files on the simulated disk, read back as users read it. */
export class FileOutput implements Output {
  readonly sink: Sink;
  readonly #world: World;

  constructor({ partitionBy }: SinkSpec, world: World) {
    this.#world = world;
    const options = { path: OUTPUT, ...(partitionBy === undefined ? {} : { partitionBy }) };
    this.sink = parquetSink<unknown>(options as { path: string });
  }

  async all(columns: Columns, session: Session): Promise<Table> {
    if (!(await this.#world.exists(OUTPUT))) return { columns, rows: [] };
    const { sink, table } = tableSink();
    const source = parquetSource({ path: OUTPUT, schema: schemaOf(columns) });
    const names = columns.map(([name]) => name);
    await session
      .read(source)
      .select(...names)
      .write(sink);
    return table();
  }
}
