import type { Vector } from '../../columnar/vector.ts';
import { ARITHMETIC_OVERFLOW } from '../../errors/expression.ts';
import { type DecimalType, showType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import type { Accumulator } from '../function.ts';
import { fitsPrecision } from '../numbers/decimal.ts';
import { booleans, unscaled } from '../vectors/numbers.ts';

/** Sums of unscaled values of one scale. A sum that overflowed is null and stays so. */
export class DecimalSums implements Accumulator {
  readonly #type: DecimalType;
  readonly #ansi: boolean;
  /** Null once overflowed. */
  readonly #sums: (bigint | null)[] = [];
  readonly #isEmpty: boolean[] = [];

  constructor(type: DecimalType, ansi: boolean) {
    this.#type = type;
    this.#ansi = ansi;
  }

  ensureCapacity(groups: number): void {
    while (this.#sums.length < groups) {
      this.#sums.push(0n);
      this.#isEmpty.push(true);
    }
  }

  reset(group: number): void {
    this.#sums[group] = 0n;
    this.#isEmpty[group] = true;
  }

  update(groups: Int32Array, length: number, [input]: readonly Vector[]): void {
    const values = unscaled(input as Vector);
    const { nulls } = input as Vector;
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      if (group < 0 || (nulls !== undefined && nulls[i] === 1)) continue;
      this.#isEmpty[group] = false;
      const sum = this.#sums[group];
      if (typeof sum === 'bigint') this.#sums[group] = this.#checked(sum + (values[i] as bigint));
    }
  }

  #checked(sum: bigint): bigint | null {
    if (fitsPrecision(sum, this.#type.precision)) return sum;
    if (this.#ansi) throw ARITHMETIC_OVERFLOW.error({ fn: 'sum', type: showType(this.#type) });
    return null;
  }

  saveState(groups: Int32Array): readonly Vector[] {
    const isEmpty = Uint8Array.from(groups, (group) => (this.#isEmpty[group] === true ? 1 : 0));
    return [
      decimalVector(Array.from(groups, (group) => this.#sums[group] ?? null)),
      { kind: 'boolean', length: groups.length, nulls: undefined, values: isEmpty },
    ];
  }

  loadState(groups: Int32Array, [sums, isEmpty]: readonly Vector[]): void {
    const values = unscaled(sums as Vector) as readonly (bigint | null)[];
    const empty = booleans(isEmpty as Vector);
    for (let i = 0; i < groups.length; i++) {
      this.#sums[groups[i] as number] = values[i] ?? null;
      this.#isEmpty[groups[i] as number] = empty[i] === 1;
    }
  }

  finish(groups: Int32Array): Vector {
    const sum = (group: number): bigint | null =>
      this.#isEmpty[group] === true ? null : (this.#sums[group] ?? null);
    return decimalVector(Array.from(groups, sum));
  }
}

function decimalVector(values: readonly InternalValue[]): Vector {
  const nulls = values.includes(null)
    ? Uint8Array.from(values, (value) => (value === null ? 1 : 0))
    : undefined;
  return { kind: 'boxed', length: values.length, nulls, values };
}
