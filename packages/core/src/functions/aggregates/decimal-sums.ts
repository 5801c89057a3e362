import type { Vector } from '../../columnar/vector.ts';
import { ARITHMETIC_OVERFLOW } from '../../errors/expression.ts';
import { type DecimalType, showType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';
import type { Accumulator } from '../function.ts';
import { fitsPrecision } from '../numbers/decimal.ts';
import { booleans, unscaled } from '../vectors/numbers.ts';
import { Mergeable } from './mergeable.ts';

/** Sums of unscaled values of one scale. A sum that overflowed is null and stays so. */
export class DecimalSums extends Mergeable implements Accumulator {
  readonly #type: DecimalType;
  readonly #ansi: boolean;
  readonly #fits: (sum: bigint) => boolean;
  /** Null once overflowed. */
  readonly #sums: (bigint | null)[] = [];
  readonly #isEmpty: boolean[] = [];

  constructor(
    type: DecimalType,
    ansi: boolean,
    fits = (sum: bigint): boolean => fitsPrecision(sum, type.precision),
  ) {
    super();
    this.#type = type;
    this.#ansi = ansi;
    this.#fits = fits;
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
    if (this.#fits(sum)) return sum;
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
      const group = groups[i] as number;
      const [own, other] = [this.#sums[group] ?? null, values[i] ?? null];
      this.#sums[group] = own === null || other === null ? null : this.#checked(own + other);
      if (empty[i] === 0) this.#isEmpty[group] = false;
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
