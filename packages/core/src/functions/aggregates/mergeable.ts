import type { Vector } from '../../columnar/vector.ts';

/** Merging by way of the state that is saved: what adds it to a group makes one group of two. */
export abstract class Mergeable {
  abstract saveState(groups: Int32Array): readonly Vector[];
  abstract loadState(groups: Int32Array, state: readonly Vector[]): void;

  /** One by one, as a group that others were merged into may go into another. */
  merge(into: Int32Array, from: Int32Array): void {
    for (let i = 0; i < into.length; i++) {
      this.loadState(into.subarray(i, i + 1), this.saveState(from.subarray(i, i + 1)));
    }
  }
}
