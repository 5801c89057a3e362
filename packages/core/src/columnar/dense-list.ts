import { gather } from './gather.ts';
import type { ListVector } from './vector.ts';

/**
 * The same rows, whose elements lie behind each other in the order of the rows, with nothing between:
 * what a kernel over the elements works on. A null row has no elements. The list itself where it is so already.
 */
export function denseList(list: ListVector): ListVector {
  const { length, nulls, elements } = list;
  const lengths = list.lengths.slice(0, length);
  const starts = new Int32Array(length);
  let total = 0;
  let isDense = true;
  for (let i = 0; i < length; i++) {
    if (nulls !== undefined && nulls[i] === 1) lengths[i] = 0;
    else if (list.starts[i] !== total && lengths[i] !== 0) isDense = false;
    starts[i] = total;
    total += lengths[i] as number;
  }
  const dense = { kind: 'list', length, nulls, starts, lengths } as const;
  if (isDense && total === elements.length) return { ...dense, elements };
  const positions = new Int32Array(total);
  let at = 0;
  for (let i = 0; i < length; i++) {
    const start = list.starts[i] as number;
    const size = lengths[i] as number;
    for (let j = 0; j < size; j++) positions[at++] = start + j;
  }
  return { ...dense, elements: gather(elements, positions) };
}

/** The row of each element of a list that is dense. */
export function rowsOfElements({ length, starts, lengths, elements }: ListVector): Int32Array {
  const rows = new Int32Array(elements.length);
  for (let i = 0; i < length; i++) {
    const start = starts[i] as number;
    rows.fill(i, start, start + (lengths[i] as number));
  }
  return rows;
}
