import { offsetOf, type PartitionOffsets } from './offsets.ts';

/** How far a batch ends behind the newest offsets, by the names of Spark's metrics; empty without partitions. */
export function lagMetrics(
  end: PartitionOffsets,
  latest: PartitionOffsets,
): Readonly<Record<string, string>> {
  let [count, total, min, max] = [0, 0, Number.POSITIVE_INFINITY, 0];
  for (const [topic, partitions] of latest) {
    for (const [partition, offset] of partitions) {
      const behind = Math.max(0, offset - (offsetOf(end, topic, partition) ?? offset));
      count++;
      total += behind;
      min = Math.min(min, behind);
      max = Math.max(max, behind);
    }
  }
  if (count === 0) return {};
  return {
    minOffsetsBehindLatest: String(min),
    maxOffsetsBehindLatest: String(max),
    avgOffsetsBehindLatest: String(total / count),
  };
}
