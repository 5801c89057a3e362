import { type Batch, defineSink, type Sink } from './sink.ts';

/**
 * What is done with each row of a batch, one after the other (Spark: ForeachWriter). There is one
 * partition, so `partitionId` is 0.
 */
export interface ForeachWriter<in R> {
  /** Called before the rows of a batch; false leaves the batch out, as one that is written already. */
  open?(partitionId: number, batchId: number): boolean | void | Promise<boolean | void>;
  process(row: R): void | Promise<void>;
  /** Called after `open`, also where it or `process` failed, with the error, or null. */
  close?(error: unknown): void | Promise<void>;
}

/**
 * Gives each row to a function, or to an object with a connection of its own (Spark: foreach). A row
 * waits until the promise of the one before resolves; an error ends the query. For whole batches see
 * {@link foreachBatch}, which is nearly always faster.
 *
 * @example
 * ```ts
 * orders.writeTo(foreach((order) => console.log(order.order_id)));
 * ```
 *
 * **Delivery guarantee:** at least once: after a crash the rows of a batch come again, with the same
 * `batchId`.
 */
export function foreach<R = Record<string, unknown>>(
  writer: ForeachWriter<R> | ((row: R) => void | Promise<void>),
): Sink<R> {
  const each: ForeachWriter<R> = typeof writer === 'function' ? { process: writer } : writer;
  return defineSink<R, 'append' | 'update' | 'complete'>({
    name: 'foreach',
    isEphemeral: true,
    outputModes: ['append', 'update', 'complete'],
    write: (batch, { batchId }) => processAll(each, [batch], batchId),
    writeParts: (parts, { batchId }) => processAll(each, parts, batchId),
  });
}

async function processAll<R>(
  each: ForeachWriter<R>,
  parts: AsyncIterable<Batch<R>> | Iterable<Batch<R>>,
  batchId: number,
): Promise<void> {
  try {
    if ((await each.open?.(0, batchId)) !== false) {
      for await (const part of parts) {
        // oxlint-disable-next-line no-await-in-loop -- one row after the other is what was asked for
        for (const row of part.rows()) await each.process(row);
      }
    }
  } catch (error) {
    await each.close?.(error);
    throw error;
  }
  await each.close?.(null);
}
