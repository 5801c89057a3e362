import { readValue } from '../../columnar/read-value.ts';
import type { Vector } from '../../columnar/vector.ts';
import { vectorOf } from '../../columnar/vector-of.ts';
import { type ArrayType, type DataType, type Field, LONG } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import { distinctKey } from '../vectors/distinct-key.ts';
import { GroupStates } from './group-states.ts';

/** A value that is not null, and how many rows of the group have it. */
export interface CountedValue {
  readonly value: Exclude<InternalValue, null>;
  count: number;
}

type Counts = Map<string | number | bigint | boolean, CountedValue>;

/** The state of {@link CountedValues}: each different value once, in the order they came. */
export function countedValuesFields(dataType: DataType): readonly Field[] {
  // Stored on disk: never change.
  const element: DataType = {
    kind: 'struct',
    fields: [
      { name: 'value', dataType, nullable: false },
      { name: 'count', dataType: LONG, nullable: false },
    ],
  };
  const values: ArrayType = { kind: 'array', element, containsNull: false };
  return [{ name: 'values', dataType: values, nullable: false }];
}

/** Groups that count their different values. The state of a group grows with them. */
export abstract class CountedValues extends GroupStates<Counts> {
  protected readonly type: DataType;
  readonly #stateType: DataType;

  constructor(type: DataType) {
    super();
    this.type = type;
    this.#stateType = countedValuesFields(type)[0]?.dataType as DataType;
  }

  /** The result for the values of one group. */
  protected abstract result(values: readonly CountedValue[]): InternalValue;
  protected abstract readonly resultType: DataType;

  protected zero(): Counts {
    return new Map();
  }

  update(groups: Int32Array, length: number, [input]: readonly Vector[]): void {
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      if (group >= 0) this.add(group, readValue(input as Vector, i, this.type), 1);
    }
  }

  protected add(group: number, value: InternalValue, count: number): void {
    if (value === null) return;
    const counts = this.stateOf(group);
    const key = distinctKey(value, this.type);
    const known = counts.get(key);
    if (known !== undefined) known.count += count;
    // A slice of bytes would keep the whole batch alive.
    else counts.set(key, { value: value instanceof Uint8Array ? value.slice() : value, count });
  }

  saveState(groups: Int32Array): readonly Vector[] {
    const lists = Array.from(groups, (group) =>
      [...this.stateOf(group).values()].map(({ value, count }) => [value, count]),
    );
    return [vectorOf(lists, this.#stateType)];
  }

  loadState(groups: Int32Array, [saved]: readonly Vector[]): void {
    for (const [row, group] of groups.entries()) {
      const list = readValue(saved as Vector, row, this.#stateType);
      for (const [value = null, count] of list as readonly (readonly InternalValue[])[]) {
        this.add(group, value, Number(count));
      }
    }
  }

  finish(groups: Int32Array): Vector {
    return vectorOf(
      Array.from(groups, (group) => this.result([...this.stateOf(group).values()])),
      this.resultType,
    );
  }
}
