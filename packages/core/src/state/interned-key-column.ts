import { ByteDictionary } from '../columnar/byte-dictionary.ts';
import { ByteReader } from '../columnar/byte-reader.ts';
import { ByteWriter } from '../columnar/byte-writer.ts';
import { readValue } from '../columnar/read-value.ts';
import { readValueFrom, writeValue } from '../columnar/value-codec.ts';
import type { BytesVector, Dictionary, DictionaryVector, Vector } from '../columnar/vector.ts';
import { vectorOf } from '../columnar/vector-of.ts';
import type { DataType } from '../types/data-type.ts';
import type { InternalValue } from '../types/internal-value.ts';
import { type KeyColumn, mismatch, pickInts, pickNulls } from './key-column.ts';
import { IntLane, type KeyLane } from './key-lane.ts';

/** A dictionary with more entries than this, and than the rows that use it, is not worth passing on. */
const SMALL_DICTIONARY = 1024;

/**
 * Keys that are bytes: text, binary, and other values by their encoding. Each distinct one is kept
 * once and known by a code, so keys are compared as integers.
 */
export class InternedKeyColumn implements KeyColumn {
  readonly #lane = new IntLane();
  readonly lanes: readonly KeyLane[] = [this.#lane];
  readonly #dataType: DataType;
  #interned = new ByteDictionary();
  /** For dictionaries of batches: their code → our code + 1, 0 where not known. */
  #translations = new WeakMap<Dictionary, Int32Array>();
  #encoded: ByteWriter | undefined;

  constructor(dataType: DataType) {
    this.#dataType = dataType;
  }

  get internedCount(): number {
    return this.#interned.size;
  }

  reserve(count: number): void {
    this.#interned.reserve(count);
  }

  probe(vector: Vector, length: number, isAdding: boolean): void {
    const codes = new Int32Array(length);
    if (vector.kind === 'dictionary') this.#translate(vector, codes, isAdding);
    else if (vector.kind === 'bytes') this.#internBytes(vector, codes, isAdding);
    else if (vector.kind === 'boxed' || vector.kind === 'list') {
      this.#internValues(vector, codes, isAdding);
    } else throw mismatch(vector, 'bytes');
    this.#lane.setProbe(codes, vector.nulls);
  }

  #translate(vector: DictionaryVector, out: Int32Array, isAdding: boolean): void {
    const { codes, dictionary, nulls } = vector;
    const known = this.#translationOf(dictionary);
    for (let i = 0; i < out.length; i++) {
      if (nulls !== undefined && nulls[i] === 1) continue;
      const code = codes[i] as number;
      let own = known[code] as number;
      if (own === 0) {
        const bytes = dictionary.bytes(code);
        own = this.#codeOf(bytes, 0, bytes.length, isAdding) + 1;
        known[code] = own;
      }
      out[i] = own - 1;
    }
  }

  #translationOf(dictionary: Dictionary): Int32Array {
    const known = this.#translations.get(dictionary);
    if (known !== undefined && known.length >= dictionary.size) return known;
    const larger = new Int32Array(Math.max(dictionary.size, 2 * (known?.length ?? 32)));
    if (known !== undefined) larger.set(known);
    this.#translations.set(dictionary, larger);
    return larger;
  }

  #internBytes(vector: BytesVector, out: Int32Array, isAdding: boolean): void {
    const { bytes, starts, lengths, nulls } = vector;
    for (let i = 0; i < out.length; i++) {
      if (nulls !== undefined && nulls[i] === 1) continue;
      out[i] = this.#codeOf(bytes, starts[i] as number, lengths[i] as number, isAdding);
    }
  }

  #internValues(vector: Vector, out: Int32Array, isAdding: boolean): void {
    const encoded = (this.#encoded ??= new ByteWriter());
    for (let i = 0; i < out.length; i++) {
      if (vector.nulls?.[i] === 1) continue;
      encoded.clear();
      writeValue(encoded, readValue(vector, i, this.#dataType));
      out[i] = this.#codeOf(encoded.written, 0, encoded.length, isAdding);
    }
  }

  /** -1 for bytes that are not there and shall not be added: no group has that code. */
  #codeOf(bytes: Uint8Array, start: number, length: number, isAdding: boolean): number {
    return isAdding
      ? this.#interned.intern(bytes, start, length)
      : this.#interned.find(bytes, start, length);
  }

  read(groups: Int32Array): Vector {
    const { length } = groups;
    const nulls = pickNulls(this.#lane.nulls, groups);
    const codes = pickInts(this.#lane.values, groups);
    const dictionary = this.#interned;
    const { kind } = this.#dataType;
    if (kind === 'string' && dictionary.size <= Math.max(SMALL_DICTIONARY, length)) {
      return { kind: 'dictionary', length, nulls, codes, dictionary };
    }
    if (kind === 'string' || kind === 'binary') return dictionary.vector(codes, nulls);
    const valueOf = (code: number, row: number): InternalValue =>
      nulls?.[row] === 1 ? null : readValueFrom(new ByteReader(dictionary.bytes(code)));
    return vectorOf(Array.from(codes, valueOf), this.#dataType);
  }

  // Vectors that were read keep the former dictionary.
  compact(groups: Int32Array): void {
    const former = this.#interned;
    const { values, nulls } = this.#lane;
    this.#interned = new ByteDictionary();
    this.#translations = new WeakMap();
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i] as number;
      if (nulls !== undefined && nulls[group] === 1) continue;
      const bytes = former.bytes(values[group] as number);
      values[group] = this.#interned.intern(bytes, 0, bytes.length);
    }
  }
}
