import { ErrorCode } from '../protocol/error-codes.ts';
import { ProducerSequences } from './producer-sequences.ts';
import { emptiedBatch, FIELD, readBatchHeader, type StoredBatch } from './record-batch.ts';
import { decodeRecordBatch, isDecodable } from './record-batch-decoder.ts';
import { type AbortedTransaction, TransactionIndex } from './transaction-index.ts';
import { encodeTransactionMarker } from './transaction-marker.ts';

export interface AppendResult {
  readonly errorCode: ErrorCode;
  /** -1 when refused. */
  readonly baseOffset: number;
}

export interface LogRead {
  /** Consecutive bytes of the log. The last batch may be cut, as in a real broker. */
  readonly slices: readonly Buffer[];
  readonly sizeBytes: number;
  /** Behind the last batch that is at least begun. */
  readonly endOffset: number;
}

/** The log of one partition: record batches as they came, in memory. */
export class PartitionLog {
  readonly #batches: StoredBatch[] = [];
  readonly #sequences = new ProducerSequences();
  readonly #transactions = new TransactionIndex();
  readonly #appendListeners = new Set<() => void>();
  #startOffset = 0;
  #endOffset = 0;

  get batches(): readonly StoredBatch[] {
    return this.#batches;
  }

  get startOffset(): number {
    return this.#startOffset;
  }

  /** The offset of the next record. With one replica it is the high watermark as well. */
  get endOffset(): number {
    return this.#endOffset;
  }

  get lastStableOffset(): number {
    return this.#transactions.lastStableOffset(this.#endOffset);
  }

  /** Appends one valid batch of a producer. The bytes are copied. */
  append(records: Buffer, leaderEpoch: number): AppendResult {
    const batch = this.#place(records, leaderEpoch);
    const isIdempotent = batch.producerId >= 0;
    if (isIdempotent) {
      const verdict = this.#sequences.judge(batch);
      if (verdict.kind === 'refuse') return { errorCode: verdict.errorCode, baseOffset: -1 };
      if (verdict.kind === 'duplicate') {
        return { errorCode: ErrorCode.NONE, baseOffset: verdict.baseOffset };
      }
      this.#sequences.remember(batch);
    }
    if (batch.isTransactional) this.#transactions.open(batch.producerId, batch.baseOffset);
    this.#push(batch);
    return { errorCode: ErrorCode.NONE, baseOffset: batch.baseOffset };
  }

