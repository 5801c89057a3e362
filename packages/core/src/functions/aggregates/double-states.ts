import type { Vector } from '../../columnar/vector.ts';
import { DOUBLE, type Field } from '../../types/data-type.ts';
import type { Accumulator } from '../function.ts';
import { doubles } from '../vectors/numbers.ts';
import { grownDoubles, pickDoubles } from './growing.ts';
import { Mergeable } from './mergeable.ts';

/** State fields of a {@link DoubleStates}. */
export function doubleFields(...names: readonly string[]): readonly Field[] {
  return names.map((name) => ({ name, dataType: DOUBLE, nullable: false }));
}

/** Groups whose state is a fixed number of doubles, all 0 for no rows; the first counts the rows. */
export abstract class DoubleStates extends Mergeable implements Accumulator {
  /** One array for each part of the state, indexed by group. */
  protected readonly parts: Float64Array[];

  constructor(width: number) {
    super();
    this.parts = Array.from({ length: width }, () => new Float64Array(0));
  }

  ensureCapacity(groups: number): void {
    for (const [i, part] of this.parts.entries()) this.parts[i] = grownDoubles(part, groups);
  }

  reset(group: number): void {
    for (const part of this.parts) part[group] = 0;
  }

  abstract update(groups: Int32Array, length: number, inputs: readonly Vector[]): void;

  /** Adds a saved state to a group that has rows. */
  protected abstract mergeRow(group: number, saved: readonly Float64Array[], row: number): void;

  /** The result of a group; undefined is null. */
  protected abstract result(group: number): number | undefined;

  saveState(groups: Int32Array): readonly Vector[] {
    return this.parts.map((part) => {
      const values = pickDoubles(part, groups);
      return { kind: 'double', length: values.length, nulls: undefined, values };
    });
  }

  loadState(groups: Int32Array, state: readonly Vector[]): void {
    const saved = state.map(doubles);
    const [counts, savedCounts] = [this.parts[0] as Float64Array, saved[0] as Float64Array];
    for (let row = 0; row < groups.length; row++) {
      const group = groups[row] as number;
      if (savedCounts[row] === 0) continue;
      if (counts[group] !== 0) this.mergeRow(group, saved, row);
      else {
        for (const [i, part] of this.parts.entries()) {
          part[group] = (saved[i] as Float64Array)[row] as number;
        }
      }
    }
  }

  finish(groups: Int32Array): Vector {
    const { length } = groups;
    const values = new Float64Array(length);
    let nulls: Uint8Array | undefined;
    for (let i = 0; i < length; i++) {
      const result = this.result(groups[i] as number);
      if (result === undefined) {
        nulls ??= new Uint8Array(length);
        nulls[i] = 1;
      } else values[i] = result;
    }
    return { kind: 'double', length, nulls, values };
  }
}
