import type { DoubleVector } from '../../columnar/vector.ts';
import { PART_ROWS } from '../../state/state-store.ts';

/** More buckets than this become half as many, of twice the width. */
const MAX_BUCKETS = 1024;
const FIRST_WIDTH_MICROS = 1024;

/**
 * Ids by event time, so that a watermark finds those it has passed and looks at few others. They are in
 * rings, one for each span of time that has any; the spans widen as times spread. The order within
 * one is that in which ids came.
 */
export class EventTimeBuckets {
  /** By id the next one of its ring, plus one; 0 for ids that are not here. */
  #next = new Int32Array(0);
  /** By bucket, the time divided by the width, the last id of its ring: the one before the first. */
  #lasts = new Map<number, number>();
  #widthMicros = FIRST_WIDTH_MICROS;

  /** Makes room for ids below `capacity`. */
  ensureCapacity(capacity: number): void {
    if (capacity <= this.#next.length) return;
    const next = new Int32Array(capacity);
    next.set(this.#next);
    this.#next = next;
  }

  has(id: number): boolean {
    return id < this.#next.length && this.#next[id] !== 0;
  }

  /** Adds `ids[row]` at the time of the row, for some rows; those whose time is null are left out. */
  add(rows: Int32Array, ids: Int32Array, { values, nulls }: DoubleVector): void {
    const next = this.#next;
    let bucket = Number.NaN;
    let last = -1;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      if (nulls !== undefined && nulls[row] === 1) continue;
      const id = ids[row] as number;
      const bucketOfRow = Math.floor((values[row] as number) / this.#widthMicros);
      if (bucketOfRow !== bucket) {
        if (last >= 0) this.#lasts.set(bucket, last);
        bucket = bucketOfRow;
        last = this.#lasts.get(bucket) ?? -1;
      }
      if (last < 0) next[id] = id + 1;
      else {
        next[id] = next[last] as number;
        next[last] = id + 1;
      }
      last = id;
    }
    if (last >= 0) this.#lasts.set(bucket, last);
    while (this.#lasts.size > MAX_BUCKETS) this.#widen();
  }

  /**
   * Takes out, part by part, all ids up to a time, earlier buckets first. The last bucket may hold some
   * with a later time; they may be added again while parts are read.
   */
  *take(limitMicros: number): Generator<Int32Array> {
    const limit = Math.floor(limitMicros / this.#widthMicros);
    const passed = [...this.#lasts].filter(([bucket]) => bucket <= limit);
    passed.sort(([a], [b]) => a - b);
    for (const [bucket] of passed) this.#lasts.delete(bucket);
    let part = new Int32Array(PART_ROWS);
    let count = 0;
    for (const [, last] of passed) {
      let id = this.#after(last);
      for (let isLast = false; !isLast; ) {
        const after = this.#after(id);
        isLast = id === last;
        this.#next[id] = 0;
        part[count++] = id;
        id = after;
        if (count < PART_ROWS) continue;
        yield part;
        part = new Int32Array(PART_ROWS);
        count = 0;
      }
    }
    if (count > 0) yield part.subarray(0, count);
  }

  #after(id: number): number {
    return (this.#next[id] as number) - 1;
  }

  /** Neighbours become one. As widths only double, what was in one bucket stays in one. */
  #widen(): void {
    this.#widthMicros *= 2;
    const lasts = new Map<number, number>();
    for (const [bucket, last] of [...this.#lasts].sort(([a], [b]) => a - b)) {
      const half = Math.floor(bucket / 2);
      const before = lasts.get(half);
      if (before !== undefined) {
        const first = this.#next[before] as number;
        this.#next[before] = this.#next[last] as number;
        this.#next[last] = first;
      }
      lasts.set(half, last);
    }
    this.#lasts = lasts;
  }
}
