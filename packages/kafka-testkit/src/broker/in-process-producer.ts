import { TestBrokerError } from '../errors.ts';
import { type BatchProducer, encodeRecordBatch } from '../log/record-batch-encoder.ts';
import { ErrorCode, errorNameOf } from '../protocol/error-codes.ts';
import { type RecordToProduce, splitIntoBatches, toEncodable } from '../records.ts';
import type { Cluster } from './cluster.ts';
import type { Partition } from './topics.ts';

/** @throws TestBrokerError with `TEST_BROKER.NO_SUCH_PARTITION`. */
export function requirePartition(cluster: Cluster, topic: string, partition: number): Partition {
  const found = cluster.topics.partition(topic, partition);
  if (found !== undefined) return found;
  throw new TestBrokerError(
    'TEST_BROKER.NO_SUCH_PARTITION',
    `The test broker has no partition ${partition} of a topic "${topic}".`,
  );
}

/**
 * Encodes and appends records without a socket, in as few batches as the topic's largest batch
 * allows. Returns the offset of the first one, or the end of the log when there are none.
 */
export function produceInProcess(
  cluster: Cluster,
  topic: string,
  partition: number,
  records: readonly RecordToProduce[],
  nextProducer?: (recordCount: number) => BatchProducer,
): number {
  const { log, leaderEpoch } = requirePartition(cluster, topic, partition);
  const baseOffset = log.endOffset;
  const nowMs = cluster.options.timing.now();
  const maxMessageBytes = cluster.topics.topic(topic)?.maxMessageBytes ?? 0;
  const encodable = records.map((record) => toEncodable(record, nowMs));
  for (const batch of splitIntoBatches(encodable, maxMessageBytes)) {
    const bytes = encodeRecordBatch(batch, nextProducer?.(batch.length));
    const isTooLarge = bytes.length > maxMessageBytes;
    requireAccepted(
      isTooLarge ? ErrorCode.MESSAGE_TOO_LARGE : log.append(bytes, leaderEpoch).errorCode,
      `produce to partition ${partition} of "${topic}"`,
    );
  }
  return baseOffset;
}

/** @throws TestBrokerError with `TEST_BROKER.REFUSED`. */
export function requireAccepted(errorCode: ErrorCode, attempt: string): void {
  if (errorCode === ErrorCode.NONE) return;
  throw new TestBrokerError(
    'TEST_BROKER.REFUSED',
    `The test broker refused to ${attempt}: ${errorNameOf(errorCode)}.`,
  );
}
