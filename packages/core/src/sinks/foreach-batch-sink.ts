import type { DeliveryGuarantee } from '../types/guarantee.ts';
import { type Batch, defineSink, type Sink, type WriteContext } from './sink.ts';

/**
 * Calls a function with every batch, also with batches that have no rows (Spark: foreachBatch). The
 * next batch waits until its promise resolves; an error ends the query.
 *
 * **Delivery guarantee:** at least once: after a crash the function is called again with the same
 * `batchId` and `isReplay`. Make it idempotent by `queryId` and `batchId`.
 */
export function foreachBatch<R = Record<string, unknown>>(
  write: (batch: Batch<R>, context: WriteContext) => Promise<void>,
): Sink<R> {
  const deliveryGuarantee: DeliveryGuarantee = 'at-least-once';
  return defineSink<R, 'append' | 'update' | 'complete'>({
    name: 'foreachBatch',
    isEphemeral: true,
    outputModes: ['append', 'update', 'complete'],
    deliveryGuarantee,
    write,
  });
}
