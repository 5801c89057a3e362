import { compareNullsFirst } from '../../columnar/compare-values.ts';
import { readValue } from '../../columnar/read-value.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { DataType } from '../../types/data-type.ts';
import { compareBytes, textBytes } from './text.ts';

/** Compares two rows of a vector, neither null: below zero where `a` comes before `b`. */
export type ElementOrder = (a: number, b: number) => number;

/** Spark's order of the values of a vector: NaN last, -0.0 equal to 0.0, text by its bytes, structs field by field. */
export function elementOrder(vector: Vector, type: DataType): ElementOrder {
  switch (vector.kind) {
    case 'boolean': {
      const { values } = vector;
      return (a, b) => (values[a] as number) - (values[b] as number);
    }
    case 'int': {
      const { values } = vector;
      return (a, b) => (values[a] as number) - (values[b] as number);
    }
    case 'double': {
      const { values } = vector;
      return (a, b) => {
        const x = values[a] as number;
        const y = values[b] as number;
        if (x < y) return -1;
        if (x > y) return 1;
        return (x === x ? 0 : 1) - (y === y ? 0 : 1);
      };
    }
    case 'bytes':
    case 'dictionary': {
      const { bytes, starts, lengths } = textBytes(vector);
      return (a, b) =>
        compareBytes(
          bytes,
          starts[a] as number,
          lengths[a] as number,
          bytes,
          starts[b] as number,
          lengths[b] as number,
        );
    }
    default:
      return (a, b) => compareNullsFirst(readValue(vector, a, type), readValue(vector, b, type));
  }
}
