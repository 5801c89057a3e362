import { mapOffsets, offsetOf, type PartitionOffsets, totalBetween } from './offsets.ts';

/**
 * Where a batch of at most about `limit` offsets ends. Each partition gives its share of the backlog,
 * so a full one never runs ahead of the others in event time; a share below one is rounded up, any
 * other down (Spark: KafkaMicroBatchStream.rateLimit). The sum may exceed the limit a little.
 */
export function limitOffsets(
  from: PartitionOffsets,
  latest: PartitionOffsets,
  limit: number,
): PartitionOffsets {
  const total = totalBetween(from, latest);
  if (total <= limit) return latest;
  return mapOffsets(latest, (end, topic, partition) => {
    const start = offsetOf(from, topic, partition) ?? end;
    const size = end - start;
    if (size <= 0) return end;
    const share = limit * (size / total);
    return Math.min(end, start + (share < 1 ? Math.ceil(share) : Math.floor(share)));
  });
}
