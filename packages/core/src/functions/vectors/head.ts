import type { Vector } from '../../columnar/vector.ts';

/** The first `length` rows of a vector; shares its buffers. */
export function head(vector: Vector, length: number): Vector {
  if (vector.length === length) return vector;
  if (vector.kind !== 'struct') return { ...vector, length };
  return { ...vector, length, children: vector.children.map((child) => head(child, length)) };
}
