import { compareNullsFirst } from '../../columnar/compare-values.ts';
import { readValue } from '../../columnar/read-value.ts';
import type { Vector } from '../../columnar/vector.ts';
import { vectorOf } from '../../columnar/vector-of.ts';
import type { DataType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import type { Accumulator } from '../function.ts';
import { Mergeable } from './mergeable.ts';

/** Extremes of text, longs, decimals and nested values, as internal values. */
export class BoxedExtremes extends Mergeable implements Accumulator {
  readonly #type: DataType;
  readonly #sign: 1 | -1;
  readonly #best: InternalValue[] = [];

  constructor(type: DataType, sign: 1 | -1) {
    super();
    this.#type = type;
    this.#sign = sign;
  }

  ensureCapacity(groups: number): void {
    while (this.#best.length < groups) this.#best.push(null);
  }

  reset(group: number): void {
    this.#best[group] = null;
  }

  update(groups: Int32Array, length: number, [input]: readonly Vector[]): void {
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      if (group < 0) continue;
      const value = readValue(input as Vector, i, this.#type);
      if (value === null) continue;
      const best = this.#best[group] ?? null;
      if (best === null || compareNullsFirst(value, best) * this.#sign > 0) {
        // A slice of bytes would keep the whole batch alive.
        this.#best[group] = value instanceof Uint8Array ? value.slice() : value;
      }
    }
  }

  saveState(groups: Int32Array): readonly Vector[] {
    return [this.finish(groups)];
  }

  /** Into groups of no rows updating is the same as setting. */
  loadState(groups: Int32Array, state: readonly Vector[]): void {
    this.update(groups, groups.length, state);
  }

  finish(groups: Int32Array): Vector {
    return vectorOf(
      Array.from(groups, (group) => this.#best[group] ?? null),
      this.#type,
    );
  }
}
