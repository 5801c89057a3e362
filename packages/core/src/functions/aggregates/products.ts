import type { Vector } from '../../columnar/vector.ts';
import { DOUBLE } from '../../types/data-type.ts';
import type { AggregateFunction } from '../function.ts';
import { expectCount } from '../scalars/arguments.ts';
import { doubles } from '../vectors/numbers.ts';
import { DoubleStates, doubleFields } from './double-states.ts';
import { expectNumbers } from './number-arguments.ts';

/** The product of the values that are not null, as double; null for none. */
export const PRODUCTS: readonly AggregateFunction[] = [
  {
    name: 'product',
    resolve(args) {
      expectCount('product', args, 1);
      expectNumbers('product', args);
      return {
        dataType: DOUBLE,
        nullable: true,
        castTo: [DOUBLE],
        // Stored on disk: never change.
        stateFields: doubleFields('n', 'product'),
        create: () => new DoubleProducts(2),
      };
    },
  },
];

class DoubleProducts extends DoubleStates {
  update(groups: Int32Array, length: number, [input]: readonly Vector[]): void {
    const values = doubles(input as Vector);
    const { nulls } = input as Vector;
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      if (group < 0 || (nulls !== undefined && nulls[i] === 1)) continue;
      this.#multiply(group, 1, values[i] as number);
    }
  }

  #multiply(group: number, n: number, factor: number): void {
    const [counts, products] = this.parts as [Float64Array, Float64Array];
    const count = counts[group] as number;
    products[group] = count === 0 ? factor : (products[group] as number) * factor;
    counts[group] = count + n;
  }

  protected mergeRow(
    group: number,
    [counts, products]: readonly Float64Array[],
    row: number,
  ): void {
    this.#multiply(group, counts?.[row] as number, products?.[row] as number);
  }

  protected result(group: number): number | undefined {
    const [counts, products] = this.parts;
    return counts?.[group] === 0 ? undefined : products?.[group];
  }
}
