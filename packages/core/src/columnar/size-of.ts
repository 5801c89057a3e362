import type { RecordBatch } from './record-batch.ts';
import type { Vector } from './vector.ts';

/** What a value costs that is kept as an object; a guess. */
const BOXED_BYTES = 48;

/**
 * About how many bytes of memory a batch holds. Dictionaries are not counted: many batches share one.
 * Rows that a selection leaves out count, for their columns are held too.
 */
export function sizeOf({ columns }: RecordBatch): number {
  return columns.reduce((sum, column) => sum + vectorBytes(column), 0);
}

function vectorBytes(vector: Vector): number {
  const { length } = vector;
  const nullBytes = vector.nulls === undefined ? 0 : length;
  switch (vector.kind) {
    case 'boolean':
      return nullBytes + length;
    case 'int':
    case 'dictionary':
      return nullBytes + 4 * length;
    case 'double':
    case 'bigint':
      return nullBytes + 8 * length;
    case 'bytes':
      return nullBytes + 8 * length + totalOf(vector.lengths, length);
    case 'list':
      return nullBytes + 8 * length + vectorBytes(vector.elements);
    case 'struct':
      return nullBytes + vector.children.reduce((sum, child) => sum + vectorBytes(child), 0);
    case 'boxed':
      return nullBytes + BOXED_BYTES * length;
  }
}

function totalOf(lengths: Int32Array, length: number): number {
  let total = 0;
  for (let i = 0; i < length; i++) total += lengths[i] as number;
  return total;
}
