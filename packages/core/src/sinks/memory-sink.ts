import type { OutputMode } from '../types/output-mode.ts';
import type { Sink } from './sink.ts';

/** Rows in an array, for tests and demos. */
export interface MemorySink<R> extends Sink<R> {
  /** Everything written so far; in complete mode the newest result. */
  readonly rows: readonly R[];
  /** The rows of each batch that wrote any, oldest first. */
  readonly batches: readonly { readonly batchId: number; readonly rows: readonly R[] }[];
  /** Forgets the rows, and which batches wrote them. */
  clear(): void;
}

/**
 * Collects rows in memory. A batch that was written before is not written again.
 *
 * **Delivery guarantee:** exactly-once while the process lives; nothing is left after it.
 */
export function memorySink<R = Record<string, unknown>>(): MemorySink<R> {
  let rows: R[] = [];
  let batches: { readonly batchId: number; readonly rows: readonly R[] }[] = [];
  /** The newest batch of each output. Batch ids begin again with another checkpoint. */
  const newestBatch = new Map<string, number>();
  return {
    name: 'memory',
    description: 'memory',
    outputModes: ['append', 'update', 'complete'] satisfies readonly OutputMode[],
    deliveryGuarantee: 'exactly-once',
    isEphemeral: true,
    get rows() {
      return rows;
    },
    get batches() {
      return batches;
    },
    clear() {
      rows = [];
      batches = [];
      newestBatch.clear();
    },
    open: ({ queryId, sinkId }) => {
      const output = JSON.stringify([queryId, sinkId]);
      return Promise.resolve({
        write(batch, { batchId, outputMode }) {
          if (batchId <= (newestBatch.get(output) ?? -1)) return Promise.resolve();
          const written = [...batch.rows()];
          if (outputMode === 'complete') rows = written;
          else for (const row of written) rows.push(row);
          if (written.length > 0) batches.push({ batchId, rows: written });
          newestBatch.set(output, batchId);
          return Promise.resolve();
        },
      });
    },
  };
}
