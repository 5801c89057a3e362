import { readValue } from '../../columnar/read-value.ts';
import type { Vector } from '../../columnar/vector.ts';
import { vectorOf } from '../../columnar/vector-of.ts';
import { WRONG_ARGUMENTS } from '../../errors/expression.ts';
import { BINARY, type DataType, LONG } from '../../types/data-type.ts';
import type { AggregateFunction } from '../function.ts';
import { hashValue } from '../hashes/hash-values.ts';
import { XXHASH64 } from '../hashes/xxhash64.ts';
import { argument, constantOf, expectCount } from '../scalars/arguments.ts';
import { GroupStates } from './group-states.ts';
import { addressBits, estimate, note } from './hyper-log-log.ts';

const DEFAULT_DEVIATION = 0.05;
const MAX_BITS = 24;

/**
 * `approxCountDistinct(value, deviation?)`: about how many different values there are, nulls aside. A
 * group keeps one byte for each register: 512 of them unless another deviation is asked for.
 */
export const DISTINCT_COUNTS: readonly AggregateFunction[] = [
  {
    name: 'approxCountDistinct',
    resolve(args) {
      const fn = 'approxCountDistinct';
      expectCount(fn, args, 1, 2);
      const deviation = args.length === 1 ? DEFAULT_DEVIATION : deviationOf(fn, args);
      const bits = addressBits(deviation);
      if (!(bits >= 4 && bits <= MAX_BITS)) {
        const expected = 'a relative standard deviation from 0.0003 to 0.39';
        throw WRONG_ARGUMENTS.error({ fn, expected, found: String(deviation) });
      }
      const { dataType } = argument(args, 0);
      return {
        dataType: LONG,
        nullable: false,
        // Stored on disk: never change. One byte for each register.
        stateFields: [{ name: 'registers', dataType: BINARY, nullable: false }],
        create: () => new Registers(dataType, bits),
      };
    },
  },
];

function deviationOf(fn: string, args: Parameters<AggregateFunction['resolve']>[0]): number {
  const value = constantOf(fn, args, 1, 'a number');
  const { dataType } = argument(args, 1);
  return Number(value) / (dataType.kind === 'decimal' ? 10 ** dataType.scale : 1);
}

class Registers extends GroupStates<Uint8Array> {
  readonly #type: DataType;
  readonly #bits: number;

  constructor(type: DataType, bits: number) {
    super();
    this.#type = type;
    this.#bits = bits;
  }

  protected zero(): Uint8Array {
    return new Uint8Array(1 << this.#bits);
  }

  update(groups: Int32Array, length: number, [input]: readonly Vector[]): void {
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      if (group < 0) continue;
      const value = readValue(input as Vector, i, this.#type);
      if (value === null) continue;
      note(this.stateOf(group), this.#bits, hashValue(XXHASH64, value, this.#type, XXHASH64.seed));
    }
  }

  saveState(groups: Int32Array): readonly Vector[] {
    return [
      vectorOf(
        Array.from(groups, (group) => this.stateOf(group).slice()),
        BINARY,
      ),
    ];
  }

  loadState(groups: Int32Array, [saved]: readonly Vector[]): void {
    for (const [row, group] of groups.entries()) {
      const other = readValue(saved as Vector, row, BINARY) as Uint8Array;
      const own = this.stateOf(group);
      for (let i = 0; i < own.length; i++) {
        own[i] = Math.max(own[i] as number, other[i] as number);
      }
    }
  }

  finish(groups: Int32Array): Vector {
    return vectorOf(
      Array.from(groups, (group) => estimate(this.stateOf(group), this.#bits)),
      LONG,
    );
  }
}
