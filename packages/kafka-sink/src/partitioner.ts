import { type KafkaConnection, type OutgoingRecord, partitionForKey } from '@tidemark/kafka-client';
import { PARTITION_UNKNOWN, TOPIC_NULL } from './conditions.ts';
import type { RoutedRecord } from './record-layout.ts';

/** Records for one partition, in order. */
export interface PartitionRecords {
  readonly topic: string;
  readonly partition: number;
  readonly records: OutgoingRecord[];
}

/**
 * Gives every record its partition: the one the row names, else by the key as the Java client does
 * (murmur2), else round robin that begins at `turn`. It is decided here and never left to a client,
 * so that a batch that is sent again goes to the same places.
 */
export async function partitionRecords(
  connection: KafkaConnection,
  routed: Iterable<RoutedRecord>,
  turn: number,
): Promise<readonly PartitionRecords[]> {
  const byTopic = new Map<string, RoutedRecord[]>();
  for (const record of routed) {
    if (record.topic === null) throw TOPIC_NULL.error({});
    const records = byTopic.get(record.topic);
    if (records === undefined) byTopic.set(record.topic, [record]);
    else records.push(record);
  }
  const topics = await Promise.all(
    [...byTopic].map(async ([topic, records]) => {
      const partitions = await connection.partitions(topic);
      return spread(topic, records, partitions.length, turn);
    }),
  );
  return topics.flat();
}

function spread(
  topic: string,
  records: readonly RoutedRecord[],
  partitionCount: number,
  turn: number,
): readonly PartitionRecords[] {
  const byPartition = new Map<number, PartitionRecords>();
  for (const [i, { partition: wanted, record }] of records.entries()) {
    const byKey =
      record.key === null
        ? (turn + i) % partitionCount
        : partitionForKey(record.key, partitionCount);
    const partition = wanted ?? byKey;
    if (partition < 0 || partition >= partitionCount) {
      throw PARTITION_UNKNOWN.error({ topic, partition, partitionCount });
    }
    const known = byPartition.get(partition);
    if (known === undefined) byPartition.set(partition, { topic, partition, records: [record] });
    else known.records.push(record);
  }
  return [...byPartition.values()];
}
