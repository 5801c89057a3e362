import type { Vector } from '../../columnar/vector.ts';
import type { LongType } from '../../types/data-type.ts';
import type { Accumulator } from '../function.ts';
import { BoxedExtremes } from './boxed-extremes.ts';
import { Mergeable } from './mergeable.ts';
import { NumberExtremes } from './number-extremes.ts';

/** Extremes of longs: as doubles until the first batch with a value beyond 2^53, then boxed. */
export class LongExtremes extends Mergeable implements Accumulator {
  readonly #type: LongType;
  readonly #sign: 1 | -1;
  #inner: Accumulator;
  #isWide = false;
  #capacity = 0;

  constructor(type: LongType, sign: 1 | -1) {
    super();
    this.#type = type;
    this.#sign = sign;
    this.#inner = new NumberExtremes(type, sign);
  }

  ensureCapacity(groups: number): void {
    this.#capacity = Math.max(this.#capacity, groups);
    this.#inner.ensureCapacity(groups);
  }

  reset(group: number): void {
    this.#inner.reset(group);
  }

  update(groups: Int32Array, length: number, inputs: readonly Vector[]): void {
    if (!this.#isWide && inputs[0]?.kind === 'bigint') this.#widen();
    this.#inner.update(groups, length, inputs);
  }

  #widen(): void {
    const wide = new BoxedExtremes(this.#type, this.#sign);
    const all = Int32Array.from({ length: this.#capacity }, (_, group) => group);
    wide.ensureCapacity(this.#capacity);
    wide.loadState(all, this.#inner.saveState(all));
    this.#inner = wide;
    this.#isWide = true;
  }

  saveState(groups: Int32Array): readonly Vector[] {
    return this.#inner.saveState(groups);
  }

  loadState(groups: Int32Array, state: readonly Vector[]): void {
    this.update(groups, groups.length, state);
  }

  finish(groups: Int32Array): Vector {
    return this.#inner.finish(groups);
  }
}
