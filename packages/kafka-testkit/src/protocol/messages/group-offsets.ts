import type { Api } from '../api.ts';
import type { ErrorCode } from '../error-codes.ts';
import {
  type PartitionError,
  readTopicEntries,
  readTopicEntry,
  refusePartitions,
  type TopicEntry,
  writePartitionErrors,
  writeTopicEntries,
} from '../topic-entries.ts';
import type { GenerationClaim } from './group-membership.ts';

export interface OffsetToCommit {
  readonly partition: number;
  readonly offset: number;
  readonly metadata: string | null;
}

/** A generation of -1 is a client outside of the group protocol. */
export interface OffsetCommitRequest extends GenerationClaim {
  readonly topics: readonly TopicEntry<OffsetToCommit>[];
}

export interface OffsetCommitResponse {
  readonly topics: readonly TopicEntry<PartitionError>[];
}

export interface OffsetFetchRequest {
  readonly groupId: string;
  /** Null asks for everything the group has committed. */
  readonly topics: readonly TopicEntry<number>[] | null;
}

interface OffsetFetchPartitionResponse {
  readonly partition: number;
  /** -1 when there is none. */
  readonly offset: number;
  readonly metadata: string;
  readonly errorCode: ErrorCode;
}

export interface OffsetFetchResponse {
  readonly errorCode: ErrorCode;
  readonly topics: readonly TopicEntry<OffsetFetchPartitionResponse>[];
}

/**
 * OffsetCommit:
 *
 * ```
 * request  => group_id string, generation_id int32, member_id string, retention_ms int64 (v2-4),
 *             [topic [partition int32, offset int64, metadata nullable_string]]
 * response => throttle_ms int32 (v3+), [topic [partition int32, error_code int16]]
 * ```
 */
export const OffsetCommit: Api<OffsetCommitRequest, OffsetCommitResponse> = {
  name: 'OffsetCommit',
  key: 8,
  minVersion: 2,
  maxVersion: 5,
  readRequest: (reader, version) => {
    const groupId = reader.readString();
    const generationId = reader.readInt32();
    const memberId = reader.readString();
    if (version <= 4) reader.readInt64();
    const topics = readTopicEntries(reader, () => ({
      partition: reader.readInt32(),
      offset: reader.readInt64(),
      metadata: reader.readNullableString(),
    }));
    return { groupId, generationId, memberId, topics };
  },
  writeResponse: (writer, { topics }, version) => {
    if (version >= 3) writer.writeInt32(0);
    writePartitionErrors(writer, topics);
  },
  refuse: ({ topics }, errorCode) => ({ topics: refusePartitions(topics, errorCode) }),
};

/**
 * OffsetFetch:
 *
 * ```
 * request  => group_id string, [topic [partition int32]] nullable (v2+)
 * response => throttle_ms int32 (v3+), [topic [partition int32, offset int64,
 *             metadata nullable_string, error_code int16]], error_code int16 (v2+)
 * ```
 */
export const OffsetFetch: Api<OffsetFetchRequest, OffsetFetchResponse> = {
  name: 'OffsetFetch',
  key: 9,
  minVersion: 1,
  maxVersion: 4,
  readRequest: (reader) => ({
    groupId: reader.readString(),
    topics: reader.readNullableArray(() => readTopicEntry(reader, () => reader.readInt32())),
  }),
  writeResponse: (writer, { errorCode, topics }, version) => {
    if (version >= 3) writer.writeInt32(0);
    writeTopicEntries(writer, topics, (answer) => {
      writer.writeInt32(answer.partition).writeInt64(answer.offset);
      // Version 1 has no code for the whole answer, so each partition carries it.
      const partitionError = version >= 2 ? answer.errorCode : answer.errorCode || errorCode;
      writer.writeString(answer.metadata).writeInt16(partitionError);
    });
    if (version >= 2) writer.writeInt16(errorCode);
  },
  refuse: ({ topics }, errorCode) => ({
    errorCode,
    topics: (topics ?? []).map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map((partition) => ({
        partition,
        offset: -1,
        metadata: '',
        errorCode,
      })),
    })),
  }),
};
