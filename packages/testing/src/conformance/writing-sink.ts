import {
  type Batch,
  batchOf,
  type Committable,
  type OutputMode,
  type Ports,
  type Row,
  recordBatch,
  type Schema,
  type Sink,
  type SinkWriter,
  vectorFromJs,
} from '@tidemark/core/connector';
import type { AnyRow } from '../compare-rows.ts';

/** Rows as a batch of the engine: in columns, in one piece. */
function batchOfRows(schema: Schema, rows: readonly AnyRow[]): Batch<Row> {
  const columns = schema.fields.map(({ name, dataType }) =>
    vectorFromJs(
      rows.map((row) => row[name]),
      dataType,
    ),
  );
  return batchOf(schema as Schema<Row>, [recordBatch(schema, columns, rows.length)]);
}

/** The same rows in pieces, each with a row before and after every other that its selection leaves out. */
export function batchInPieces(
  schema: Schema,
  rows: readonly AnyRow[],
  unwanted: AnyRow,
): Batch<Row> {
  const pieces = rows.map((row) => {
    const [piece] = batchOfRows(schema, [unwanted, row, unwanted]).recordBatches;
    return { ...(piece as Batch['recordBatches'][number]), selection: Int32Array.of(1) };
  });
  return batchOf(schema as Schema<Row>, pieces);
}

export interface SinkOpening {
  readonly sink: Sink<Row>;
  readonly ports: Ports;
  readonly schema: Schema;
  readonly outputMode: OutputMode;
  readonly queryId?: string;
}

/** A sink that a law writes to, in one process, as the engine does. */
export class WritingSink {
  readonly #writer: SinkWriter<Row>;
  readonly #opening: SinkOpening;
  readonly #queryId: string;

  private constructor(writer: SinkWriter<Row>, opening: SinkOpening) {
    this.#writer = writer;
    this.#opening = opening;
    this.#queryId = opening.queryId ?? 'query-1';
  }

  static async open(opening: SinkOpening): Promise<WritingSink> {
    const { sink, ports, schema, outputMode, queryId = 'query-1' } = opening;
    sink.checkSchema?.(schema);
    const writer = await sink.open({
      ports,
      queryId,
      queryName: undefined,
      sinkId: 'sink-0',
      schema,
      outputMode,
      timeZone: 'UTC',
    });
    return new WritingSink(writer, opening);
  }

  /** True for a sink that writes first and shows later. */
  get publishes(): boolean {
    return this.#writer.publish !== undefined;
  }

  /** Resolves with the committable as it comes back from a checkpoint. */
  async write(
    batchId: number,
    rows: readonly AnyRow[] | Batch<Row>,
    isReplay = false,
  ): Promise<Committable | undefined> {
    const { schema, outputMode } = this.#opening;
    const batch = 'recordBatches' in rows ? rows : batchOfRows(schema, rows);
    const queryId = this.#queryId;
    const batchTimeMs = Date.UTC(2024, 0, 1) + batchId * 1000;
    const context = { batchId, queryId, outputMode, batchTimeMs, isReplay };
    const committable = (await this.#writer.write(batch, context)) ?? undefined;
    return committable === undefined
      ? undefined
      : (JSON.parse(JSON.stringify(committable)) as Committable);
  }

  async publish(batchId: number, committable: Committable | undefined): Promise<void> {
    if (committable === undefined) return;
    await this.#writer.publish?.(committable, { batchId, queryId: this.#queryId });
  }

  /** A whole batch: written, a fact, published. */
  async run(
    batchId: number,
    rows: readonly AnyRow[] | Batch<Row>,
    isReplay = false,
  ): Promise<Committable | undefined> {
    const committable = await this.write(batchId, rows, isReplay);
    await this.publish(batchId, committable);
    return committable;
  }

  async close(): Promise<void> {
    await this.#writer.close?.();
  }
}
