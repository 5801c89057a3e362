import type { Api } from '../api.ts';
import type { ErrorCode } from '../error-codes.ts';
import {
  mapPartitions,
  readTopicEntries,
  type TopicEntry,
  writeTopicEntries,
} from '../topic-entries.ts';

interface ProducePartition {
  readonly partition: number;
  readonly records: Buffer | null;
}

export interface ProduceRequest {
  readonly transactionalId: string | null;
  readonly acks: number;
  readonly topics: readonly TopicEntry<ProducePartition>[];
}

export interface ProducePartitionResponse {
  readonly partition: number;
  readonly errorCode: ErrorCode;
  readonly baseOffset: number;
  readonly logStartOffset: number;
}

export interface ProduceResponse {
  readonly topics: readonly TopicEntry<ProducePartitionResponse>[];
}

/**
 * Produce:
 *
 * ```
 * request  => transactional_id nullable_string (v3+), acks int16, timeout_ms int32,
 *             [topic [partition int32, records bytes]]
 * response => [topic [partition int32, error_code int16, base_offset int64,
 *             log_append_time int64 (v2+), log_start_offset int64 (v5+)]], throttle_ms int32 (v1+)
 * ```
 *
 * Only versions from 3 on carry record batches of format 2. The older ones are advertised because
 * librdkafka sends no compressed batch to a broker without them.
 */
export const Produce: Api<ProduceRequest, ProduceResponse> = {
  name: 'Produce',
  key: 0,
  minVersion: 0,
  maxVersion: 7,
  readRequest: (reader, version) => {
    const transactionalId = version >= 3 ? reader.readNullableString() : null;
    const acks = reader.readInt16();
    reader.readInt32();
    const topics = readTopicEntries(reader, () => ({
      partition: reader.readInt32(),
      records: reader.readNullableBytes(),
    }));
    return { transactionalId, acks, topics };
  },
  writeResponse: (writer, { topics }, version) => {
    writeTopicEntries(writer, topics, (answer) => {
      writer.writeInt32(answer.partition).writeInt16(answer.errorCode);
      writer.writeInt64(answer.baseOffset);
      if (version >= 2) writer.writeInt64(-1);
      if (version >= 5) writer.writeInt64(answer.logStartOffset);
    });
    if (version >= 1) writer.writeInt32(0);
  },
  refuse: ({ topics }, errorCode) => ({
    topics: mapPartitions(topics, (_topic, { partition }) => ({
      partition,
      errorCode,
      baseOffset: -1,
      logStartOffset: -1,
    })),
  }),
};
