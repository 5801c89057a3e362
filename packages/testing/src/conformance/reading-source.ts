import {
  type Offset,
  type PlannedBatch,
  type Ports,
  type Row,
  rowsOf,
  type Source,
  type SourceReader,
} from '@tidemark/core/connector';
import { requireLaw } from './suite.ts';

/** A source that a law reads, opened as the engine opens it. */
export class ReadingSource {
  readonly #reader: SourceReader;
  /** The columns it was opened for. */
  readonly columns: readonly string[];

  private constructor(reader: SourceReader, columns: readonly string[]) {
    this.#reader = reader;
    this.columns = columns;
  }

  static async open(options: {
    readonly source: Source;
    readonly ports: Ports;
    readonly isStreaming?: boolean;
    /** Whose checkpoint it has: runs of one query share it. */
    readonly query?: number;
    /** Of those the source has; all unless said. */
    readonly columns?: readonly string[];
  }): Promise<ReadingSource> {
    const { source, ports, isStreaming = true, query = 1 } = options;
    const known = source.schema ?? (await source.discoverSchema?.(ports));
    requireLaw(known !== undefined, 'a source without a schema has discoverSchema()');
    const { columns = known.fields.map(({ name }) => name) } = options;
    const schema = { fields: known.fields.filter(({ name }) => columns.includes(name)) };
    const directory = `/checkpoint-${query}/sources/0`;
    if (isStreaming) await ports.fs.mkdir(directory);
    const reader = await source.open({
      ports,
      schema,
      columns,
      wantsBadRecords: false,
      isStreaming,
      ...(isStreaming ? { directory } : {}),
    });
    return new ReadingSource(reader, columns);
  }

  initialOffset(): Promise<Offset> {
    return this.#reader.initialOffset();
  }

  /** The next batch by the source's limits. */
  plan(start: Offset): Promise<PlannedBatch> {
    return this.#reader.planBatch(start, { ignoreLimits: false });
  }

  /** A batch of everything that is there. */
  planAll(start: Offset): Promise<PlannedBatch> {
    return this.#reader.planBatch(start, { ignoreLimits: true });
  }

  captureEnd(): Promise<void> {
    return this.#reader.captureEnd();
  }

  commit(end: Offset): Promise<void> {
    return this.#reader.commit(end);
  }

  async rows(start: Offset, end: Offset): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for await (const batch of this.#reader.read({ start, end })) rows.push(...rowsOf(batch.rows));
    return rows;
  }

  /** Takes one batch of a range and breaks off. */
  async readFirst(start: Offset, end: Offset): Promise<void> {
    for await (const _ of this.#reader.read({ start, end })) return;
  }

  close(): Promise<void> {
    return this.#reader.close();
  }
}
