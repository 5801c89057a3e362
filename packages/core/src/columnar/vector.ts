import type { InternalValue } from '../types/internal-value.ts';

/**
 * Columns of a batch. Typed arrays are read in tight loops, so a kernel asks for `kind` once and
 * then works on `values`.
 *
 * Laws:
 * - `nulls` is a byte mask, 1 = null, and absent when no value is null. The slot of a null holds
 *   any value of the right kind (0 where we make it).
 * - A vector is immutable once it left the code that made it; buffers may be shared between vectors.
 * - `length` rows are valid; the arrays may be longer.
 *
 * | data type | vectors that may hold it |
 * |---|---|
 * | boolean | boolean |
 * | byte, short, int, date (days) | int |
 * | float (rounded), double, timestamp (µs) | double |
 * | long | double while every value is a safe integer, else bigint |
 * | string | bytes (UTF-8) or dictionary |
 * | binary | bytes |
 * | struct | struct |
 * | array, map | list |
 * | decimal | boxed |
 * | interval, null | boxed |
 */
export type Vector =
  | BooleanVector
  | IntVector
  | DoubleVector
  | BigintVector
  | BytesVector
  | DictionaryVector
  | StructVector
  | ListVector
  | BoxedVector;

interface Nullable {
  readonly length: number;
  readonly nulls: Uint8Array | undefined;
}

export interface BooleanVector extends Nullable {
  readonly kind: 'boolean';
  /** 0 or 1. */
  readonly values: Uint8Array;
}

export interface IntVector extends Nullable {
  readonly kind: 'int';
  readonly values: Int32Array;
}

export interface DoubleVector extends Nullable {
  readonly kind: 'double';
  readonly values: Float64Array;
}

export interface BigintVector extends Nullable {
  readonly kind: 'bigint';
  readonly values: BigInt64Array;
}

/** Row `i` is `bytes[starts[i] … starts[i] + lengths[i])`. */
export interface BytesVector extends Nullable {
  readonly kind: 'bytes';
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
}

/** Row `i` is entry `codes[i]` of the dictionary. */
export interface DictionaryVector extends Nullable {
  readonly kind: 'dictionary';
  readonly codes: Int32Array;
  readonly dictionary: Dictionary;
}

/**
 * Distinct strings by code. It may grow while it is read, but an entry never changes, so a cache
 * by code, kept with the dictionary's identity, stays right.
 */
export interface Dictionary {
  readonly size: number;
  /** The text of a code. */
  text(code: number): string;
  /** The UTF-8 bytes of a code. */
  bytes(code: number): Uint8Array;
}

export interface StructVector extends Nullable {
  readonly kind: 'struct';
  /** One child for each field, all as long as this. A child of a null row is null. */
  readonly children: readonly Vector[];
}

/**
 * Row `i` is `elements[starts[i] … starts[i] + lengths[i])`. Rows may share elements, and elements may
 * belong to no row, so only what a row reaches may be computed with. The elements of a map are structs
 * of key and value, never null, and no key is there twice.
 */
export interface ListVector extends Nullable {
  readonly kind: 'list';
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
  readonly elements: Vector;
}

export interface BoxedVector extends Nullable {
  readonly kind: 'boxed';
  /** Internal values, see `types/internal-value.ts`. */
  readonly values: readonly InternalValue[];
}
