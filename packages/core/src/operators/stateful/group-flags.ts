const ALIVE = 1;
const STORED = 2;
const TOUCHED = 4;

const FIRST_TOUCHED = 1024;

/** What an aggregation knows of each group id besides its values: in use, stored on disk, touched by this batch. */
export class GroupFlags {
  #flags = new Uint8Array(0);
  /** In the order they were first touched, also those that were removed since. */
  #touched = new Int32Array(FIRST_TOUCHED);
  #touchedCount = 0;

  begin(): void {
    const flags = this.#flags;
    for (let i = 0; i < this.#touchedCount; i++) {
      (flags[this.#touched[i] as number] as number) &= ~TOUCHED;
    }
    // One large batch is no reason to keep a large list.
    if (this.#touched.length > Math.max(FIRST_TOUCHED, 4 * this.#touchedCount)) {
      this.#touched = new Int32Array(FIRST_TOUCHED);
    }
    this.#touchedCount = 0;
  }

  ensureCapacity(groups: number): void {
    if (groups <= this.#flags.length) return;
    this.#flags = grown(this.#flags, new Uint8Array(Math.max(64, groups)));
  }

  /**
   * Takes groups that were not in use into use.
   *
   * @returns for each of them the first row that has it
   */
  admitNew(groups: Int32Array, length: number): Int32Array {
    const flags = this.#flags;
    const rows = new Int32Array(length);
    let count = 0;
    for (let row = 0; row < length; row++) {
      const group = groups[row] as number;
      if (flags[group] !== 0) continue;
      flags[group] = ALIVE;
      rows[count++] = row;
    }
    return rows.subarray(0, count);
  }

  touch(groups: Int32Array, length: number): void {
    const flags = this.#flags;
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      if (((flags[group] as number) & TOUCHED) !== 0) continue;
      (flags[group] as number) |= TOUCHED;
      if (this.#touchedCount === this.#touched.length) {
        this.#touched = grown(this.#touched, new Int32Array(this.#touched.length * 2));
      }
      this.#touched[this.#touchedCount++] = group;
    }
  }

  /** The groups this batch touched that are still in use, in the order they were first touched. */
  get touched(): Int32Array {
    const groups = new Int32Array(this.#touchedCount);
    let count = 0;
    for (let i = 0; i < this.#touchedCount; i++) {
      const group = this.#touched[i] as number;
      if (this.#flags[group] !== 0) groups[count++] = group;
    }
    return groups.subarray(0, count);
  }

  isStored(group: number): boolean {
    return ((this.#flags[group] as number) & STORED) !== 0;
  }

  /** @returns the positions of those that were stored before */
  markStored(groups: Int32Array): Int32Array {
    const flags = this.#flags;
    const known = new Int32Array(groups.length);
    let count = 0;
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i] as number;
      if (((flags[group] as number) & STORED) !== 0) known[count++] = i;
      (flags[group] as number) |= STORED;
    }
    return known.subarray(0, count);
  }

  remove(group: number): void {
    this.#flags[group] = 0;
  }
}

function grown<A extends Uint8Array | Int32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
