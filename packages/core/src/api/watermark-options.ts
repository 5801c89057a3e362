import { checkOptions, type OptionNames } from '../errors/check-options.ts';
import type { EventTimeWatermark } from '../plan/logical-plan.ts';
import { type Delay, delayMsOf } from '../types/duration.ts';

/** How a watermark differs from the usual. */
export interface WatermarkOptions {
  /**
   * How far a time may be ahead of the clock and still move the watermark; one wrong clock would move it
   * for good. Such rows count all the same. No limit unless said, as in Spark.
   */
  readonly maxFutureSkew?: Delay;
  /**
   * True to give each partition of the source a latest time of its own, of which the slowest counts:
   * partitions whose times are hours apart lose nothing. A partition without rows holds the watermark too,
   * unless there is an `idleAfter`. Off unless said, as in Spark.
   */
  readonly perPartition?: boolean;
  /**
   * A partition that was read to its end, and had nothing new for so long by the clock of the batches,
   * holds the watermark back no more. Implies `perPartition`.
   */
  readonly idleAfter?: Delay;
}

const WATERMARK_OPTIONS: OptionNames<WatermarkOptions> = {
  maxFutureSkew: true,
  perPartition: true,
  idleAfter: true,
};

/**
 * The options as the plan has them.
 *
 * @throws `TIME.BAD_DURATION`, `OPTION.UNKNOWN`
 */
export function watermarkSettings(
  options: WatermarkOptions,
): Pick<EventTimeWatermark, 'maxFutureSkewMs' | 'partitions'> {
  checkOptions('withWatermark()', options, WATERMARK_OPTIONS);
  const { maxFutureSkew, idleAfter, perPartition = idleAfter !== undefined } = options;
  const idle = idleAfter === undefined ? {} : { idleAfterMs: delayMsOf(idleAfter) };
  return {
    ...(maxFutureSkew === undefined ? {} : { maxFutureSkewMs: delayMsOf(maxFutureSkew) }),
    ...(perPartition ? { partitions: idle } : {}),
  };
}
