import type { Vector } from '../../columnar/vector.ts';
import type { DataType } from '../../types/data-type.ts';
import type { Accumulator } from '../function.ts';
import { grownBytes, grownDoubles, pickDoubles, unseenNulls } from './growing.ts';
import { Mergeable } from './mergeable.ts';

/**
 * Extremes of all numbers that a double holds. Kept times `sign`, so that the greatest is always
 * wanted, which is one loop for both; NaN, the greatest, needs care for that reason.
 */
export class NumberExtremes extends Mergeable implements Accumulator {
  readonly #type: DataType;
  readonly #isMax: boolean;
  #best: Float64Array = new Float64Array(0);
  #seen: Uint8Array = new Uint8Array(0);

  constructor(type: DataType, sign: 1 | -1) {
    super();
    this.#type = type;
    this.#isMax = sign > 0;
  }

  ensureCapacity(groups: number): void {
    this.#best = grownDoubles(this.#best, groups);
    this.#seen = grownBytes(this.#seen, groups);
  }

  reset(group: number): void {
    this.#seen[group] = 0;
  }

  update(groups: Int32Array, length: number, [input]: readonly Vector[]): void {
    const vector = input as Vector;
    if (vector.kind !== 'double' && vector.kind !== 'int') {
      throw new TypeError(`expected numbers, found ${vector.kind}`);
    }
    // Int columns are widened first: a loop that sees two kinds of array is slower than the copy.
    const values = vector.kind === 'int' ? Float64Array.from(vector.values) : vector.values;
    if (this.#isMax) this.#keepGreatest(groups, length, values, vector.nulls);
    else this.#keepLeast(groups, length, values, vector.nulls);
  }

  #keepGreatest(
    groups: Int32Array,
    length: number,
    values: Float64Array,
    nulls: Uint8Array | undefined,
  ): void {
    const best = this.#best;
    const seen = this.#seen;
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      if (group < 0 || (nulls !== undefined && nulls[i] === 1)) continue;
      const value = values[i] as number;
      // `!(value <= best)` is true for NaN, which then stays: nothing is `> NaN`, and NaN replaces NaN.
      if (
        seen[group] === 0 ||
        (!(value <= (best[group] as number)) && best[group] === best[group])
      ) {
        best[group] = value;
        seen[group] = 1;
      }
    }
  }

  #keepLeast(
    groups: Int32Array,
    length: number,
    values: Float64Array,
    nulls: Uint8Array | undefined,
  ): void {
    const best = this.#best;
    const seen = this.#seen;
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      if (group < 0 || (nulls !== undefined && nulls[i] === 1)) continue;
      const value = values[i] as number;
      const sofar = best[group] as number;
      if (seen[group] === 0 || value < sofar || (sofar !== sofar && value === value)) {
        best[group] = value;
        seen[group] = 1;
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
    const nulls = unseenNulls(this.#seen, groups);
    const values = pickDoubles(this.#best, groups);
    const { length } = values;
    if (holdsInts(this.#type))
      return { kind: 'int', length, nulls, values: Int32Array.from(values) };
    return { kind: 'double', length, nulls, values };
  }
}

function holdsInts({ kind }: DataType): boolean {
  return kind === 'byte' || kind === 'short' || kind === 'int' || kind === 'date';
}