  /**
   * Appends the newest batch so many more times. All share its bytes in memory and get an offset when
   * they are read, so a log of gigabytes takes next to nothing.
   */
  repeatNewest(times: number): void {
    const { bytes: shared, ...newest } = this.#batchAt(this.#batches.length - 1);
    const count = newest.lastOffset - newest.baseOffset + 1;
    for (let i = 0; i < times; i++) {
      const baseOffset = this.#endOffset;
      this.#push({
        ...newest,
        baseOffset,
        lastOffset: baseOffset + count - 1,
        get bytes(): Buffer {
          // The checksum leaves the offset out, so that a broker can set it.
          const bytes = Buffer.from(shared);
          bytes.writeBigInt64BE(BigInt(baseOffset), FIELD.baseOffset);
          return bytes;
        },
      });
    }
  }

  /** Ends the transaction of a producer, and shuts out its older epochs. */
  appendMarker(
    marker: {
      readonly producerId: number;
      readonly producerEpoch: number;
      readonly isCommit: boolean;
      readonly timestampMs: number;
    },
    leaderEpoch: number,
  ): void {
    const batch = this.#place(encodeTransactionMarker(marker), leaderEpoch);
    this.#sequences.fence(marker.producerId, marker.producerEpoch);
    this.#transactions.close(marker.producerId, marker.isCommit, batch.baseOffset);
    this.#push(batch);
  }

  /**
   * The bytes from the batch that contains `offset` on, below `upToOffset`, at most `maxBytes`.
   *
   * With `hasToGiveBatch` the first batch comes whole even when it is larger (KIP-74): otherwise a
   * client with a small limit could never pass it.
   */
  read(offset: number, upToOffset: number, maxBytes: number, hasToGiveBatch: boolean): LogRead {
    const slices: Buffer[] = [];
    let sizeBytes = 0;
    let endOffset = offset;
    for (let i = this.#indexOf(offset); i < this.#batches.length; i++) {
      const batch = this.#batches[i]!;
      if (batch.baseOffset >= upToOffset) break;
      const isFirst = slices.length === 0;
      const roomBytes = Math.max(0, maxBytes - sizeBytes);
      const isWhole = batch.bytes.length <= roomBytes || (isFirst && hasToGiveBatch);
      // A cut first batch would carry nothing.
      if (!isWhole && (isFirst || roomBytes === 0)) break;
      slices.push(isWhole ? batch.bytes : batch.bytes.subarray(0, roomBytes));
      sizeBytes += isWhole ? batch.bytes.length : roomBytes;
      endOffset = batch.lastOffset + 1;
      if (!isWhole) break;
    }
    return { slices, sizeBytes, endOffset };
  }

  /** See {@link TransactionIndex.abortedIn}. */
  abortedIn(fromOffset: number, upToOffset: number): readonly AbortedTransaction[] {
    return this.#transactions.abortedIn(fromOffset, upToOffset);
  }

  isAborted(batch: StoredBatch): boolean {
    return this.#transactions.isAborted(batch);
  }

  /** The first record below `upToOffset` that is not older than `timestampMs`. */
  findByTimestamp(
    timestampMs: number,
    upToOffset: number,
  ): { readonly offset: number; readonly timestampMs: number } | undefined {
    for (const batch of this.#batches) {
      if (batch.baseOffset >= upToOffset) return undefined;
      if (batch.isControl || batch.maxTimestampMs < timestampMs) continue;
      // Without its codec a batch is not opened, and its first offset is the nearest safe answer.
      if (!isDecodable(batch)) return { offset: batch.baseOffset, timestampMs };
      const found = decodeRecordBatch(batch).find(
        (record) => record.timestampMs >= timestampMs && record.offset >= this.#startOffset,
      );
      if (found !== undefined) return { offset: found.offset, timestampMs: found.timestampMs };
    }
    return undefined;
  }

  /** Moves the start of the log forward, as retention does. Only whole batches leave memory. */
  deleteBefore(offset: number): void {
    this.#startOffset = Math.max(this.#startOffset, offset);
    const kept = this.#indexOf(this.#startOffset);
    this.#batches.splice(0, kept);
    this.#transactions.forgetBefore(this.#startOffset);
  }

  /** Leaves only the header of a batch, as compaction does when all its records are outdated. */
  emptyBatch(index: number): void {
    this.#batches[index] = emptiedBatch(this.#batchAt(index));
  }

  /** Removes a batch and leaves a hole in the offsets, as compaction does in the end. */
  removeBatch(index: number): void {
    this.#batchAt(index);
    this.#batches.splice(index, 1);
  }

  /** Calls back after every append, until the returned function is called. */
  onAppend(listener: () => void): () => void {
    this.#appendListeners.add(listener);
    return () => this.#appendListeners.delete(listener);
  }

  /** Wakes whoever waits for an append: the partition is gone or has moved. */
  wakeWaiters(): void {
    for (const listener of [...this.#appendListeners]) listener();
  }

  #place(records: Buffer, leaderEpoch: number): StoredBatch {
    // A copy: the bytes belong to a request frame, and the client's own buffer in process.
    const bytes = Buffer.from(records);
    bytes.writeBigInt64BE(BigInt(this.#endOffset), FIELD.baseOffset);
    bytes.writeInt32BE(leaderEpoch, FIELD.leaderEpoch);
    return readBatchHeader(bytes);
  }

  #push(batch: StoredBatch): void {
    this.#batches.push(batch);
    this.#endOffset = batch.lastOffset + 1;
    this.wakeWaiters();
  }

  #batchAt(index: number): StoredBatch {
    const batch = this.#batches[index];
    if (batch === undefined) {
      throw new RangeError(`The log has ${this.#batches.length} batches, none at index ${index}.`);
    }
    return batch;
  }

  /** Index of the first batch that ends at or behind `offset`. */
  #indexOf(offset: number): number {
    let low = 0;
    let high = this.#batches.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#batches[middle]!.lastOffset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
