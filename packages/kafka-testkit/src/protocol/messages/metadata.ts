import type { Api } from '../api.ts';
import type { ErrorCode } from '../error-codes.ts';

export interface MetadataRequest {
  /** Null asks for all topics. */
  readonly topics: readonly string[] | null;
  readonly allowAutoTopicCreation: boolean;
}

export interface BrokerAddress {
  readonly brokerId: number;
  readonly host: string;
  readonly port: number;
}

export interface TopicMetadata {
  readonly errorCode: ErrorCode;
  readonly topic: string;
  readonly partitions: readonly { readonly partition: number; readonly leaderId: number }[];
}

export interface MetadataResponse {
  readonly brokers: readonly BrokerAddress[];
  readonly clusterId: string;
  readonly controllerId: number;
  readonly topics: readonly TopicMetadata[];
}

/**
 * Metadata:
 *
 * ```
 * request  => [topic string] nullable, allow_auto_topic_creation boolean (v4+)
 * response => throttle_ms int32 (v3+), [broker_id int32, host string, port int32,
 *             rack nullable_string (v1+)], cluster_id nullable_string (v2+), controller_id int32 (v1+),
 *             [error_code int16, topic string, is_internal boolean (v1+),
 *             [error_code int16, partition int32, leader int32, [replica int32], [in_sync int32],
 *             [offline int32] (v5+)]]
 * ```
 *
 * In version 0 the empty list asks for all topics, afterwards it asks for none.
 */
export const Metadata: Api<MetadataRequest, MetadataResponse> = {
  name: 'Metadata',
  key: 3,
  minVersion: 0,
  maxVersion: 6,
  readRequest: (reader, version) => {
    const topics = reader.readNullableArray(() => reader.readString());
    const all = topics === null || (version === 0 && topics.length === 0);
    return {
      topics: all ? null : topics,
      allowAutoTopicCreation: version >= 4 ? reader.readBoolean() : true,
    };
  },
  writeResponse: (writer, response, version) => {
    if (version >= 3) writer.writeInt32(0);
    writer.writeArray(response.brokers, ({ brokerId, host, port }) => {
      writer.writeInt32(brokerId).writeString(host).writeInt32(port);
      if (version >= 1) writer.writeString(null);
    });
    if (version >= 2) writer.writeString(response.clusterId);
    if (version >= 1) writer.writeInt32(response.controllerId);
    writer.writeArray(response.topics, ({ errorCode, topic, partitions }) => {
      writer.writeInt16(errorCode).writeString(topic);
      if (version >= 1) writer.writeBoolean(false);
      writer.writeArray(partitions, ({ partition, leaderId }) => {
        writer.writeInt16(0).writeInt32(partition).writeInt32(leaderId);
        // One replica each, the leader: replication is not simulated.
        writer.writeInt32(1).writeInt32(leaderId);
        writer.writeInt32(1).writeInt32(leaderId);
        if (version >= 5) writer.writeInt32(0);
      });
    });
  },
  refuse: ({ topics }, errorCode) => ({
    brokers: [],
    clusterId: '',
    controllerId: -1,
    topics: (topics ?? []).map((topic) => ({ errorCode, topic, partitions: [] })),
  }),
};
