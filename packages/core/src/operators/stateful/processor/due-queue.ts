import type { StateRow } from './state-row.ts';

/** Rows that were removed are dropped when they outnumber the others by this many. */
const GARBAGE_ALLOWANCE = 1024;

/**
 * Rows by the time they are due: a binary heap. A row is in it at most once. Rows are never taken out
 * when they are removed, or due later than they were: that shows when their time has come.
 */
export class DueQueue {
  #rows: StateRow[] = [];
  /** The time that each row was queued for. */
  #times: number[] = [];

  /** @param liveCount - how many rows of the table live, to tell how many here do not */
  add(row: StateRow, liveCount: number): void {
    if (row.isQueued) return;
    if (this.#rows.length > 2 * liveCount + GARBAGE_ALLOWANCE) this.#dropRemoved();
    this.#push(row);
  }

  /** Takes out the rows that are due at or before a time, the earliest first. */
  takeUpTo(limitMs: number): readonly StateRow[] {
    const due: StateRow[] = [];
    while (this.#rows.length > 0 && (this.#times[0] as number) <= limitMs) {
      const row = this.#pop();
      if (!row.isLive) continue;
      if (row.timeMs <= limitMs) due.push(row);
      else if (!Number.isNaN(row.timeMs)) this.#push(row);
    }
    return due;
  }

  #dropRemoved(): void {
    const live = this.#rows.filter((row) => row.isLive);
    this.#rows = [];
    this.#times = [];
    for (const row of live) this.#push(row);
  }

  #push(row: StateRow): void {
    row.isQueued = true;
    const time = row.timeMs;
    let at = this.#rows.length;
    this.#rows.push(row);
    this.#times.push(time);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((this.#times[parent] as number) <= time) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#rows[at] = row;
    this.#times[at] = time;
  }

  #pop(): StateRow {
    const first = this.#rows[0] as StateRow;
    const last = this.#rows.pop() as StateRow;
    const time = this.#times.pop() as number;
    const { length } = this.#rows;
    first.isQueued = false;
    if (length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= length) break;
      const right = child + 1;
      if (right < length && (this.#times[right] as number) < (this.#times[child] as number)) {
        child = right;
      }
      if ((this.#times[child] as number) >= time) break;
      this.#move(child, at);
      at = child;
    }
    this.#rows[at] = last;
    this.#times[at] = time;
    return first;
  }

  #move(from: number, to: number): void {
    this.#rows[to] = this.#rows[from] as StateRow;
    this.#times[to] = this.#times[from] as number;
  }
}
