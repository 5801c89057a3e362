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
    case 'list': {
      const starts = gatherInts(vector.starts, rows);
      const lengths = gatherInts(vector.lengths, rows);
      return { kind: 'list', length, nulls, starts, lengths, elements: vector.elements };
    }
    case 'boxed': {
      const out: InternalValue[] = [];
      for (let i = 0; i < length; i++) out.push(vector.values[rows[i] as number] ?? null);
      return { kind: 'boxed', length, nulls, values: out };
    }
  }
}

/** As {@link gather}, where row -1 is null. */
export function gatherOrNull(vector: Vector, rows: Int32Array): Vector {
  if (!rows.includes(-1)) return gather(vector, rows);
  const length = rows.length;
  const nulls = new Uint8Array(length);
  const { nulls: from } = vector;
  for (let i = 0; i < length; i++) {
    const row = rows[i] as number;
    nulls[i] = row < 0 || (from !== undefined && from[row] === 1) ? 1 : 0;
  }
  if (vector.kind === 'struct') {
    const children = vector.children.map((child) => gatherOrNull(child, rows));
    return { kind: 'struct', length, nulls, children };
  }
  // A boxed null is null in its value too, and what has no rows has nothing to stand for one.
  if (vector.kind === 'boxed') return { ...gather(vector, rows), nulls };
  if (vector.length === 0) return { ...emptySlots(vector, length), nulls };
  return {
    ...gather(
      vector,
      rows.map((row) => (row < 0 ? 0 : row)),
    ),
    nulls,
  };
}

function emptySlots(vector: Vector, length: number): Vector {
  return vector.kind === 'bigint'
    ? { kind: 'bigint', length, nulls: undefined, values: new BigInt64Array(length) }
    : gather({ ...vector, nulls: undefined }, new Int32Array(length));
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
