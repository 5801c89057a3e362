import type { Vector } from '../../columnar/vector.ts';
import type { Accumulator } from '../function.ts';
import { booleans } from '../vectors/numbers.ts';
import { Mergeable } from './mergeable.ts';

/** The same aggregate over the rows for which its first input is true; the others are its own. */
export function filtered(inner: Accumulator): Accumulator {
  return new FilteredAccumulator(inner);
}

class FilteredAccumulator extends Mergeable implements Accumulator {
  readonly #inner: Accumulator;

  constructor(inner: Accumulator) {
    super();
    this.#inner = inner;
  }

  ensureCapacity(groups: number): void {
    this.#inner.ensureCapacity(groups);
  }

  reset(group: number): void {
    this.#inner.reset(group);
  }

  update(groups: Int32Array, length: number, [condition, ...inputs]: readonly Vector[]): void {
    const isTrue = booleans(condition as Vector);
    const { nulls } = condition as Vector;
    const kept = new Int32Array(length);
    for (let i = 0; i < length; i++) {
      const counts = isTrue[i] === 1 && (nulls === undefined || nulls[i] === 0);
      kept[i] = counts ? (groups[i] as number) : -1;
    }
    this.#inner.update(kept, length, inputs);
  }

  saveState(groups: Int32Array): readonly Vector[] {
    return this.#inner.saveState(groups);
  }

  loadState(groups: Int32Array, state: readonly Vector[]): void {
    this.#inner.loadState(groups, state);
  }

  finish(groups: Int32Array): Vector {
    return this.#inner.finish(groups);
  }
}
