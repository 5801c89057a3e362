import type { TestBroker } from '@tidemark/kafka-testkit';
import type { Ledger } from '../orders/ledger.ts';
import type { OrderRecord } from '../orders/order-record.ts';
import { partitionOf } from '../orders/partition-of.ts';

/** Appends records to a topic of the in-process broker and enters each into the books. */
export function sendToTestBroker(
  broker: TestBroker,
  topic: string,
  records: readonly OrderRecord[],
  ledger: Ledger,
): void {
  const byPartition = Array.from({ length: ledger.partitions }, (): OrderRecord[] => []);
  for (const record of records) {
    const partition = partitionOf(record.key, ledger.partitions);
    byPartition[partition]?.push(record);
    ledger.add(partition, record);
  }
  for (const [partition, part] of byPartition.entries()) {
    if (part.length > 0) broker.produceRecords(topic, partition, part);
  }
}
