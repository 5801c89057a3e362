import { recordBatch } from '../../../columnar/record-batch.ts';
import { type Row, rowsOf } from '../../../columnar/row.ts';
import type { Vector } from '../../../columnar/vector.ts';
import { NO_KEY } from '../../../errors/stateful-processor.ts';
import { KeyTable } from '../../../state/key-table.ts';
import type { Field } from '../../../types/data-type.ts';

/**
 * The keys that have state, and the one whose state user code sees now. Variables and timers are
 * indexed by its groups.
 */
export class KeyScope {
  readonly keyFields: readonly Field[];
  readonly #table: KeyTable;
  #current = -1;
  #touched = new Set<number>();

  constructor(keyFields: readonly Field[]) {
    this.keyFields = keyFields;
    this.#table = new KeyTable(keyFields);
  }

  /** @throws {@link NO_KEY} outside of a call */
  get current(): number {
    if (this.#current < 0) throw NO_KEY.error({});
    return this.#current;
  }

  /** Lets user code see the state of a group. */
  run(group: number, call: () => void): void {
    this.#current = group;
    this.#touched.add(group);
    try {
      call();
    } finally {
      this.#current = -1;
    }
  }

  /** The group of each key. */
  groupsOf(keys: readonly Vector[], length: number): Int32Array {
    const groups = new Int32Array(length);
    this.#table.findOrInsert(keys, length, groups);
    return groups;
  }

  /** The keys of some groups. */
  keysOf(groups: Int32Array): readonly Vector[] {
    return this.#table.keyVectors(groups);
  }

  /** The keys of some groups, in their order, as user code sees them. */
  keyRowsOf(groups: Int32Array): Iterator<Row> {
    return rowsOf(recordBatch({ fields: this.keyFields }, this.keysOf(groups), groups.length));
  }

  /** Takes note that a group may have lost its last state. */
  touch(group: number): void {
    this.#touched.add(group);
  }

  /** Forgets the keys that were touched since the last time and have nothing left. */
  forgetWhere(isEmpty: (group: number) => boolean): void {
    for (const group of this.#touched) if (isEmpty(group)) this.#table.remove(group);
    this.#touched = new Set();
  }
}
