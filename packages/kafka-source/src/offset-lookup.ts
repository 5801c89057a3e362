import { INVALID_OPTION, type Isolation, type KafkaConnection } from '@tidemark/kafka-client';
import type { Assignment } from './assignment.ts';
import { fromOffset, mapOffsets, offsetOf, type PartitionOffsets } from './offsets.ts';
import { EARLIEST, LATEST, type TopicOffsets } from './options.ts';

/** What to look for in the logs, and how. */
export interface OffsetLookup {
  readonly connection: KafkaConnection;
  readonly assignment: Assignment;
  readonly isolation: Isolation;
}

/** Where every partition begins, or ends now. */
export function boundaries(
  { connection, assignment, isolation }: OffsetLookup,
  at: 'earliest' | 'latest',
): Promise<PartitionOffsets> {
  return eachTopic(assignment, (topic, partitions) =>
    connection.offsets(topic, partitions, at, isolation),
  );
}

/**
 * Offsets as an option gives them; -2 is where the log begins, -1 where it ends.
 *
 * @param missing - makes the error for a partition that the option does not name
 * @throws {@link INVALID_OPTION} for an offset beyond the end of the log
 */
export async function givenOffsets(
  lookup: OffsetLookup,
  option: string,
  given: TopicOffsets,
  missing: (topic: string, partition: number) => Error,
): Promise<PartitionOffsets> {
  const byPartition = fromOffset(given);
  const [earliest, latest] = await Promise.all([
    boundaries(lookup, 'earliest'),
    boundaries(lookup, 'latest'),
  ]);
  return mapOffsets(latest, (end, topic, partition) => {
    const offset = offsetOf(byPartition, topic, partition);
    if (offset === undefined) throw missing(topic, partition);
    if (offset === EARLIEST) return offsetOf(earliest, topic, partition) ?? 0;
    if (offset === LATEST) return end;
    if (offset <= end) return offset;
    const problem = `says ${offset} for ${topic}-${partition}, which ends at ${end}`;
    throw INVALID_OPTION.error({ option, problem });
  });
}

/** Times in milliseconds since 1970: one for all partitions, or one for each. */
export type LookupTimes = number | PartitionOffsets;

/** The first record of a time or later, in each partition; `absent` decides where there is none. */
export async function offsetsAtTimes(
  lookup: OffsetLookup,
  times: LookupTimes,
  absent: (end: number, topic: string, partition: number, timestampMs: number) => number,
  missing: (topic: string, partition: number) => Error,
): Promise<PartitionOffsets> {
  const timeOf = (topic: string, partition: number): number => {
    const timestampMs = typeof times === 'number' ? times : offsetOf(times, topic, partition);
    if (timestampMs === undefined) throw missing(topic, partition);
    return timestampMs;
  };
  // The ends first: a record that arrives in between is then read, not skipped.
  const latest = await boundaries(lookup, 'latest');
  const { connection, isolation } = lookup;
  const found = await eachTopic(lookup.assignment, async (topic, partitions) => {
    const byTime = new Map<number, number[]>();
    for (const partition of partitions) {
      const timestampMs = timeOf(topic, partition);
      byTime.set(timestampMs, [...(byTime.get(timestampMs) ?? []), partition]);
    }
    const offsets = await Promise.all(
      [...byTime].map(([timestampMs, some]) =>
        connection.offsets(topic, some, { timestampMs }, isolation),
      ),
    );
    return new Map(offsets.flatMap((each) => [...each]));
  });
  return mapOffsets(latest, (end, topic, partition) => {
    const offset = offsetOf(found, topic, partition);
    return offset ?? absent(end, topic, partition, timeOf(topic, partition));
  });
}

async function eachTopic(
  assignment: Assignment,
  lookUp: (topic: string, partitions: readonly number[]) => Promise<ReadonlyMap<number, number>>,
): Promise<PartitionOffsets> {
  const topics = await Promise.all(
    [...assignment].map(
      async ([topic, partitions]) => [topic, await lookUp(topic, partitions)] as const,
    ),
  );
  return new Map(topics);
}
