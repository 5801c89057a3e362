import type { Offset, PlannedPartition } from '@tidemark/core/connector';

/**
 * How far partitions were read: the next offset to read, by topic and partition. In the checkpoint it
 * is Spark's JSON, `{"orders":{"0":120,"1":98}}`; stored on disk: never change.
 */
export type PartitionOffsets = ReadonlyMap<string, ReadonlyMap<number, number>>;

export function toOffset(offsets: PartitionOffsets): Offset {
  return Object.fromEntries(
    [...offsets]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([topic, partitions]) => [
        topic,
        Object.fromEntries([...partitions].sort(([a], [b]) => a - b)),
      ]),
  );
}

export function fromOffset(offset: Offset): PartitionOffsets {
  return new Map(
    Object.entries((offset ?? {}) as Record<string, Record<string, number>>).map(
      ([topic, partitions]) => [
        topic,
        new Map(Object.entries(partitions).map(([partition, next]) => [Number(partition), next])),
      ],
    ),
  );
}

/** The next offset of one partition; undefined when it is not known. */
export function offsetOf(
  offsets: PartitionOffsets,
  topic: string,
  partition: number,
): number | undefined {
  return offsets.get(topic)?.get(partition);
}

/** The name of a partition, as Kafka shows it. In the checkpoint; stored on disk: never change. */
export function partitionName(topic: string, partition: number): string {
  return `${topic}-${partition}`;
}

/** Every partition, and whether it has more than a batch that ends at `end` reads. */
export function plannedPartitions(
  end: PartitionOffsets,
  latest: PartitionOffsets,
): readonly PlannedPartition[] {
  return [...latest].flatMap(([topic, partitions]) =>
    [...partitions].map(([partition, last]) => ({
      partition: partitionName(topic, partition),
      hasBacklog: (offsetOf(end, topic, partition) ?? 0) < last,
    })),
  );
}

/** New offsets, one for each partition of `offsets`. */
export function mapOffsets(
  offsets: PartitionOffsets,
  change: (offset: number, topic: string, partition: number) => number,
): PartitionOffsets {
  return new Map(
    [...offsets].map(([topic, partitions]) => [
      topic,
      new Map(
        [...partitions].map(([partition, offset]) => [partition, change(offset, topic, partition)]),
      ),
    ]),
  );
}

/** The sum over the partitions of `to` of how far it lies beyond `from`. */
export function totalBetween(from: PartitionOffsets, to: PartitionOffsets): number {
  let total = 0;
  for (const [topic, partitions] of to) {
    for (const [partition, end] of partitions) {
      total += Math.max(0, end - (offsetOf(from, topic, partition) ?? end));
    }
  }
  return total;
}
