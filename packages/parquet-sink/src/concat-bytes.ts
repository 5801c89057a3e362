import type { BytesVector, Dictionary, DictionaryVector } from '@tidemark/core/connector';
import type { VectorSlice } from './vector-slice.ts';

/** Strings in Arrow's form: row `i` is `bytes[offsets[i] … offsets[i + 1])`. */
export interface OffsetBytes {
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

/**
 * The strings of all slices behind each other, straight from bytes to bytes. A null is an empty
 * string here, whatever its slot says.
 */
export function concatBytes(slices: readonly VectorSlice[], length: number): OffsetBytes {
  const entriesOf = entryCache();
  const offsets = new Int32Array(length + 1);
  let at = 0;
  for (const { vector, rows } of slices) {
    if (vector.kind === 'dictionary') measureEntries(vector, rows, entriesOf(vector), offsets, at);
    else measureBytes(expectBytes(vector), rows, offsets, at);
    at += rows.length;
  }

  const bytes = new Uint8Array(offsets[length] as number);
  at = 0;
  for (const { vector, rows } of slices) {
    if (vector.kind === 'dictionary')
      copyEntries(vector, rows, entriesOf(vector), offsets, at, bytes);
    else copyBytes(expectBytes(vector), rows, offsets, at, bytes);
    at += rows.length;
  }
  return { offsets, bytes };
}

function expectBytes(vector: VectorSlice['vector']): BytesVector {
  if (vector.kind !== 'bytes') throw new TypeError(`a ${vector.kind} vector holds no strings`);
  return vector;
}

function measureBytes(
  { nulls, lengths }: BytesVector,
  rows: Int32Array,
  offsets: Int32Array,
  at: number,
): void {
  let end = offsets[at] as number;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    if (nulls === undefined || nulls[row] === 0) end += lengths[row] as number;
    offsets[at + i + 1] = end;
  }
}

function copyBytes(
  { bytes: from, starts }: BytesVector,
  rows: Int32Array,
  offsets: Int32Array,
  at: number,
  bytes: Uint8Array,
): void {
  for (let i = 0; i < rows.length; i++) {
    const end = offsets[at + i + 1] as number;
    let read = starts[rows[i] as number] as number;
    // A loop beats `set(subarray())` up to some hundred bytes, and allocates nothing.
    for (let to = offsets[at + i] as number; to < end; to++) bytes[to] = from[read++] as number;
  }
}

/** The bytes of a dictionary's codes as far as they were asked for. */
type Entries = (Uint8Array | undefined)[];

/** Entries by dictionary, since every slice of a column may bring its own. */
function entryCache(): (vector: DictionaryVector) => Entries {
  const known = new Map<Dictionary, Entries>();
  return ({ dictionary }) => {
    let entries = known.get(dictionary);
    if (entries === undefined) known.set(dictionary, (entries = []));
    return entries;
  };
}

function measureEntries(
  { nulls, codes, dictionary }: DictionaryVector,
  rows: Int32Array,
  entries: Entries,
  offsets: Int32Array,
  at: number,
): void {
  let end = offsets[at] as number;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    if (nulls === undefined || nulls[row] === 0) {
      const code = codes[row] as number;
      const entry = (entries[code] ??= dictionary.bytes(code));
      end += entry.length;
    }
    offsets[at + i + 1] = end;
  }
}

function copyEntries(
  { codes }: DictionaryVector,
  rows: Int32Array,
  entries: Entries,
  offsets: Int32Array,
  at: number,
  bytes: Uint8Array,
): void {
  for (let i = 0; i < rows.length; i++) {
    let to = offsets[at + i] as number;
    const end = offsets[at + i + 1] as number;
    if (to === end) continue;
    const entry = entries[codes[rows[i] as number] as number] as Uint8Array;
    for (let read = 0; to < end; read++) bytes[to++] = entry[read] as number;
  }
}
