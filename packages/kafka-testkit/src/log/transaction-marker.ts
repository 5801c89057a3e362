import { encodeRecordBatch } from './record-batch-encoder.ts';

/** Epoch of the transaction coordinator. There is one coordinator and it never moves. */
const COORDINATOR_EPOCH = 0;
const KEY_VERSION = 0;
const VALUE_VERSION = 0;
const ABORT = 0;
const COMMIT = 1;

/**
 * The control batch that ends a transaction in a partition. Its one record:
 *
 * ```
 * key   => version int16, type int16     0 abort, 1 commit
 * value => version int16, coordinator_epoch int32
 * ```
 */
export function encodeTransactionMarker(options: {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly isCommit: boolean;
  readonly timestampMs: number;
}): Buffer {
  const key = Buffer.alloc(4);
  key.writeInt16BE(KEY_VERSION, 0);
  key.writeInt16BE(options.isCommit ? COMMIT : ABORT, 2);
  const value = Buffer.alloc(6);
  value.writeInt16BE(VALUE_VERSION, 0);
  value.writeInt32BE(COORDINATOR_EPOCH, 2);
  return encodeRecordBatch([{ timestampMs: options.timestampMs, key, value, headers: [] }], {
    producerId: options.producerId,
    producerEpoch: options.producerEpoch,
    baseSequence: -1,
    isTransactional: true,
    isControl: true,
  });
}
