import { compareNullsFirst } from '../../columnar/compare-values.ts';
import { readValue } from '../../columnar/read-value.ts';
import type { Vector } from '../../columnar/vector.ts';
import { vectorOf } from '../../columnar/vector-of.ts';
import type { DataType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import type { AggregateFunction } from '../function.ts';
import { argument, expectCount, typeMismatch } from '../scalars/arguments.ts';
import { isOrdered } from '../vectors/compare-rows.ts';
import { GroupStates } from './group-states.ts';

/**
 * `maxBy(value, ordering)`: the value, null or not, of the row whose ordering is greatest. A null
 * ordering does not count; of equal ones the last row counts, as in Spark.
 */
export const BY_ORDER: readonly AggregateFunction[] = [by('minBy', -1), by('maxBy', 1)];

function by(name: string, sign: 1 | -1): AggregateFunction {
  return {
    name,
    resolve(args) {
      expectCount(name, args, 2);
      const [{ dataType }, { dataType: ordering }] = [argument(args, 0), argument(args, 1)];
      if (!isOrdered(ordering) || ordering.kind === 'interval') {
        throw typeMismatch(name, args, 'a value, and one that has an order');
      }
      return {
        dataType,
        nullable: true,
        // Stored on disk: never change. A null ordering is a group without one.
        stateFields: [
          { name: 'value', dataType, nullable: true },
          { name: 'ordering', dataType: ordering, nullable: true },
        ],
        create: () => new ExtremeRows(dataType, ordering, sign),
      };
    },
  };
}

interface OrderedValue {
  value: InternalValue;
  ordering: InternalValue;
}

class ExtremeRows extends GroupStates<OrderedValue> {
  readonly #type: DataType;
  readonly #ordering: DataType;
  readonly #sign: 1 | -1;

  constructor(type: DataType, ordering: DataType, sign: 1 | -1) {
    super();
    this.#type = type;
    this.#ordering = ordering;
    this.#sign = sign;
  }

  protected zero(): OrderedValue {
    return { value: null, ordering: null };
  }

  update(groups: Int32Array, length: number, [values, orderings]: readonly Vector[]): void {
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      if (group < 0) continue;
      const ordering = readValue(orderings as Vector, i, this.#ordering);
      if (ordering === null) continue;
      const best = this.stateOf(group);
      if (best.ordering !== null) {
        if (compareNullsFirst(ordering, best.ordering) * this.#sign < 0) continue;
      }
      best.ordering = owned(ordering);
      best.value = owned(readValue(values as Vector, i, this.#type));
    }
  }

  saveState(groups: Int32Array): readonly Vector[] {
    const orderings = Array.from(groups, (group) => this.stateOf(group).ordering);
    return [this.finish(groups), vectorOf(orderings, this.#ordering)];
  }

  loadState(groups: Int32Array, state: readonly Vector[]): void {
    this.update(groups, groups.length, state);
  }

  finish(groups: Int32Array): Vector {
    return vectorOf(
      Array.from(groups, (group) => this.stateOf(group).value),
      this.#type,
    );
  }
}

/** A slice of bytes would keep the whole batch alive. */
function owned(value: InternalValue): InternalValue {
  return value instanceof Uint8Array ? value.slice() : value;
}
