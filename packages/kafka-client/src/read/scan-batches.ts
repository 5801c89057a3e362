import type { AbortedTransaction } from '../protocol/fetch.ts';
import {
  BATCH_HEADER_BYTES,
  baseOffsetOf,
  endOf,
  isControl,
  isTransactional,
  nextOffsetOf,
  producerIdOf,
  readInt32,
} from '../record-batch/batch-header.ts';
import {
  type DecodeOptions,
  isWhole,
  verifyChecksum,
} from '../record-batch/decode-record-batches.ts';
import { position, readVarint, seek } from '../record-batch/varint.ts';
import { AbortedTransactions } from './aborted-transactions.ts';

/** What the headers of a record set say, before any record is decoded. */
export interface ScannedBatches {
  /** Where the batches begin whose records are to be delivered. */
  readonly starts: readonly number[];
  /** Where reading goes on. Not moved when there was no whole batch. */
  readonly nextOffset: number;
}

/** The `type` in the key of a control record (KIP-98). On the brokers' disks: never change. */
const ABORT_MARKER = 0;

/**
 * Walks the batches of one response from `offset` on, stops at `end`, and leaves out what nobody may see: control
 * batches and those of aborted transactions.
 *
 * The position follows the headers, not the records: offsets of markers, of aborted and of compacted records are
 * never delivered, and a compacted batch may hold no record at all. To count records, or to wait for the last
 * offset, would hang.
 *
 * @throws `KAFKA.CORRUPT_BATCH` also for batches that are left out: a flipped bit may be why they would be
 */
export function scanBatches(
  bytes: Uint8Array,
  offset: number,
  end: number,
  aborted: readonly AbortedTransaction[],
  options: DecodeOptions,
): ScannedBatches {
  const abortedTransactions = new AbortedTransactions(aborted);
  const starts: number[] = [];
  let nextOffset = offset;
  for (let at = 0; isWhole(bytes, at, options); at = endOf(bytes, at)) {
    if (baseOffsetOf(bytes, at) >= end) {
      nextOffset = end;
      break;
    }
    const lastOffset = nextOffsetOf(bytes, at) - 1;
    const producerId = producerIdOf(bytes, at);
    if (isControl(bytes, at)) {
      verifyChecksum(bytes, at, options);
      if (controlType(bytes, at) === ABORT_MARKER) abortedTransactions.end(producerId, lastOffset);
    } else if (abortedTransactions.hides(producerId, isTransactional(bytes, at), lastOffset)) {
      verifyChecksum(bytes, at, options);
    } else if (lastOffset >= nextOffset) {
      starts.push(at);
    }
    nextOffset = Math.max(nextOffset, lastOffset + 1);
  }
  return { starts, nextOffset };
}

/**
 * The type in the key of the batch's only record, −1 when it was compacted away. Control batches are not compressed.
 *
 * ```text
 * key := version:int16 type:int16      type 0: abort, 1: commit, others: not of transactions
 * ```
 */
function controlType(bytes: Uint8Array, at: number): number {
  const end = endOf(bytes, at);
  seek(at + BATCH_HEADER_BYTES);
  if (position() >= end) return -1;
  readVarint(bytes); // length
  seek(position() + 1); // attributes
  readVarint(bytes); // timestamp delta
  readVarint(bytes); // offset delta
  const keyLength = readVarint(bytes);
  const keyAt = position();
  return keyLength < 4 || keyAt + 4 > end ? -1 : readInt32(bytes, keyAt) & 0xffff;
}
