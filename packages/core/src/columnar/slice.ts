import type { Vector } from './vector.ts';

/** The rows from `start` on, `length` of them. Shares memory with the vector. */
export function slice(vector: Vector, start: number, length: number): Vector {
  const end = start + length;
  const nulls = vector.nulls?.subarray(start, end);
  switch (vector.kind) {
    case 'boolean':
      return { kind: 'boolean', length, nulls, values: vector.values.subarray(start, end) };
    case 'int':
      return { kind: 'int', length, nulls, values: vector.values.subarray(start, end) };
    case 'double':
      return { kind: 'double', length, nulls, values: vector.values.subarray(start, end) };
    case 'bigint':
      return { kind: 'bigint', length, nulls, values: vector.values.subarray(start, end) };
    case 'bytes': {
      const starts = vector.starts.subarray(start, end);
      const lengths = vector.lengths.subarray(start, end);
      return { kind: 'bytes', length, nulls, bytes: vector.bytes, starts, lengths };
    }
    case 'dictionary': {
      const codes = vector.codes.subarray(start, end);
      return { kind: 'dictionary', length, nulls, codes, dictionary: vector.dictionary };
    }
    case 'struct': {
      const children = vector.children.map((child) => slice(child, start, length));
      return { kind: 'struct', length, nulls, children };
    }
    case 'list': {
      const starts = vector.starts.subarray(start, end);
      const lengths = vector.lengths.subarray(start, end);
      return { kind: 'list', length, nulls, starts, lengths, elements: vector.elements };
    }
    case 'boxed':
      return { kind: 'boxed', length, nulls, values: vector.values.slice(start, end) };
  }
}
