import type { Vector } from '../../columnar/vector.ts';
import type { DataType } from '../../types/data-type.ts';
import { isIntegral } from '../coercion.ts';
import type { Accumulator, AggregateFunction } from '../function.ts';
import { argument, expectCount, typeMismatch } from '../scalars/arguments.ts';
import { bigints, ints, longVector } from '../vectors/numbers.ts';
import { grownBigints, grownBytes, unseenNulls } from './growing.ts';
import { Mergeable } from './mergeable.ts';

type BitOperation = (a: bigint, b: bigint) => bigint;

/** Operations on the bits of all integers that are not null; null for none. */
export const BITS: readonly AggregateFunction[] = [
  bitwise('bitAnd', (a, b) => a & b),
  bitwise('bitOr', (a, b) => a | b),
  bitwise('bitXor', (a, b) => a ^ b),
];

function bitwise(name: string, operation: BitOperation): AggregateFunction {
  return {
    name,
    resolve(args) {
      expectCount(name, args, 1);
      const { dataType } = argument(args, 0);
      if (!isIntegral(dataType)) throw typeMismatch(name, args, 'an integer');
      return {
        dataType,
        nullable: true,
        // Stored on disk: never change. Null until a value came.
        stateFields: [{ name: 'bits', dataType, nullable: true }],
        create: () => new BitAccumulator(dataType, operation),
      };
    },
  };
}

/** As integers of 64 bits whatever the type: sign extension keeps all three operations right. */
class BitAccumulator extends Mergeable implements Accumulator {
  readonly #type: DataType;
  readonly #operation: BitOperation;
  #bits: BigInt64Array = new BigInt64Array(0);
  #seen: Uint8Array = new Uint8Array(0);

  constructor(type: DataType, operation: BitOperation) {
    super();
    this.#type = type;
    this.#operation = operation;
  }

  ensureCapacity(groups: number): void {
    this.#bits = grownBigints(this.#bits, groups);
    this.#seen = grownBytes(this.#seen, groups);
  }

  reset(group: number): void {
    this.#seen[group] = 0;
  }

  update(groups: Int32Array, length: number, [input]: readonly Vector[]): void {
    const vector = input as Vector;
    const values =
      this.#type.kind === 'long' ? bigints(vector) : BigInt64Array.from(ints(vector), BigInt);
    const { nulls } = vector;
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      if (group < 0 || (nulls !== undefined && nulls[i] === 1)) continue;
      const value = values[i] as bigint;
      this.#bits[group] =
        this.#seen[group] === 0 ? value : this.#operation(this.#bits[group] as bigint, value);
      this.#seen[group] = 1;
    }
  }

  saveState(groups: Int32Array): readonly Vector[] {
    return [this.finish(groups)];
  }

  loadState(groups: Int32Array, state: readonly Vector[]): void {
    this.update(groups, groups.length, state);
  }

  finish(groups: Int32Array): Vector {
    const nulls = unseenNulls(this.#seen, groups);
    if (this.#type.kind === 'long') {
      return longVector(
        BigInt64Array.from(groups, (group) => this.#bits[group] as bigint),
        nulls,
      );
    }
    const values = Int32Array.from(groups, (group) => Number(this.#bits[group]));
    return { kind: 'int', length: values.length, nulls, values };
  }
}
