import { INVALID_OPTION } from '@tidemark/kafka-client';
import { NO_RECORD_AT_TIMESTAMP, STARTING_OFFSET_MISSING } from './conditions.ts';
import {
  boundaries,
  givenOffsets,
  type LookupTimes,
  type OffsetLookup,
  offsetsAtTimes,
} from './offset-lookup.ts';
import { fromOffset, type PartitionOffsets } from './offsets.ts';
import { type KafkaSourceOptions, LATEST, type StartingOffsets } from './options.ts';

/**
 * Where a query without a checkpoint begins. A time beats times by partition, and those beat offsets (Spark:
 * `KafkaSourceProvider.getKafkaOffsetRangeLimit`).
 *
 * @throws {@link STARTING_OFFSET_MISSING}, {@link NO_RECORD_AT_TIMESTAMP}, `KAFKA.INVALID_OPTION`
 */
export function startingOffsets(
  lookup: OffsetLookup,
  options: KafkaSourceOptions<unknown>,
  isStreaming: boolean,
): Promise<PartitionOffsets> {
  const { startingTimestampMs, startingOffsetsByTimestamp } = options;
  if (startingTimestampMs !== undefined) return atTimes(lookup, options, startingTimestampMs);
  if (startingOffsetsByTimestamp !== undefined) {
    return atTimes(lookup, options, fromOffset(startingOffsetsByTimestamp));
  }
  const from = options.startingOffsets ?? (isStreaming ? 'latest' : 'earliest');
  if (!isStreaming && saysLatest(from)) {
    const problem = 'says latest, and a bounded read from there would find nothing';
    throw INVALID_OPTION.error({ option: 'startingOffsets', problem });
  }
  return typeof from === 'string'
    ? boundaries(lookup, from)
    : givenOffsets(lookup, 'startingOffsets', from, missingFrom('startingOffsets'));
}

function atTimes(
  lookup: OffsetLookup,
  { startingOffsetsByTimestampStrategy = 'error' }: KafkaSourceOptions<unknown>,
  times: LookupTimes,
): Promise<PartitionOffsets> {
  const absent = (end: number, topic: string, partition: number, timestampMs: number): number => {
    if (startingOffsetsByTimestampStrategy === 'latest') return end;
    throw NO_RECORD_AT_TIMESTAMP.error({ topic, partition, timestampMs });
  };
  return offsetsAtTimes(lookup, times, absent, missingFrom('startingOffsetsByTimestamp'));
}

function missingFrom(option: string): (topic: string, partition: number) => Error {
  return (topic, partition) => STARTING_OFFSET_MISSING.error({ option, topic, partition });
}

function saysLatest(from: StartingOffsets): boolean {
  if (typeof from === 'string') return from === 'latest';
  return Object.values(from).some((partitions) => Object.values(partitions).includes(LATEST));
}
