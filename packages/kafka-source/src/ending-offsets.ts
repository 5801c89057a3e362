import { INVALID_OPTION } from '@tidemark/kafka-client';
import { givenOffsets, type OffsetLookup, offsetsAtTimes } from './offset-lookup.ts';
import { fromOffset, type PartitionOffsets } from './offsets.ts';
import type { KafkaSourceOptions } from './options.ts';

/**
 * Where a bounded read ends by its options; undefined when they leave it to the ends of the logs. A time beats
 * times by partition, and those beat offsets. A partition without a record of the time or later is read to its
 * end, as in Spark.
 *
 * @throws {@link INVALID_OPTION}
 */
export async function endingOffsets(
  lookup: OffsetLookup,
  options: KafkaSourceOptions<unknown>,
): Promise<PartitionOffsets | undefined> {
  const { endingTimestampMs, endingOffsetsByTimestamp, endingOffsets: to = 'latest' } = options;
  const toEnd = (end: number): number => end;
  if (endingTimestampMs !== undefined || endingOffsetsByTimestamp !== undefined) {
    const times = endingTimestampMs ?? fromOffset(endingOffsetsByTimestamp ?? {});
    return offsetsAtTimes(lookup, times, toEnd, missingFrom('endingOffsetsByTimestamp'));
  }
  if (typeof to === 'string') return undefined;
  return givenOffsets(lookup, 'endingOffsets', to, missingFrom('endingOffsets'));
}

function missingFrom(option: string): (topic: string, partition: number) => Error {
  return (topic, partition) => {
    const problem = `names no end for ${topic}-${partition}, and every partition needs one`;
    return INVALID_OPTION.error({ option, problem });
  };
}
