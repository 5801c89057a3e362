import { ByteDictionary } from '../columnar/byte-dictionary.ts';
import type { Vector } from '../columnar/vector.ts';
import { vectorOf } from '../columnar/vector-of.ts';
import type { DataType } from '../types/data-type.ts';
import type { InternalValue } from '../types/internal-value.ts';
import { encodeInto } from './utf8.ts';

/** Which of the arrays of a {@link ColumnBuilder} holds the values. */
export type Storage = 'boolean' | 'int' | 'double' | 'slices' | 'boxed';

/**
 * Distinct values after which a text column is no dictionary any more. Making one costs about 25 ns a
 * row, at 10 values as at 4,000. It pays where work on texts is done once a value in place of once a
 * row, so the bound is well below the rows of a batch; most columns of more values are identifiers
 * that are only passed on.
 */
const MAX_DISTINCT = 1024;
/** Distinct values from which on a column whose values are mostly new is no dictionary any more. */
const PROBATION = 256;

const NO_BYTES = new Uint8Array(0);
const NO_INTS = new Int32Array(0);
const NO_DOUBLES = new Float64Array(0);
const FIRST_OWNED_BYTES = 1024;

/**
 * Gathers one column of the records that are being decoded.
 *
 * A scanner writes into the arrays directly, everything else uses {@link set}. Text is left where
 * it is, as a slice of the records, until {@link finish}; there a column with few distinct values
 * becomes a dictionary. A column that has proven to have many stays slices for good.
 */
export class ColumnBuilder {
  readonly dataType: DataType;
  readonly storage: Storage;
  booleans: Uint8Array = NO_BYTES;
  ints: Int32Array = NO_INTS;
  doubles: Float64Array = NO_DOUBLES;
  /** Slices of the records: texts, and what other values but numbers and booleans are read from. */
  starts: Int32Array = NO_INTS;
  lengths: Int32Array = NO_INTS;
  nulls: Uint8Array | undefined = undefined;
  #length = 0;
  /** True while no vector has `starts` and `lengths`, so that the next column may. */
  #ownsSlices = false;
  #boxed: InternalValue[] = [];
  #longs: Map<number, bigint> | undefined = undefined;
  /** Text that is no slice of the records; a start of -1 - i means byte i of this. */
  #owned: Uint8Array = NO_BYTES;
  #ownedUsed = 0;
  #dictionary: ByteDictionary | undefined;
  #dictionaryRows = 0;

  constructor(dataType: DataType) {
    this.dataType = dataType;
    this.storage = storageOf(dataType);
    this.#dictionary = dataType.kind === 'string' ? new ByteDictionary() : undefined;
  }

  /** How many rows the column has; the arrays may have more. */
  get length(): number {
    return this.#length;
  }

  /** Begins a column of `length` rows. The vectors made before keep their arrays. */
  begin(length: number): void {
    this.#length = length;
    this.nulls = undefined;
    if (isReadFromText(this.dataType)) this.#beginSlices(length);
    this.#ownedUsed = 0;
    this.#longs = undefined;
    switch (this.storage) {
      case 'boolean':
        this.booleans = new Uint8Array(length);
        return;
      case 'int':
        this.ints = new Int32Array(length);
        return;
      case 'double':
        this.doubles = new Float64Array(length);
        return;
      case 'boxed':
        this.#boxed = new Array<InternalValue>(length).fill(null);
        return;
      case 'slices':
        return;
    }
  }

