import type { Vector } from '../columnar/vector.ts';
import type { Field } from '../types/data-type.ts';
import type { KeyColumn } from './key-column.ts';
import { keyColumnOf } from './key-column-of.ts';

const FIRST_CAPACITY = 64;
/** Texts that no row uses are dropped when they outnumber the rows by this many. */
const GARBAGE_ALLOWANCE = 4096;

/**
 * Rows in typed columns. A row is known by its slot, a small integer; slots of removed rows are used
 * again. What else belongs to a row lives with the caller, in arrays indexed by slot.
 */
export class RowTable {
  readonly #columns: readonly KeyColumn[];
  /** By slot: 1 while it holds a row. */
  #isLive: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  /** Slots at and above were never used. */
  #used = 0;
  #size = 0;
  /** Slots to use again, a stack. */
  #free: Int32Array = new Int32Array(0);
  #freeCount = 0;

  constructor(fields: readonly Field[]) {
    this.#columns = fields.map((field) => keyColumnOf(field, 'value'));
    for (const { lanes } of this.#columns) for (const lane of lanes) lane.grow(FIRST_CAPACITY);
  }

  /** How many rows there are. */
  get size(): number {
    return this.#size;
  }

  /** All slots are below; grows by doubling. */
  get capacity(): number {
    return this.#isLive.length;
  }

  /** Copies all rows of some columns; tells the slot of each. */
  add(columns: readonly Vector[], length: number): Int32Array {
    this.#compactIfWorthIt();
    const slots = new Int32Array(length);
    for (let row = 0; row < length; row++) slots[row] = this.#takeSlot();
    for (const [c, column] of this.#columns.entries()) {
      column.probe(columns[c] as Vector, length, true);
      for (const lane of column.lanes) {
        for (let row = 0; row < length; row++) lane.store(row, slots[row] as number);
      }
    }
    return slots;
  }

  /** Removes a row; its slot may be given to another one by the next `add`. */
  remove(slot: number): void {
    if (this.#isLive[slot] !== 1) throw new RangeError(`slot ${slot} has no row`);
    this.#isLive[slot] = 0;
    this.#size--;
    if (this.#freeCount === this.#free.length) {
      const free = new Int32Array(Math.max(FIRST_CAPACITY, 2 * this.#free.length));
      free.set(this.#free);
      this.#free = free;
    }
    this.#free[this.#freeCount++] = slot;
  }

  /** One column of some rows. */
  column(index: number, slots: Int32Array): Vector {
    return (this.#columns[index] as KeyColumn).read(slots);
  }

  /** The slots of all rows, ascending. */
  liveSlots(): Int32Array {
    const slots = new Int32Array(this.#size);
    let count = 0;
    for (let slot = 0; slot < this.#used; slot++) {
      if (this.#isLive[slot] === 1) slots[count++] = slot;
    }
    return slots;
  }

  #takeSlot(): number {
    const slot = this.#freeCount > 0 ? (this.#free[--this.#freeCount] as number) : this.#used++;
    if (slot === this.#isLive.length) this.#grow();
    this.#isLive[slot] = 1;
    this.#size++;
    return slot;
  }

  #grow(): void {
    const capacity = 2 * this.#isLive.length;
    const isLive = new Uint8Array(capacity);
    isLive.set(this.#isLive);
    this.#isLive = isLive;
    for (const { lanes } of this.#columns) for (const lane of lanes) lane.grow(capacity);
  }

  #compactIfWorthIt(): void {
    const limit = 2 * this.#size + GARBAGE_ALLOWANCE;
    if (!this.#columns.some((column) => column.internedCount > limit)) return;
    const slots = this.liveSlots();
    for (const column of this.#columns) column.compact(slots);
  }
}
