import { ErrorCode } from '../protocol/error-code.ts';
import { offsetCommitRequest, type TopicCommit } from '../protocol/offset-commit.ts';
import { OFFSET_FETCH_STABLE, offsetFetchRequest } from '../protocol/offset-fetch.ts';
import { type BrokerConnection, requestFailed } from './broker-connection.ts';
import type { CommittedOffset } from './kafka-connection.ts';

/**
 * What a group committed for a partition, asked of its coordinator; undefined when nothing.
 *
 * A commit that belongs to a transaction becomes visible a moment *after* the transaction is complete: the
 * coordinator of the group hears of it last. Brokers from 2.5 on are told to say so (UNSTABLE_OFFSET_COMMIT,
 * KIP-447) instead of answering with the old offset; older ones cannot.
 */
export async function fetchCommittedOffset(
  broker: BrokerConnection,
  groupId: string,
  topic: string,
  partition: number,
): Promise<CommittedOffset | undefined> {
  if (await broker.offers(OFFSET_FETCH_STABLE)) {
    const found = await broker.send(offsetFetchRequest(groupId, topic, partition));
    const errorCode = found?.errorCode ?? ErrorCode.NONE;
    if (errorCode !== ErrorCode.NONE) throw requestFailed('OffsetFetch', groupId, errorCode);
    return toCommitted(found?.offset, found?.metadata);
  }
  const { responses } = await broker.call('OffsetFetch', groupId, (kafkajs) =>
    kafkajs.offsetFetch({ groupId, topics: [{ topic, partitions: [{ partition }] }] }),
  );
  const found = responses
    .flatMap(({ partitions }) => partitions)
    .find((committed) => committed.partition === partition);
  return toCommitted(Number(found?.offset ?? -1), found?.metadata);
}

function toCommitted(offset = -1, metadata: string | null = ''): CommittedOffset | undefined {
  return offset < 0 ? undefined : { offset, metadata: metadata ?? '' };
}

/** Commits offsets for a group without members, at its coordinator. */
export async function commitOffsets(
  broker: BrokerConnection,
  groupId: string,
  topics: readonly TopicCommit[],
): Promise<void> {
  const errorCode = await broker.send(offsetCommitRequest(groupId, topics));
  if (errorCode !== ErrorCode.NONE) throw requestFailed('OffsetCommit', groupId, errorCode);
}
