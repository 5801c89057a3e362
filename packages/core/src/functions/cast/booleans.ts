import type { Vector } from '../../columnar/vector.ts';
import type { DataType } from '../../types/data-type.ts';
import { isFractional, isIntegral } from '../coercion.ts';
import type { Kernel } from '../function.ts';
import { booleans } from '../vectors/numbers.ts';

/** Casts between booleans and numbers: 1 and 0; everything but 0 is true, NaN too. */
export function castBooleans(from: DataType, to: DataType): Kernel | undefined {
  if (from.kind === 'boolean' && (isIntegral(to) || isFractional(to))) {
    return ([vector], length) => {
      const values = booleans(vector as Vector);
      const { nulls } = vector as Vector;
      return isFractional(to) || to.kind === 'long'
        ? { kind: 'double', length, nulls, values: Float64Array.from(values) }
        : { kind: 'int', length, nulls, values: Int32Array.from(values) };
    };
  }
  if (to.kind !== 'boolean' || !(isIntegral(from) || isFractional(from))) return undefined;
  return ([input], length) => {
    const vector = input as Exclude<typeof input, undefined>;
    const values = new Uint8Array(length);
    if (vector.kind === 'int' || vector.kind === 'double') {
      const numbers = vector.values;
      for (let i = 0; i < length; i++) values[i] = numbers[i] === 0 ? 0 : 1;
    } else if (vector.kind === 'bigint') {
      for (let i = 0; i < length; i++) values[i] = vector.values[i] === 0n ? 0 : 1;
    }
    return { kind: 'boolean', length, nulls: vector.nulls, values };
  };
}
