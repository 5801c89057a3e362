import type { Vector } from '../../columnar/vector.ts';
import type { Accumulator } from '../function.ts';
import { Mergeable } from './mergeable.ts';

/** Groups whose state is an object of its own, made when a group is reset. */
export abstract class GroupStates<S> extends Mergeable implements Accumulator {
  /** Indexed by group. */
  protected readonly states: S[] = [];

  /** The state of no rows. */
  protected abstract zero(): S;

  /** Nothing to do: a list grows by itself, and no group is used before it is reset. */
  ensureCapacity(): void {}

  reset(group: number): void {
    this.states[group] = this.zero();
  }

  protected stateOf(group: number): S {
    return this.states[group] as S;
  }

  abstract update(groups: Int32Array, length: number, inputs: readonly Vector[]): void;
  abstract finish(groups: Int32Array): Vector;
}
