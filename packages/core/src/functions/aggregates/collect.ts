import { readValue } from '../../columnar/read-value.ts';
import type { Vector } from '../../columnar/vector.ts';
import { vectorOf } from '../../columnar/vector-of.ts';
import type { ArrayType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import type { Accumulator, AggregateFunction, Argument, ResolvedAggregate } from '../function.ts';
import { argument, expectCount, typeMismatch } from '../scalars/arguments.ts';
import { isOrdered } from '../vectors/compare-rows.ts';
import { distinctAggregate } from './distinct.ts';
import { Mergeable } from './mergeable.ts';

/** All values that are not null, in the order they came; `collectSet` each of them once. Never null. */
export const COLLECTIONS: readonly AggregateFunction[] = [
  { name: 'collectList', resolve: (args) => resolveList('collectList', args) },
  {
    name: 'collectSet',
    resolve(args) {
      const list = resolveList('collectSet', args);
      const { dataType } = argument(args, 0);
      if (!isOrdered(dataType)) throw typeMismatch('collectSet', args, 'values that have an order');
      return distinctAggregate(list, [dataType]);
    },
  },
];

function resolveList(fn: string, args: readonly Argument[]): ResolvedAggregate {
  expectCount(fn, args, 1);
  const { dataType: element } = argument(args, 0);
  const dataType: ArrayType = { kind: 'array', element, containsNull: false };
  return {
    dataType,
    nullable: false,
    // Stored on disk: never change.
    stateFields: [{ name: 'values', dataType, nullable: false }],
    create: () => new ListAccumulator(dataType),
  };
}

class ListAccumulator extends Mergeable implements Accumulator {
  readonly #type: ArrayType;
  readonly #lists: InternalValue[][] = [];

  constructor(type: ArrayType) {
    super();
    this.#type = type;
  }

  ensureCapacity(groups: number): void {
    while (this.#lists.length < groups) this.#lists.push([]);
  }

  reset(group: number): void {
    this.#lists[group] = [];
  }

  update(groups: Int32Array, length: number, [input]: readonly Vector[]): void {
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      if (group < 0) continue;
      const value = readValue(input as Vector, i, this.#type.element);
      if (value === null) continue;
      // A slice of bytes would keep the whole batch alive.
      this.#lists[group]?.push(value instanceof Uint8Array ? value.slice() : value);
    }
  }

  saveState(groups: Int32Array): readonly Vector[] {
    return [this.finish(groups)];
  }

  loadState(groups: Int32Array, [saved]: readonly Vector[]): void {
    for (const [i, group] of groups.entries()) {
      const list = readValue(saved as Vector, i, this.#type) as readonly InternalValue[];
      for (const value of list) this.#lists[group]?.push(value);
    }
  }

  finish(groups: Int32Array): Vector {
    // A copy: the list goes on growing, and a vector never changes.
    return vectorOf(
      Array.from(groups, (group) => [...(this.#lists[group] ?? [])]),
      this.#type,
    );
  }
}
