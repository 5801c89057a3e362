import type { Vector } from '@tidemark/core/connector';

/** Some rows of a vector, in order. A column of a file is the concatenation of slices. */
export interface VectorSlice {
  readonly vector: Vector;
  readonly rows: Int32Array;
}
