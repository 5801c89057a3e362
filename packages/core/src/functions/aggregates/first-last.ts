import { readValue } from '../../columnar/read-value.ts';
import type { Vector } from '../../columnar/vector.ts';
import { vectorOf } from '../../columnar/vector-of.ts';
import { BOOLEAN, type DataType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import type { Accumulator, AggregateFunction, Argument, ResolvedAggregate } from '../function.ts';
import { argument, constantOf, expectCount } from '../scalars/arguments.ts';
import { booleans } from '../vectors/numbers.ts';
import { Mergeable } from './mergeable.ts';

/** `first(value, ignoreNulls?)`: by the order in which rows arrive. */
export const FIRST_LAST: readonly AggregateFunction[] = [
  { name: 'first', resolve: (args) => resolveEdge('first', args) },
  { name: 'last', resolve: (args) => resolveEdge('last', args) },
];

function resolveEdge(fn: 'first' | 'last', args: readonly Argument[]): ResolvedAggregate {
  expectCount(fn, args, 1, 2);
  const { dataType } = argument(args, 0);
  const ignoresNulls = args.length === 2 && constantOf(fn, args, 1, 'true or false') === true;
  return {
    dataType,
    nullable: true,
    // Stored on disk: never change.
    stateFields: [
      { name: fn, dataType, nullable: true },
      { name: 'valueSet', dataType: BOOLEAN, nullable: false },
    ],
    create: () => new EdgeAccumulator(dataType, fn === 'first', ignoresNulls),
  };
}

class EdgeAccumulator extends Mergeable implements Accumulator {
  readonly #type: DataType;
  readonly #isFirst: boolean;
  readonly #ignoresNulls: boolean;
  readonly #values: InternalValue[] = [];
  readonly #isSet: boolean[] = [];

  constructor(type: DataType, isFirst: boolean, ignoresNulls: boolean) {
    super();
    this.#type = type;
    this.#isFirst = isFirst;
    this.#ignoresNulls = ignoresNulls;
  }

  ensureCapacity(groups: number): void {
    while (this.#values.length < groups) {
      this.#values.push(null);
      this.#isSet.push(false);
    }
  }

  reset(group: number): void {
    this.#values[group] = null;
    this.#isSet[group] = false;
  }

  update(groups: Int32Array, length: number, [input]: readonly Vector[]): void {
    const vector = input as Vector;
    const { nulls } = vector;
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      if (group < 0 || (this.#isFirst && this.#isSet[group] === true)) continue;
      if (this.#ignoresNulls && nulls !== undefined && nulls[i] === 1) continue;
      const value = readValue(vector, i, this.#type);
      // A slice of bytes would keep the whole batch alive.
      this.#values[group] = value instanceof Uint8Array ? value.slice() : value;
      this.#isSet[group] = true;
    }
  }

  saveState(groups: Int32Array): readonly Vector[] {
    const isSet = Uint8Array.from(groups, (group) => (this.#isSet[group] === true ? 1 : 0));
    const { length } = groups;
    return [this.finish(groups), { kind: 'boolean', length, nulls: undefined, values: isSet }];
  }

  loadState(groups: Int32Array, [values, isSet]: readonly Vector[]): void {
    const set = booleans(isSet as Vector);
    for (const [i, group] of groups.entries()) {
      if (set[i] === 0 || (this.#isFirst && this.#isSet[group] === true)) continue;
      this.#values[group] = readValue(values as Vector, i, this.#type);
      this.#isSet[group] = true;
    }
  }

  finish(groups: Int32Array): Vector {
    return vectorOf(
      Array.from(groups, (group) => this.#values[group] ?? null),
      this.#type,
    );
  }
}
