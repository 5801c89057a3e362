/**
 * The partition of a key: FNV-1a, modulo the number of partitions. The in-process broker takes records
 * where it is told; any rule will do that sends all records of an order the same way.
 */
export function partitionOf(key: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) {
    hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0) % partitions;
}
