import { type DataType, elementType } from '../types/data-type.ts';
import type { InternalValue } from '../types/internal-value.ts';
import type { Vector } from './vector.ts';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** One value of a vector, the slow and general way: for literals, boxed columns, state and tests. */
export function readValue(vector: Vector, row: number, dataType: DataType): InternalValue {
  if (vector.nulls !== undefined && vector.nulls[row] === 1) return null;
  switch (vector.kind) {
    case 'boolean':
      return vector.values[row] === 1;
    case 'int':
    case 'double':
      return vector.values[row] as number;
    case 'bigint': {
      const value = vector.values[row] as bigint;
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : value;
    }
    case 'bytes': {
      const start = vector.starts[row] as number;
      const slice = vector.bytes.subarray(start, start + (vector.lengths[row] as number));
      return dataType.kind === 'binary' ? slice : utf8.decode(slice);
    }
    case 'dictionary':
      return vector.dictionary.text(vector.codes[row] as number);
    case 'struct': {
      if (dataType.kind !== 'struct') throw new TypeError(`a struct vector is no ${dataType.kind}`);
      return dataType.fields.map((field, i) => {
        const child = vector.children[i];
        return child === undefined ? null : readValue(child, row, field.dataType);
      });
    }
    case 'list': {
      const type = elementType(dataType);
      const start = vector.starts[row] as number;
      const length = vector.lengths[row] as number;
      return Array.from({ length }, (_, i) => readValue(vector.elements, start + i, type));
    }
    case 'boxed':
      return vector.values[row] ?? null;
  }
}
