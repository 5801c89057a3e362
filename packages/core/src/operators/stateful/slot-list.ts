/** A list of small integers that is filled and emptied again and again. */
export class SlotList {
  #slots: Int32Array = new Int32Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  clear(): void {
    this.#length = 0;
  }

  push(slot: number): void {
    if (this.#length === this.#slots.length) {
      const slots = new Int32Array(2 * this.#slots.length);
      slots.set(this.#slots);
      this.#slots = slots;
    }
    this.#slots[this.#length++] = slot;
  }

  /** What is in it now, as a copy. */
  toArray(): Int32Array {
    return this.#slots.slice(0, this.#length);
  }
}
