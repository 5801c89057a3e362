import type { Vector } from '../../columnar/vector.ts';
import { LONG } from '../../types/data-type.ts';
import type { Accumulator, AggregateFunction, ResolvedAggregate } from '../function.ts';
import { mergeNulls } from '../vectors/nulls.ts';
import { doubles } from '../vectors/numbers.ts';
import { grownDoubles, pickDoubles } from './growing.ts';
import { Mergeable } from './mergeable.ts';

export const COUNT_RESULT: ResolvedAggregate = {
  dataType: LONG,
  nullable: false,
  // Stored on disk: never change.
  stateFields: [{ name: 'count', dataType: LONG, nullable: false }],
  create: () => new CountAccumulator(),
};

/** Rows; with arguments the rows in which none of them is null. */
export const COUNTS: readonly AggregateFunction[] = [
  { name: 'count', resolve: () => COUNT_RESULT },
];

export class CountAccumulator extends Mergeable implements Accumulator {
  #counts: Float64Array = new Float64Array(0);

  ensureCapacity(groups: number): void {
    this.#counts = grownDoubles(this.#counts, groups);
  }

  reset(group: number): void {
    this.#counts[group] = 0;
  }

  update(groups: Int32Array, length: number, inputs: readonly Vector[]): void {
    const counts = this.#counts;
    const nulls = mergeNulls(inputs, length);
    if (nulls === undefined) {
      for (let i = 0; i < length; i++) {
        const group = groups[i] as number;
        if (group >= 0) counts[group] = (counts[group] as number) + 1;
      }
      return;
    }
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      if (group >= 0) counts[group] = (counts[group] as number) + 1 - (nulls[i] as number);
    }
  }

  saveState(groups: Int32Array): readonly Vector[] {
    return [this.finish(groups)];
  }

  loadState(groups: Int32Array, [saved]: readonly Vector[]): void {
    const values = doubles(saved as Vector);
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i] as number;
      this.#counts[group] = (this.#counts[group] as number) + (values[i] as number);
    }
  }

  finish(groups: Int32Array): Vector {
    const values = pickDoubles(this.#counts, groups);
    return { kind: 'double', length: values.length, nulls: undefined, values };
  }
}
