import { ByteDictionary } from '../../columnar/byte-dictionary.ts';
import { readValue } from '../../columnar/read-value.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { DataType } from '../../types/data-type.ts';
import { distinctKey } from './distinct-key.ts';
import { textBytes } from './text.ts';

/** Small integers for the values of a vector: equal values have equal codes. A null has -1. */
export interface ElementCodes {
  readonly codes: Int32Array;
  readonly numCodes: number;
}

/** A stand-in for -0.0, which is another element than 0.0 in Spark's sets of elements and keys of maps. */
const NEGATIVE_ZERO = '-0.0';

/** @param isZeroSigned - whether 0.0 and -0.0 are two elements */
export function elementCodes(
  vector: Vector,
  type: DataType,
  isZeroSigned: boolean = true,
): ElementCodes {
  const { length, nulls } = vector;
  const codes = new Int32Array(length);
  if (type.kind === 'string' || type.kind === 'binary') {
    const { bytes, starts, lengths } = textBytes(vector);
    const known = new ByteDictionary();
    for (let i = 0; i < length; i++) {
      codes[i] =
        nulls !== undefined && nulls[i] === 1
          ? -1
          : known.intern(bytes, starts[i] as number, lengths[i] as number);
    }
    return { codes, numCodes: known.size };
  }
  const known = new Map<string | number | bigint | boolean, number>();
  const codeOf = (key: string | number | bigint | boolean): number => {
    const code = known.get(key);
    if (code !== undefined) return code;
    known.set(key, known.size);
    return known.size - 1;
  };
  if (vector.kind === 'int' || vector.kind === 'double') {
    const { values } = vector;
    for (let i = 0; i < length; i++) {
      const value = values[i] as number;
      const isNull = nulls !== undefined && nulls[i] === 1;
      const isNegativeZero = value === 0 && isZeroSigned && Object.is(value, -0);
      codes[i] = isNull ? -1 : codeOf(isNegativeZero ? NEGATIVE_ZERO : value);
    }
  } else {
    for (let i = 0; i < length; i++) {
      const value = readValue(vector, i, type);
      codes[i] = value === null ? -1 : codeOf(distinctKey(value, type));
    }
  }
  return { codes, numCodes: known.size };
}

/** Remembers, for the elements of one row after the other, which codes the row has had. */
export class SeenCodes {
  readonly #row: Int32Array;
  #current = 0;

  constructor(numCodes: number) {
    this.#row = new Int32Array(numCodes + 1);
  }

  /** Forgets what was seen. */
  nextRow(): void {
    this.#current++;
  }

  has(code: number): boolean {
    return this.#row[code + 1] === this.#current;
  }

  /** True where the code is new in this row. */
  add(code: number): boolean {
    if (this.has(code)) return false;
    this.#row[code + 1] = this.#current;
    return true;
  }
}
