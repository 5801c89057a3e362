import { INVALID_OPTION, type Isolation, type KafkaConnection } from '@tidemark/kafka-client';
import type { Assignment } from './assignment.ts';
import { NO_RECORD_AT_TIMESTAMP, STARTING_OFFSET_MISSING } from './conditions.ts';
import { fromOffset, mapOffsets, offsetOf, type PartitionOffsets } from './offsets.ts';
import { EARLIEST, type KafkaSourceOptions, LATEST, type StartingOffsets } from './options.ts';

/** What to look for in the logs, and how. */
export interface OffsetLookup {
  readonly connection: KafkaConnection;
  readonly assignment: Assignment;
  readonly isolation: Isolation;
}

/** Where every partition begins, or ends now. */
export function boundaries(
  lookup: OffsetLookup,
  at: 'earliest' | 'latest',
): Promise<PartitionOffsets> {
  return lookUp(lookup, at);
}

/**
 * Where a query without a checkpoint begins.
 *
 * @throws {@link STARTING_OFFSET_MISSING}, {@link NO_RECORD_AT_TIMESTAMP}, `KAFKA.INVALID_OPTION`
 */
export async function startingOffsets(
  lookup: OffsetLookup,
  options: KafkaSourceOptions<unknown>,
  isStreaming: boolean,
): Promise<PartitionOffsets> {
  const { startingTimestampMs, startingOffsetsByTimestampStrategy = 'error' } = options;
  if (startingTimestampMs !== undefined) {
    return offsetsAtTimestamp(lookup, startingTimestampMs, startingOffsetsByTimestampStrategy);
  }
  const from = options.startingOffsets ?? (isStreaming ? 'latest' : 'earliest');
  if (!isStreaming && saysLatest(from)) {
    const problem = 'says latest, and a bounded read from there would find nothing';
    throw INVALID_OPTION.error({ option: 'startingOffsets', problem });
  }
  return typeof from === 'string' ? boundaries(lookup, from) : givenOffsets(lookup, from);
}

async function givenOffsets(
  lookup: OffsetLookup,
  from: Exclude<StartingOffsets, string>,
): Promise<PartitionOffsets> {
  const given = fromOffset(from);
  const [earliest, latest] = await Promise.all([
    boundaries(lookup, 'earliest'),
    boundaries(lookup, 'latest'),
  ]);
  return mapOffsets(latest, (end, topic, partition) => {
    const offset = offsetOf(given, topic, partition);
    if (offset === undefined) throw STARTING_OFFSET_MISSING.error({ topic, partition });
    if (offset === EARLIEST) return offsetOf(earliest, topic, partition) ?? 0;
    if (offset === LATEST) return end;
    if (offset <= end) return offset;
    const problem = `says ${offset} for ${topic}-${partition}, which ends at ${end}`;
    throw INVALID_OPTION.error({ option: 'startingOffsets', problem });
  });
}

/** The first record of a time or later, in each partition. */
async function offsetsAtTimestamp(
  lookup: OffsetLookup,
  timestampMs: number,
  strategy: 'error' | 'latest',
): Promise<PartitionOffsets> {
  // The ends first: a record that arrives in between is then read, not skipped.
  const latest = await boundaries(lookup, 'latest');
  const found = await lookUp(lookup, { timestampMs });
  return mapOffsets(latest, (end, topic, partition) => {
    const offset = offsetOf(found, topic, partition);
    if (offset !== undefined) return offset;
    if (strategy === 'latest') return end;
    throw NO_RECORD_AT_TIMESTAMP.error({ topic, partition, timestampMs });
  });
}

async function lookUp(
  { connection, assignment, isolation }: OffsetLookup,
  at: Parameters<KafkaConnection['offsets']>[2],
): Promise<PartitionOffsets> {
  const topics = await Promise.all(
    [...assignment].map(async ([topic, partitions]) => {
      return [topic, await connection.offsets(topic, partitions, at, isolation)] as const;
    }),
  );
  return new Map(topics);
}

function saysLatest(from: StartingOffsets): boolean {
  if (typeof from === 'string') return from === 'latest';
  return Object.values(from).some((partitions) => Object.values(partitions).includes(LATEST));
}
