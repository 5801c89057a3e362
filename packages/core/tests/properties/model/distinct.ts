import { MICROS_PER_MS, type Row } from './chain.ts';
import { type Batch, type Node, Stateful, Step1 } from './node.ts';

export class Distinct extends Stateful {
  readonly #by: 'k' | 'kt' | 'within';
  /** By value: when it is forgotten. */
  readonly #seen = new Map<string, number>();

  constructor(input: Node, by: 'k' | 'kt' | 'within') {
    super(input);
    this.#by = by;
  }

  protected step(rows: readonly Row[], lateMicros: number, evictMicros: number): readonly Row[] {
    const first: Row[] = [];
    for (const row of rows) {
      const { t, k } = row;
      if (t !== null && t <= lateMicros) continue;
      const key = JSON.stringify(this.#by === 'kt' ? [k, t] : [k]);
      if (this.#seen.has(key)) continue;
      this.#seen.set(key, this.#expiry(t));
      first.push(row);
    }
    for (const [key, expiry] of this.#seen) if (expiry <= evictMicros) this.#seen.delete(key);
    return first;
  }

  #expiry(t: number | null): number {
    if (this.#by === 'within') return (t ?? 0) + this.delayMs * MICROS_PER_MS;
    return this.#by === 'kt' && t !== null ? t : Number.POSITIVE_INFINITY;
  }
}

export class Limit extends Step1 {
  #left: number;

  constructor(input: Node, count: number) {
    super(input);
    this.#left = count;
  }

  run(batch: Batch): readonly Row[] {
    const rows = this.input.run(batch).slice(0, this.#left);
    this.#left -= rows.length;
    return rows;
  }
}
