import type { DataType } from '../../types/data-type.ts';
import type { InternalValue } from '../../types/internal-value.ts';

/**
 * Rows in the order of a specification: those of a partition side by side, in it by the keys. Arrays are
 * indexed by row; an end is the row after the last.
 */
export interface OrderedRows {
  readonly length: number;
  readonly partitionStarts: Int32Array;
  readonly partitionEnds: Int32Array;
  /** The rows of the partition that are equal to the row by the keys; all of it where there are none. */
  readonly peerStarts: Int32Array;
  readonly peerEnds: Int32Array;
  readonly keys: readonly OrderedKey[];
}

/** A key of the order with its value in each row. */
export interface OrderedKey {
  readonly dataType: DataType;
  readonly values: readonly InternalValue[];
  /** Which of two values of the key comes first: below 0 for the first. */
  readonly compare: (a: InternalValue, b: InternalValue) => number;
  readonly descending: boolean;
}

/** The frame of each row: from `starts` up to `ends`, not included; empty where they are the same. */
export interface Frames {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}
