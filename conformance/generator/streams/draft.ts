import type { JsonObject } from '../../src/scenario.ts';
import type { Random } from '../random.ts';
import { type Frame, projected, type Sources } from './frame.ts';

export type OutputMode = 'append' | 'update' | 'complete';

/** A drawn query: what the steps have to respect goes with it. */
export interface Draft {
  readonly plan: JsonObject;
  readonly outputMode: OutputMode;
  /** Time passes only by steps: what depends on the clock can be asked in no other way. */
  readonly hasManualClock?: boolean;
  /** The query fails on a row without a time. */
  readonly needsTimes?: boolean;
}

/** Draws a query of one family, and the sources it reads. */
export type Family = (random: Random, sources: Sources) => Draft;

/** The query of a frame, its columns chosen and its windows taken apart. */
export function draftOf(random: Random, frame: Frame, outputMode: OutputMode): Draft {
  return { plan: projected(random, frame).plan, outputMode };
}
