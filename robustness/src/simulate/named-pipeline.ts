import type { BuildPipeline } from '@tidemark/testing';
import type { Effort } from './effort.ts';

/** A pipeline of the simulation, as tables name it. */
export interface NamedPipeline {
  /** For example `window -> parquet`. */
  readonly name: string;
  /** Everything else follows from the seed of the world. */
  readonly build: BuildPipeline;
  /** How many of the seeds fall on it, beside the others. */
  readonly weight: number;
  /** How much is tried with one seed, where that is not as usual. */
  readonly budget?: Effort;
}
