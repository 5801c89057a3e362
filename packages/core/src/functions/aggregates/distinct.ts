import { readValue } from '../../columnar/read-value.ts';
import type { Vector } from '../../columnar/vector.ts';
import { vectorOf } from '../../columnar/vector-of.ts';
import type { ArrayType, DataType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import type { Accumulator, ResolvedAggregate } from '../function.ts';
import { distinctKey } from '../vectors/distinct-key.ts';
import { Mergeable } from './mergeable.ts';

/**
 * The same aggregate over the distinct rows of its inputs. Rows in which one is null are left out:
 * none of the aggregates that can be distinct counts them.
 */
export function distinctAggregate(
  inner: ResolvedAggregate,
  types: readonly DataType[],
): ResolvedAggregate {
  const values: ArrayType = {
    kind: 'array',
    element: {
      kind: 'struct',
      fields: types.map((dataType, i) => ({ name: `_${i + 1}`, dataType, nullable: false })),
    },
    containsNull: false,
  };
  return {
    ...inner,
    // Stored on disk: never change. The distinct rows in the order they came.
    stateFields: [{ name: 'values', dataType: values, nullable: false }],
    create: () => new DistinctAccumulator(inner, types, values),
  };
}

type DistinctRows = Map<string | number | bigint | boolean, readonly InternalValue[]>;

class DistinctAccumulator extends Mergeable implements Accumulator {
  readonly #inner: ResolvedAggregate;
  readonly #types: readonly DataType[];
  readonly #stateType: ArrayType;
  readonly #rows: DistinctRows[] = [];

  constructor(inner: ResolvedAggregate, types: readonly DataType[], stateType: ArrayType) {
    super();
    this.#inner = inner;
    this.#types = types;
    this.#stateType = stateType;
  }

  ensureCapacity(groups: number): void {
    while (this.#rows.length < groups) this.#rows.push(new Map());
  }

  reset(group: number): void {
    this.#rows[group] = new Map();
  }

  update(groups: Int32Array, length: number, inputs: readonly Vector[]): void {
    const types = this.#types;
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      if (group < 0) continue;
      const row = types.map((type, t) => readValue(inputs[t] as Vector, i, type));
      if (!row.includes(null)) this.#add(group, row);
    }
  }

  #add(group: number, row: readonly InternalValue[]): void {
    const type = this.#types[0];
    const key =
      row.length === 1 && type !== undefined
        ? distinctKey(row[0] ?? null, type)
        : distinctKey(row, this.#stateType.element);
    const rows = this.#rows[group] as DistinctRows;
    if (!rows.has(key)) rows.set(key, row);
  }

  saveState(groups: Int32Array): readonly Vector[] {
    const lists = Array.from(groups, (group) => [...(this.#rows[group]?.values() ?? [])]);
    return [vectorOf(lists, this.#stateType)];
  }

  loadState(groups: Int32Array, [saved]: readonly Vector[]): void {
    for (const [i, group] of groups.entries()) {
      const rows = readValue(saved as Vector, i, this.#stateType) as readonly InternalValue[];
      for (const row of rows) this.#add(group, row as readonly InternalValue[]);
    }
  }

  /** Runs the inner aggregate over the rows kept. */
  finish(groups: Int32Array): Vector {
    const rows: (readonly InternalValue[])[] = [];
    const owners: number[] = [];
    for (const [i, group] of groups.entries()) {
      for (const row of this.#rows[group]?.values() ?? []) {
        rows.push(row);
        owners.push(i);
      }
    }
    const accumulator = this.#inner.create();
    accumulator.ensureCapacity(groups.length);
    for (let i = 0; i < groups.length; i++) accumulator.reset(i);
    const inputs = this.#types.map((type, t) =>
      vectorOf(
        rows.map((row) => row[t] ?? null),
        type,
      ),
    );
    accumulator.update(Int32Array.from(owners), rows.length, inputs);
    return accumulator.finish(Int32Array.from(groups, (_, i) => i));
  }
}
