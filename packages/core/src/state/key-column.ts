import type { Vector } from '../columnar/vector.ts';
import type { DataType } from '../types/data-type.ts';
import type { KeyLane } from './key-lane.ts';

/** One key column of a {@link KeyTable}: translates between vectors and primitive lanes. */
export interface KeyColumn {
  readonly lanes: readonly KeyLane[];
  /** How many distinct texts or bytes it holds a copy of, used or not; 0 for plain numbers. */
  readonly internedCount: number;
  /**
   * Makes the rows of a vector the keys that are looked up.
   *
   * @param isAdding - whether keys that are not there will be stored
   */
  probe(vector: Vector, length: number, isAdding: boolean): void;
  /** Makes room for so many distinct texts or bytes at once. */
  reserve?(count: number): void;
  /** The keys of some groups. */
  read(groups: Int32Array): Vector;
  /** Forgets texts that none of these groups uses. Codes change, so hashes do. */
  compact(groups: Int32Array): void;
}

/** The error for a vector that cannot hold keys of a type: a bug of the caller. */
export function mismatch(vector: Vector, expected: DataType['kind'] | 'bytes'): TypeError {
  return new TypeError(`a ${vector.kind} vector holds no ${expected} keys`);
}

/** The values of some groups. */
export function pickInts(values: Int32Array, groups: Int32Array): Int32Array {
  const out = new Int32Array(groups.length);
  for (let i = 0; i < out.length; i++) out[i] = values[groups[i] as number] as number;
  return out;
}

/** The null mask of some groups, absent when none is null. */
export function pickNulls(
  nulls: Uint8Array | undefined,
  groups: Int32Array,
): Uint8Array | undefined {
  if (nulls === undefined) return undefined;
  const out = new Uint8Array(groups.length);
  let hasNull = 0;
  for (let i = 0; i < out.length; i++) {
    const isNull = nulls[groups[i] as number] as number;
    out[i] = isNull;
    hasNull |= isNull;
  }
  return hasNull === 1 ? out : undefined;
}
