/** How many pairs of rows are looked at together. */
const CAPACITY = 8192;

/** Collects pairs of rows that may match, a row of the input and one of the other side, and hands them on in bulk. */
export class PairBuffer {
  readonly #rows = new Int32Array(CAPACITY);
  readonly #others = new Int32Array(CAPACITY);
  #count = 0;

  /** True when the pairs have to be taken before another one is added. */
  get isFull(): boolean {
    return this.#count === CAPACITY;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  add(row: number, other: number): void {
    this.#rows[this.#count] = row;
    this.#others[this.#count++] = other;
  }

  /** The pairs, which are out of the buffer then. */
  take(): Pairs {
    const pairs = {
      rows: this.#rows.slice(0, this.#count),
      others: this.#others.slice(0, this.#count),
    };
    this.#count = 0;
    return pairs;
  }
}

/** Pairs by position: row `rows[i]` of the input and row `others[i]` of the other side. */
export interface Pairs {
  readonly rows: Int32Array;
  readonly others: Int32Array;
}
