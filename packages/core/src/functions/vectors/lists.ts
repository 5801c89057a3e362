import { gatherOrNull } from '../../columnar/gather.ts';
import type { ListVector, Vector } from '../../columnar/vector.ts';

/** A vector of arrays or maps. */
export function lists(vector: Vector | undefined): ListVector {
  if (vector?.kind !== 'list') throw new TypeError(`expected lists, found ${vector?.kind}`);
  return vector;
}

/** The keys and the values of a vector of maps, by the position of their entry. */
export function entriesOf(map: ListVector): readonly [Vector, Vector] {
  const { elements } = map;
  if (elements.kind !== 'struct') throw new TypeError(`expected entries, found ${elements.kind}`);
  return elements.children as unknown as readonly [Vector, Vector];
}

/** Entries of a map from their keys and values. */
export function entryVector(keys: Vector, values: Vector): Vector {
  const { length } = keys;
  return { kind: 'struct', length, nulls: undefined, children: [keys, values] };
}

/** Lists that lie behind each other, from how long each is. */
export function denseLists(
  lengths: Int32Array,
  elements: Vector,
  nulls: Uint8Array | undefined,
): ListVector {
  const length = lengths.length;
  const starts = new Int32Array(length);
  for (let i = 1; i < length; i++) {
    starts[i] = (starts[i - 1] as number) + (lengths[i - 1] as number);
  }
  return { kind: 'list', length, nulls, starts, lengths, elements };
}

/**
 * Builds lists out of elements that are there already, by their positions in a pool: any number of
 * them, then `endRow`. Most functions of arrays choose elements and make none, so this is most of them.
 */
export class ListBuilder {
  #positions: Int32Array;
  #used = 0;
  #row = 0;
  #start = 0;
  readonly #lengths: Int32Array;

  constructor(rows: number, elements: number) {
    this.#positions = new Int32Array(Math.max(elements, 8));
    this.#lengths = new Int32Array(rows);
  }

  /** Adds the element at a position of the pool; -1 is null. */
  add(position: number): void {
    if (this.#used === this.#positions.length) this.#grow(1);
    this.#positions[this.#used++] = position;
  }

  addRange(start: number, length: number): void {
    if (this.#used + length > this.#positions.length) this.#grow(length);
    for (let i = 0; i < length; i++) this.#positions[this.#used++] = start + i;
  }

  /** The positions that the row has so far; they may be put into another order. */
  get row(): Int32Array {
    return this.#positions.subarray(this.#start, this.#used);
  }

  endRow(): void {
    this.#lengths[this.#row++] = this.#used - this.#start;
    this.#start = this.#used;
  }

  finish(pool: Vector, nulls: Uint8Array | undefined): ListVector {
    const elements = gatherOrNull(pool, this.#positions.subarray(0, this.#used));
    return denseLists(this.#lengths, elements, nulls);
  }

  #grow(more: number): void {
    const grown = new Int32Array(Math.max(2 * this.#positions.length, this.#used + more));
    grown.set(this.#positions.subarray(0, this.#used));
    this.#positions = grown;
  }
}
