import type { InternalValue } from '../types/internal-value.ts';
import type { Vector } from './vector.ts';

/** The rows `rows` of a vector, in that order, as a vector of its own. */
export function gather(vector: Vector, rows: Int32Array): Vector {
  const length = rows.length;
  const nulls = vector.nulls === undefined ? undefined : gatherBytes(vector.nulls, rows);
  switch (vector.kind) {
    case 'boolean':
      return { kind: 'boolean', length, nulls, values: gatherBytes(vector.values, rows) };
    case 'int':
      return { kind: 'int', length, nulls, values: gatherInts(vector.values, rows) };
    case 'double': {
      const { values } = vector;
      const out = new Float64Array(length);
      for (let i = 0; i < length; i++) out[i] = values[rows[i] as number] as number;
      return { kind: 'double', length, nulls, values: out };
    }
    case 'bigint': {
      const { values } = vector;
      const out = new BigInt64Array(length);
      for (let i = 0; i < length; i++) out[i] = values[rows[i] as number] as bigint;
      return { kind: 'bigint', length, nulls, values: out };
    }
    case 'bytes': {
      const starts = gatherInts(vector.starts, rows);
      const lengths = gatherInts(vector.lengths, rows);
      return { kind: 'bytes', length, nulls, bytes: vector.bytes, starts, lengths };
    }
    case 'dictionary': {
      const codes = gatherInts(vector.codes, rows);
      return { kind: 'dictionary', length, nulls, codes, dictionary: vector.dictionary };
    }
    case 'struct':
      return {
        kind: 'struct',
        length,
        nulls,
        children: vector.children.map((child) => gather(child, rows)),
      };
    case 'boxed': {
      const out: InternalValue[] = [];
      for (let i = 0; i < length; i++) out.push(vector.values[rows[i] as number] ?? null);
      return { kind: 'boxed', length, nulls, values: out };
    }
  }
}

function gatherInts(values: Int32Array, rows: Int32Array): Int32Array {
  const out = new Int32Array(rows.length);
  for (let i = 0; i < out.length; i++) out[i] = values[rows[i] as number] as number;
  return out;
}

function gatherBytes(values: Uint8Array, rows: Int32Array): Uint8Array {
  const out = new Uint8Array(rows.length);
  for (let i = 0; i < out.length; i++) out[i] = values[rows[i] as number] as number;
  return out;
}
