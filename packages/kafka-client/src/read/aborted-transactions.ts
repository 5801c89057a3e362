import type { AbortedTransaction } from '../protocol/fetch.ts';

/**
 * Tells which batches of one fetch response belong to aborted transactions. Its state lives for one response:
 * the list that comes with a response covers exactly the records in it.
 *
 * The broker lists transactions in the order in which they ended, so they are sorted by their first offset here
 * (Java: a PriorityQueue in `CompletedFetch`). A producer has one transaction at a time, so its id is enough.
 */
export class AbortedTransactions {
  readonly #byFirstOffset: readonly AbortedTransaction[];
  readonly #open = new Set<number>();
  #next = 0;

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#byFirstOffset = aborted.toSorted((a, b) => a.firstOffset - b.firstOffset);
  }

  /** Whether the data batch is to be left out. Batches must come in the order of their offsets. */
  hides(producerId: number, isTransactional: boolean, lastOffset: number): boolean {
    this.#advanceTo(lastOffset);
    return isTransactional && this.#open.has(producerId);
  }

  /** The producer's transaction ends here with an abort: what it writes afterwards is another one. */
  end(producerId: number, lastOffset: number): void {
    this.#advanceTo(lastOffset);
    this.#open.delete(producerId);
  }

  #advanceTo(lastOffset: number): void {
    for (; this.#next < this.#byFirstOffset.length; this.#next++) {
      const transaction = this.#byFirstOffset[this.#next]!;
      if (transaction.firstOffset > lastOffset) return;
      this.#open.add(transaction.producerId);
    }
  }
}
