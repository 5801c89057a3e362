import type { Vector } from '../columnar/vector.ts';
import { type KeyColumn, mismatch, pickNulls } from './key-column.ts';
import { IntLane, type KeyLane } from './key-lane.ts';

const TWO_POW_32 = 2 ** 32;

/** 64-bit integers as two words each: one form for vectors of doubles and of bigints. */
export class LongKeyColumn implements KeyColumn {
  readonly #low = new IntLane();
  readonly #high = new IntLane();
  readonly lanes: readonly KeyLane[] = [this.#low, this.#high];
  readonly internedCount: number = 0;

  probe(vector: Vector, length: number): void {
    const low = new Int32Array(length);
    const high = new Int32Array(length);
    if (vector.kind === 'double') {
      const { values } = vector;
      for (let i = 0; i < length; i++) {
        const value = values[i] as number;
        low[i] = value;
        high[i] = Math.floor(value / TWO_POW_32);
      }
    } else if (vector.kind === 'bigint') {
      const words = new Int32Array(vector.values.buffer, vector.values.byteOffset, length * 2);
      for (let i = 0; i < length; i++) {
        low[i] = words[2 * i] as number;
        high[i] = words[2 * i + 1] as number;
      }
    } else throw mismatch(vector, 'long');
    this.#low.setProbe(low, vector.nulls);
    this.#high.setProbe(high, vector.nulls);
  }

  /** Doubles while every value is a safe integer, else bigints. */
  read(groups: Int32Array): Vector {
    const { length } = groups;
    const nulls = pickNulls(this.#low.nulls, groups);
    const low = this.#low.values;
    const high = this.#high.values;
    const values = new Float64Array(length);
    let isSafe = true;
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      const value = (high[group] as number) * TWO_POW_32 + ((low[group] as number) >>> 0);
      values[i] = value;
      isSafe &&= Number.isSafeInteger(value);
    }
    if (isSafe) return { kind: 'double', length, nulls, values };
    const bigints = new BigInt64Array(length);
    const words = new Int32Array(bigints.buffer);
    for (let i = 0; i < length; i++) {
      words[2 * i] = low[groups[i] as number] as number;
      words[2 * i + 1] = high[groups[i] as number] as number;
    }
    return { kind: 'bigint', length, nulls, values: bigints };
  }

  compact(): void {}
}
