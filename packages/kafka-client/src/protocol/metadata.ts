import type { ApiRequest } from './api-request.ts';

export interface BrokerAddress {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
}

interface PartitionMetadata {
  readonly partition: number;
  readonly errorCode: number;
  /** Node that leads the partition; −1 while there is none. */
  readonly leader: number;
}

export interface TopicMetadata {
  readonly topic: string;
  /** Another one when the topic is made anew; undefined where the broker does not tell it. */
  readonly id?: string;
  readonly errorCode: number;
  readonly isInternal: boolean;
  readonly partitions: readonly PartitionMetadata[];
}

export interface ClusterMetadata {
  readonly brokers: readonly BrokerAddress[];
  readonly controllerId: number;
  readonly topics: readonly TopicMetadata[];
}

/**
 * Metadata, version 6: who leads what. `null` asks for all topics, an empty list for none. Never creates a topic.
 *
 * Not kafkajs' own request, which fails as a whole when one partition of one topic has no leader.
 */
export function metadataRequest(topics: readonly string[] | null): ApiRequest<ClusterMetadata> {
  return {
    key: 3,
    version: 6,
    name: 'Metadata',
    write(to) {
      if (topics === null) to.int32(-1);
      else to.array(topics, (topic) => to.string(topic));
      to.int8(0); // allow_auto_topic_creation
    },
    read(from) {
      const throttleMs = from.int32();
      const brokers = from.array(() => {
        const address = { nodeId: from.int32(), host: from.string(), port: from.int32() };
        from.nullableString(); // rack
        return address;
      });
      from.nullableString(); // cluster id
      const controllerId = from.int32();
      const topicList = from.array(() => ({
        errorCode: from.int16(),
        topic: from.string(),
        isInternal: from.boolean(),
        partitions: from.array(() => {
          const errorCode = from.int16();
          const partition = from.int32();
          const leader = from.int32();
          for (let list = 0; list < 3; list++) from.array(() => from.int32()); // replicas, in sync, offline
          return { partition, errorCode, leader };
        }),
      }));
      return { throttleMs, response: { brokers, controllerId, topics: topicList } };
    },
  };
}
