import type { StoredBatch } from './record-batch.ts';

/** An aborted transaction as one partition sees it. Both offsets are included. */
export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
  /** Of the abort marker. */
  readonly lastOffset: number;
}

/** Which transactions of a partition are open, and which were aborted. */
export class TransactionIndex {
  readonly #firstOffsetOfOpen = new Map<number, number>();
  // In completion order, as Kafka appends to its index file. A client that takes it for the order
  // of the first offsets is wrong, and should find out here.
  #aborted: AbortedTransaction[] = [];

  open(producerId: number, firstOffset: number): void {
    if (!this.#firstOffsetOfOpen.has(producerId)) {
      this.#firstOffsetOfOpen.set(producerId, firstOffset);
    }
  }

  close(producerId: number, isCommit: boolean, markerOffset: number): void {
    const firstOffset = this.#firstOffsetOfOpen.get(producerId);
    this.#firstOffsetOfOpen.delete(producerId);
    if (!isCommit && firstOffset !== undefined) {
      this.#aborted.push({ producerId, firstOffset, lastOffset: markerOffset });
    }
  }

  /** Everything before it is decided: the first offset of the oldest open transaction, or the end. */
  lastStableOffset(endOffset: number): number {
    return Math.min(endOffset, ...this.#firstOffsetOfOpen.values());
  }

  /** The aborted transactions that overlap `[fromOffset, upToOffset)`, in completion order. */
  abortedIn(fromOffset: number, upToOffset: number): readonly AbortedTransaction[] {
    return this.#aborted.filter(
      ({ firstOffset, lastOffset }) => lastOffset >= fromOffset && firstOffset < upToOffset,
    );
  }

  isAborted(batch: StoredBatch): boolean {
    return (
      batch.isTransactional &&
      this.abortedIn(batch.baseOffset, batch.lastOffset + 1).some(
        ({ producerId }) => producerId === batch.producerId,
      )
    );
  }

  forgetBefore(offset: number): void {
    this.#aborted = this.#aborted.filter(({ lastOffset }) => lastOffset >= offset);
  }
}
