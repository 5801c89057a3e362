const ALIVE = 1;
const STORED = 2;

/** What an aggregation knows of each group id besides its values: in use, stored on disk, touched by this batch. */
export class GroupFlags {
  #flags = new Uint8Array(0);
  /** The batch that touched a group last, counted by `begin`. */
  #touchedIn = new Int32Array(0);
  #touched = new Int32Array(64);
  #touchedCount = 0;
  #batch = 0;

  begin(): void {
    this.#batch++;
    this.#touchedCount = 0;
  }

  ensureCapacity(groups: number): void {
    if (groups <= this.#flags.length) return;
    const capacity = Math.max(64, groups, this.#flags.length * 2);
    this.#flags = grown(this.#flags, new Uint8Array(capacity));
    this.#touchedIn = grown(this.#touchedIn, new Int32Array(capacity));
  }

  /** Calls `admit` for each group that was not in use, once. */
  admitNew(groups: Int32Array, length: number, admit: (group: number) => void): void {
    const flags = this.#flags;
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      if (flags[group] === 0) {
        flags[group] = ALIVE;
        admit(group);
      }
    }
  }

  touch(groups: Int32Array, length: number): void {
    const touchedIn = this.#touchedIn;
    const batch = this.#batch;
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      if (touchedIn[group] === batch) continue;
      touchedIn[group] = batch;
      if (this.#touchedCount === this.#touched.length) {
        this.#touched = grown(this.#touched, new Int32Array(this.#touched.length * 2));
      }
      this.#touched[this.#touchedCount++] = group;
    }
  }

  /** The groups this batch touched that are still in use, in the order they were first touched. */
  get touched(): Int32Array {
    return this.#touched
      .subarray(0, this.#touchedCount)
      .filter((group) => this.#flags[group] !== 0);
  }

  isStored(group: number): boolean {
    return ((this.#flags[group] as number) & STORED) !== 0;
  }

  markStored(groups: Int32Array): void {
    for (const group of groups) this.#flags[group] = ALIVE | STORED;
  }

  remove(group: number): void {
    this.#flags[group] = 0;
    this.#touchedIn[group] = 0;
  }
}

function grown<A extends Uint8Array | Int32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