  #beginSlices(length: number): void {
    if (this.#ownsSlices && length <= this.starts.length) {
      this.starts.fill(0);
      this.lengths.fill(0);
      return;
    }
    this.starts = new Int32Array(length);
    this.lengths = new Int32Array(length);
    this.#ownsSlices = true;
  }

  setNull(row: number): void {
    this.nulls ??= new Uint8Array(this.#length);
    this.nulls[row] = 1;
  }

  /** Sets a value, whatever the row held before. */
  set(row: number, value: InternalValue): void {
    if (value === null) {
      this.#clear(row);
      this.setNull(row);
      return;
    }
    if (this.nulls !== undefined) this.nulls[row] = 0;
    switch (this.storage) {
      case 'boolean':
        this.booleans[row] = value === true ? 1 : 0;
        return;
      case 'int':
        this.ints[row] = value as number;
        return;
      case 'double':
        this.#longs?.delete(row);
        if (typeof value === 'bigint') this.setLong(row, value);
        else this.doubles[row] = value as number;
        return;
      case 'slices':
        this.#own(row, value as string | Uint8Array);
        return;
      case 'boxed':
        this.#boxed[row] = value;
        return;
    }
  }

  #own(row: number, value: string | Uint8Array): void {
    if (value.length === 0) {
      this.starts[row] = 0;
      this.lengths[row] = 0;
      return;
    }
    const start = this.#ownedUsed;
    const needed = start + value.length * 3;
    if (needed > this.#owned.length) {
      const size = Math.max(this.#owned.length * 2, needed, FIRST_OWNED_BYTES);
      const larger = new Uint8Array(size);
      larger.set(this.#owned.subarray(0, start));
      this.#owned = larger;
    }
    if (typeof value === 'string') {
      this.#ownedUsed = encodeInto(value, this.#owned, start);
    } else {
      this.#owned.set(value, start);
      this.#ownedUsed += value.length;
    }
    this.starts[row] = -1 - start;
    this.lengths[row] = this.#ownedUsed - start;
  }

  /** Sets a long beyond the safe integers. */
  setLong(row: number, value: bigint): void {
    this.#longs ??= new Map();
    this.#longs.set(row, value);
  }

  #clear(row: number): void {
    switch (this.storage) {
      case 'boolean':
        this.booleans[row] = 0;
        return;
      case 'int':
        this.ints[row] = 0;
        return;
      case 'double':
        this.doubles[row] = 0;
        this.#longs?.delete(row);
        return;
      case 'slices':
        this.starts[row] = 0;
        this.lengths[row] = 0;
        return;
      case 'boxed':
        this.#boxed[row] = null;
        return;
    }
  }

  /** The column; `bytes` are the records that the slices point into. */
  finish(bytes: Uint8Array): Vector {
    const [length, nulls] = [this.#length, this.nulls];
    switch (this.storage) {
      case 'boolean':
        return { kind: 'boolean', length, nulls, values: this.booleans };
      case 'int':
        return { kind: 'int', length, nulls, values: this.ints };
      case 'double':
        return this.#longs === undefined
          ? { kind: 'double', length, nulls, values: this.doubles }
          : { kind: 'bigint', length, nulls, values: this.#bigints(this.#longs) };
      case 'slices':
        return this.#encoded(bytes) ?? this.#slices(bytes);
      case 'boxed':
        return vectorOf(this.#boxed, this.dataType);
    }
  }

  #bigints(longs: ReadonlyMap<number, bigint>): BigInt64Array {
    const values = BigInt64Array.from(this.doubles, BigInt);
    for (const [row, value] of longs) values[row] = value;
    return values;
  }

  #encoded(bytes: Uint8Array): Vector | undefined {
    const dictionary = this.#dictionary;
    if (dictionary === undefined) return undefined;
    const [length, starts, lengths] = [this.#length, this.starts, this.lengths];
    const codes = new Int32Array(length);
    for (let row = 0; row < length; row++) {
      const start = starts[row] as number;
      const size = lengths[row] as number;
      const code =
        start >= 0
          ? dictionary.intern(bytes, start, size)
          : dictionary.intern(this.#owned, -1 - start, size);
      codes[row] = code;
      if (code >= PROBATION && this.#isTooDistinct(row)) {
        this.#dictionary = undefined;
        return undefined;
      }
    }
    this.#dictionaryRows += length;
    return { kind: 'dictionary', length, nulls: this.nulls, codes, dictionary };
  }

  #isTooDistinct(row: number): boolean {
    const size = this.#dictionary?.size ?? 0;
    return size > MAX_DISTINCT || size > (this.#dictionaryRows + row) / 2;
  }

  #slices(bytes: Uint8Array): Vector {
    const [length, nulls, starts, lengths] = [this.#length, this.nulls, this.starts, this.lengths];
    this.#ownsSlices = false;
    if (this.#ownedUsed === 0) return { kind: 'bytes', length, nulls, bytes, starts, lengths };
    // Some text is not in the records, so the column gets a buffer of its own.
    let size = 0;
    for (let row = 0; row < length; row++) size += lengths[row] as number;
    const own = new Uint8Array(size);
    let at = 0;
    for (let row = 0; row < length; row++) {
      const start = starts[row] as number;
      const from = start < 0 ? -1 - start : start;
      const source = start < 0 ? this.#owned : bytes;
      own.set(source.subarray(from, from + (lengths[row] as number)), at);
      starts[row] = at;
      at += lengths[row] as number;
    }
    return { kind: 'bytes', length, nulls, bytes: own, starts, lengths };
  }
}

function storageOf(dataType: DataType): Storage {
  switch (dataType.kind) {
    case 'boolean':
      return 'boolean';
    case 'byte':
    case 'short':
    case 'int':
    case 'date':
      return 'int';
    case 'long':
    case 'float':
    case 'double':
    case 'timestamp':
    case 'timestamp_ntz':
      return 'double';
    case 'string':
    case 'binary':
      return 'slices';
    case 'decimal':
    case 'array':
    case 'map':
    case 'struct':
    case 'interval':
    case 'null':
      return 'boxed';
  }
}

/** False for values that a scanner reads where they stand. */
function isReadFromText({ kind }: DataType): boolean {
  switch (kind) {
    case 'boolean':
    case 'byte':
    case 'short':
    case 'int':
    case 'long':
    case 'float':
    case 'double':
      return false;
    default:
      return true;
  }
}
