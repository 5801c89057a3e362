import type { Api } from '../api.ts';
import type { ErrorCode } from '../error-codes.ts';
import {
  mapPartitions,
  readTopicEntries,
  type TopicEntry,
  writeTopicEntries,
} from '../topic-entries.ts';

/** The two timestamps of a request that stand for an end of the log. */
export const LATEST_TIMESTAMP = -1;
export const EARLIEST_TIMESTAMP = -2;

interface ListOffsetsPartition {
  readonly partition: number;
  readonly timestamp: number;
}

export interface ListOffsetsRequest {
  /** 0 read uncommitted, 1 read committed. */
  readonly isolationLevel: number;
  readonly topics: readonly TopicEntry<ListOffsetsPartition>[];
}

interface ListOffsetsPartitionResponse {
  readonly partition: number;
  readonly errorCode: ErrorCode;
  readonly timestamp: number;
  readonly offset: number;
}

export interface ListOffsetsResponse {
  readonly topics: readonly TopicEntry<ListOffsetsPartitionResponse>[];
}

/**
 * ListOffsets:
 *
 * ```
 * request  => replica_id int32, isolation_level int8 (v2+), [topic [partition int32, timestamp int64]]
 * response => throttle_ms int32 (v2+), [topic [partition int32, error_code int16,
 *             timestamp int64, offset int64]]
 * ```
 */
export const ListOffsets: Api<ListOffsetsRequest, ListOffsetsResponse> = {
  name: 'ListOffsets',
  key: 2,
  minVersion: 1,
  maxVersion: 3,
  readRequest: (reader, version) => {
    reader.readInt32();
    const isolationLevel = version >= 2 ? reader.readInt8() : 0;
    const topics = readTopicEntries(reader, () => ({
      partition: reader.readInt32(),
      timestamp: reader.readInt64(),
    }));
    return { isolationLevel, topics };
  },
  writeResponse: (writer, { topics }, version) => {
    if (version >= 2) writer.writeInt32(0);
    writeTopicEntries(writer, topics, (answer) => {
      writer.writeInt32(answer.partition).writeInt16(answer.errorCode);
      writer.writeInt64(answer.timestamp).writeInt64(answer.offset);
    });
  },
  refuse: ({ topics }, errorCode) => ({
    topics: mapPartitions(topics, (_topic, { partition }) => ({
      partition,
      errorCode,
      timestamp: -1,
      offset: -1,
    })),
  }),
};
