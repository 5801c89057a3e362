import type { OutputMode, Ports, Row, Sink } from '@tidemark/core/connector';

/** The rows of one batch that is published. */
interface AnsweredBatch {
  /** Tells apart the checkpoints of a script. */
  readonly queryId: string;
  readonly batchId: number;
  readonly rows: readonly Row[];
}

/**
 * Where the rows of a tested query go: a place outside of its machine, so that it outlives crashes.
 * Rows are staged by `write` and seen after `publish`, as in a sink that is exactly-once; so a check
 * sees what is committed and nothing else.
 */
export class AnswerSink {
  readonly #staged = new Map<string, readonly Row[]>();
  #batches: AnsweredBatch[] = [];
  #checked = 0;
  #outputMode: OutputMode = 'append';
  /** The ports of the session that runs the query; known once it was started. */
  ports: Ports | undefined;
  /** The columns of a row. */
  columns: readonly string[] = [];

  readonly sink: Sink<Row> = {
    name: 'answer',
    description: 'answer',
    outputModes: ['append', 'update', 'complete'],
    deliveryGuarantee: 'exactly-once',
    isEphemeral: true,
    open: ({ ports, queryId, sinkId, schema, outputMode }) => {
      this.ports = ports;
      this.#outputMode = outputMode;
      this.columns = schema.fields.map(({ name }) => name);
      const nameOf = (batchId: number): string => JSON.stringify([queryId, sinkId, batchId]);
      return Promise.resolve({
        write: (batch, { batchId }) => {
          this.#staged.set(nameOf(batchId), [...batch.rows()]);
          return Promise.resolve(batch.rowCount);
        },
        publish: (_, { batchId }) => {
          const rows = this.#staged.get(nameOf(batchId));
          this.#staged.delete(nameOf(batchId));
          if (rows !== undefined) this.#batches.push({ queryId, batchId, rows });
          return Promise.resolve();
        },
      });
    },
  };

  /** All rows so far; in complete mode the newest result. */
  get rows(): readonly Row[] {
    return this.#outputMode === 'complete'
      ? this.lastBatch
      : this.#batches.flatMap(({ rows }) => rows);
  }

  /** The rows of the newest batch, none if it gave none. */
  get lastBatch(): readonly Row[] {
    return this.#batches.at(-1)?.rows ?? [];
  }

  /** The rows of the batches after those that {@link markChecked} marked; in complete mode of the newest. */
  get newRows(): readonly Row[] {
    const batches = this.#batches.slice(this.#checked);
    return this.#outputMode === 'complete'
      ? (batches.at(-1)?.rows ?? [])
      : batches.flatMap(({ rows }) => rows);
  }

  markChecked(): void {
    this.#checked = this.#batches.length;
  }
}
