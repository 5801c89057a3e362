import type { Vector } from '../../columnar/vector.ts';
import type { Accumulator } from '../function.ts';
import { doubles } from '../vectors/numbers.ts';
import { grownBytes, grownDoubles, pickDoubles, unseenNulls } from './growing.ts';
import { Mergeable } from './mergeable.ts';

/** Adds value after value, in the order of the rows: the rounding depends on it, as in Spark. */
export class DoubleSums extends Mergeable implements Accumulator {
  #sums: Float64Array = new Float64Array(0);
  #seen: Uint8Array = new Uint8Array(0);

  ensureCapacity(groups: number): void {
    this.#sums = grownDoubles(this.#sums, groups);
    this.#seen = grownBytes(this.#seen, groups);
  }

  reset(group: number): void {
    this.#sums[group] = 0;
    this.#seen[group] = 0;
  }

  update(groups: Int32Array, length: number, [input]: readonly Vector[]): void {
    const sums = this.#sums;
    const seen = this.#seen;
    const values = doubles(input as Vector);
    const { nulls } = input as Vector;
    if (nulls === undefined) {
      for (let i = 0; i < length; i++) {
        const group = groups[i] as number;
        if (group < 0) continue;
        sums[group] = (sums[group] as number) + (values[i] as number);
        seen[group] = 1;
      }
      return;
    }
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      if (group < 0 || nulls[i] === 1) continue;
      sums[group] = (sums[group] as number) + (values[i] as number);
      seen[group] = 1;
    }
  }

  saveState(groups: Int32Array): readonly Vector[] {
    return [this.finish(groups)];
  }

  loadState(groups: Int32Array, state: readonly Vector[]): void {
    this.update(groups, groups.length, state);
  }

  finish(groups: Int32Array): Vector {
    const values = pickDoubles(this.#sums, groups);
    const nulls = unseenNulls(this.#seen, groups);
    return { kind: 'double', length: values.length, nulls, values };
  }
}
