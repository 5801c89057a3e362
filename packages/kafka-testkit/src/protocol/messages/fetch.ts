import type { Api } from '../api.ts';
import { ErrorCode } from '../error-codes.ts';
import {
  mapPartitions,
  readTopicEntries,
  type TopicEntry,
  writeTopicEntries,
} from '../topic-entries.ts';

export interface FetchPartition {
  readonly partition: number;
  /** -1 when the client does not know it. */
  readonly currentLeaderEpoch: number;
  readonly fetchOffset: number;
  readonly maxBytes: number;
}

export interface FetchRequest {
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  /** 0 read uncommitted, 1 read committed. */
  readonly isolationLevel: number;
  readonly topics: readonly TopicEntry<FetchPartition>[];
}

interface AbortedTransactionEntry {
  readonly producerId: number;
  readonly firstOffset: number;
}

export interface FetchPartitionResponse {
  readonly partition: number;
  readonly errorCode: ErrorCode;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  /** Null under read uncommitted. */
  readonly abortedTransactions: readonly AbortedTransactionEntry[] | null;
  readonly records: readonly Buffer[];
}

export interface FetchResponse {
  readonly errorCode: ErrorCode;
  readonly topics: readonly TopicEntry<FetchPartitionResponse>[];
}

/**
 * Fetch:
 *
 * ```
 * request  => replica_id int32, max_wait_ms int32, min_bytes int32, max_bytes int32,
 *             isolation_level int8, session_id int32 (v7+), session_epoch int32 (v7+),
 *             [topic [partition int32, current_leader_epoch int32 (v9+), fetch_offset int64,
 *             log_start_offset int64 (v5+), partition_max_bytes int32]],
 *             [forgotten topic [partition int32]] (v7+), rack_id string (v11+)
 * response => throttle_ms int32, error_code int16 (v7+), session_id int32 (v7+),
 *             [topic [partition int32, error_code int16, high_watermark int64,
 *             last_stable_offset int64, log_start_offset int64 (v5+),
 *             [producer_id int64, first_offset int64] nullable,
 *             preferred_read_replica int32 (v11+), records bytes]]
 * ```
 *
 * Every answer has session id 0: the broker keeps no fetch sessions, so each request is complete.
 */
export const Fetch: Api<FetchRequest, FetchResponse> = {
  name: 'Fetch',
  key: 1,
  minVersion: 4,
  maxVersion: 11,
  readRequest: (reader, version) => {
    reader.readInt32();
    const maxWaitMs = reader.readInt32();
    const minBytes = reader.readInt32();
    const maxBytes = reader.readInt32();
    const isolationLevel = reader.readInt8();
    if (version >= 7) {
      reader.readInt32();
      reader.readInt32();
    }
    const topics = readTopicEntries(reader, () => {
      const partition = reader.readInt32();
      const currentLeaderEpoch = version >= 9 ? reader.readInt32() : -1;
      const fetchOffset = reader.readInt64();
      if (version >= 5) reader.readInt64();
      return { partition, currentLeaderEpoch, fetchOffset, maxBytes: reader.readInt32() };
    });
    return { maxWaitMs, minBytes, maxBytes, isolationLevel, topics };
  },
  writeResponse: (writer, { errorCode, topics }, version) => {
    writer.writeInt32(0);
    if (version >= 7) writer.writeInt16(errorCode).writeInt32(0);
    writeTopicEntries(writer, topics, (answer) => {
      writer.writeInt32(answer.partition).writeInt16(answer.errorCode);
      writer.writeInt64(answer.highWatermark).writeInt64(answer.lastStableOffset);
      if (version >= 5) writer.writeInt64(answer.logStartOffset);
      if (answer.abortedTransactions === null) writer.writeInt32(-1);
      else {
        writer.writeArray(answer.abortedTransactions, ({ producerId, firstOffset }) => {
          writer.writeInt64(producerId).writeInt64(firstOffset);
        });
      }
      if (version >= 11) writer.writeInt32(-1);
      writer.writeByteSlices(answer.records);
    });
  },
  refuse: ({ topics }, errorCode) => ({
    errorCode: ErrorCode.NONE,
    topics: mapPartitions(topics, (_topic, { partition }) =>
      refuseFetchPartition(partition, errorCode),
    ),
  }),
};

export function refuseFetchPartition(
  partition: number,
  errorCode: ErrorCode,
): FetchPartitionResponse {
  return {
    partition,
    errorCode,
    highWatermark: -1,
    lastStableOffset: -1,
    logStartOffset: -1,
    abortedTransactions: null,
    records: [],
  };
}
