import type { Vector } from '../../columnar/vector.ts';
import { ARITHMETIC_OVERFLOW } from '../../errors/expression.ts';
import type { Accumulator } from '../function.ts';
import { bigints, longVector } from '../vectors/numbers.ts';
import { grownBigints, grownBytes, grownDoubles, pickDoubles, unseenNulls } from './growing.ts';
import { Mergeable } from './mergeable.ts';

/**
 * Exact sums of 64 bits that wrap around, or fail with ANSI on. They stay doubles until the first
 * sum leaves ±2^53; from then on all sums of this accumulator are bigints.
 */
export class LongSums extends Mergeable implements Accumulator {
  readonly #ansi: boolean;
  #sums: Float64Array = new Float64Array(0);
  #wide: BigInt64Array | undefined;
  #seen: Uint8Array = new Uint8Array(0);

  constructor(ansi: boolean) {
    super();
    this.#ansi = ansi;
  }

  ensureCapacity(groups: number): void {
    if (this.#wide === undefined) this.#sums = grownDoubles(this.#sums, groups);
    else this.#wide = grownBigints(this.#wide, groups);
    this.#seen = grownBytes(this.#seen, groups);
  }

  reset(group: number): void {
    if (this.#wide === undefined) this.#sums[group] = 0;
    else this.#wide[group] = 0n;
    this.#seen[group] = 0;
  }

  update(groups: Int32Array, length: number, [input]: readonly Vector[]): void {
    const vector = input as Vector;
    const done = this.#wide === undefined ? this.#addSafe(groups, length, vector) : 0;
    if (done < length) this.#addWide(groups, length, vector, done);
  }

  /** Adds rows until a sum would not be exact, and says how many it added. */
  #addSafe(groups: Int32Array, length: number, vector: Vector): number {
    if (vector.kind !== 'double') return 0;
    const sums = this.#sums;
    const seen = this.#seen;
    const { values, nulls } = vector;
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      if (group < 0 || (nulls !== undefined && nulls[i] === 1)) continue;
      const sum = (sums[group] as number) + (values[i] as number);
      if (sum > Number.MAX_SAFE_INTEGER || sum < Number.MIN_SAFE_INTEGER) return i;
      sums[group] = sum;
      seen[group] = 1;
    }
    return length;
  }

  #addWide(groups: Int32Array, length: number, vector: Vector, from: number): void {
    const sums = this.#widen();
    const values = bigints(vector);
    const { nulls } = vector;
    for (let i = from; i < length; i++) {
      const group = groups[i] as number;
      if (group < 0 || (nulls !== undefined && nulls[i] === 1)) continue;
      const sum = (sums[group] as bigint) + (values[i] as bigint);
      sums[group] = sum;
      this.#seen[group] = 1;
      if (this.#ansi && sums[group] !== sum) {
        throw ARITHMETIC_OVERFLOW.error({ fn: 'sum', type: 'bigint' });
      }
    }
  }

  #widen(): BigInt64Array {
    if (this.#wide !== undefined) return this.#wide;
    this.#wide = new BigInt64Array(this.#sums.length);
    for (let i = 0; i < this.#sums.length; i++) this.#wide[i] = BigInt(this.#sums[i] as number);
    return this.#wide;
  }

  saveState(groups: Int32Array): readonly Vector[] {
    return [this.finish(groups)];
  }

  /** Into groups of no rows adding is the same as setting. */
  loadState(groups: Int32Array, state: readonly Vector[]): void {
    this.update(groups, groups.length, state);
  }

  finish(groups: Int32Array): Vector {
    const nulls = unseenNulls(this.#seen, groups);
    const wide = this.#wide;
    if (wide !== undefined) {
      return longVector(
        BigInt64Array.from(groups, (group) => wide[group] as bigint),
        nulls,
      );
    }
    const values = pickDoubles(this.#sums, groups);
    return { kind: 'double', length: values.length, nulls, values };
  }
}
