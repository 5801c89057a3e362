import type { Api } from '../api.ts';
import type { ErrorCode } from '../error-codes.ts';
import {
  mapPartitions,
  readTopicEntries,
  type TopicEntry,
  writeTopicEntries,
} from '../topic-entries.ts';

export interface DeleteRecordsRequest {
  /** Records before `offset` go; -1 stands for the end of the log. */
  readonly topics: readonly TopicEntry<{ readonly partition: number; readonly offset: number }>[];
}

interface DeleteRecordsPartitionResponse {
  readonly partition: number;
  /** The log start offset afterwards. */
  readonly lowWatermark: number;
  readonly errorCode: ErrorCode;
}

export interface DeleteRecordsResponse {
  readonly topics: readonly TopicEntry<DeleteRecordsPartitionResponse>[];
}

/**
 * DeleteRecords:
 *
 * ```
 * request  => [topic [partition int32, offset int64]], timeout_ms int32
 * response => throttle_ms int32, [topic [partition int32, low_watermark int64, error_code int16]]
 * ```
 */
export const DeleteRecords: Api<DeleteRecordsRequest, DeleteRecordsResponse> = {
  name: 'DeleteRecords',
  key: 21,
  minVersion: 0,
  maxVersion: 1,
  readRequest: (reader) => ({
    topics: readTopicEntries(reader, () => ({
      partition: reader.readInt32(),
      offset: reader.readInt64(),
    })),
  }),
  writeResponse: (writer, { topics }) => {
    writer.writeInt32(0);
    writeTopicEntries(writer, topics, ({ partition, lowWatermark, errorCode }) => {
      writer.writeInt32(partition).writeInt64(lowWatermark).writeInt16(errorCode);
    });
  },
  refuse: ({ topics }, errorCode) => ({
    topics: mapPartitions(topics, (_topic, { partition }) => ({
      partition,
      lowWatermark: -1,
      errorCode,
    })),
  }),
};
