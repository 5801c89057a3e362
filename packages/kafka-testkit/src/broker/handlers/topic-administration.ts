import { ErrorCode } from '../../protocol/error-codes.ts';
import { DeleteRecords } from '../../protocol/messages/delete-records.ts';
import {
  CreatePartitions,
  CreateTopics,
  DeleteTopics,
  type NewTopic,
} from '../../protocol/messages/topic-administration.ts';
import { mapPartitions } from '../../protocol/topic-entries.ts';
import type { Cluster } from '../cluster.ts';
import { type Route, route } from '../route.ts';

/** As an offset in DeleteRecords: everything up to the end of the log. */
const UP_TO_THE_END = -1;
const BROKER_DEFAULT = -1;

export function topicAdministrationRoutes(cluster: Cluster): Route[] {
  return [
    route(CreateTopics, ({ topics, isValidateOnly }) => ({
      results: topics.map((topic) =>
        result(topic.topic, createTopic(cluster, topic, isValidateOnly)),
      ),
    })),
    route(DeleteTopics, ({ topics }) => ({
      results: topics.map((topic) => result(topic, cluster.deleteTopic(topic))),
    })),
    route(CreatePartitions, ({ topics, isValidateOnly }) => ({
      results: topics.map(({ topic, partitions }) =>
        result(
          topic,
          isValidateOnly
            ? cluster.topics.checkPartitionCount(topic, partitions)
            : cluster.topics.setPartitionCount(topic, partitions),
        ),
      ),
    })),
    deleteRecordsRoute(cluster),
  ];
}

const result = (topic: string, errorCode: ErrorCode) => ({ topic, errorCode, errorMessage: null });

function createTopic(cluster: Cluster, asked: NewTopic, isValidateOnly: boolean): ErrorCode {
  const { brokerCount, defaultPartitions } = cluster.options;
  const isReplicationPossible =
    asked.replicationFactor === BROKER_DEFAULT ||
    (asked.replicationFactor >= 1 && asked.replicationFactor <= brokerCount);
  if (asked.assignedPartitions === 0 && !isReplicationPossible) {
    return ErrorCode.INVALID_REPLICATION_FACTOR;
  }
  const unassigned = asked.partitions === BROKER_DEFAULT ? defaultPartitions : asked.partitions;
  const partitions = asked.assignedPartitions || unassigned;
  const options = { partitions, configs: asked.configs };
  return isValidateOnly
    ? cluster.topics.checkNew(asked.topic, options)
    : cluster.topics.create(asked.topic, options);
}

function deleteRecordsRoute(cluster: Cluster): Route {
  return route(DeleteRecords, ({ topics }, { brokerId }) => ({
    topics: mapPartitions(topics, (topic, { partition, offset }) => {
      const answer = (errorCode: ErrorCode, lowWatermark = -1) => ({
        partition,
        lowWatermark,
        errorCode,
      });
      const led = cluster.ledBy(brokerId, topic, partition);
      if (typeof led === 'number') return answer(led);
      const { log } = led;
      const before = offset === UP_TO_THE_END ? log.endOffset : offset;
      if (before < 0 || before > log.endOffset) return answer(ErrorCode.OFFSET_OUT_OF_RANGE);
      log.deleteBefore(before);
      return answer(ErrorCode.NONE, log.startOffset);
    }),
  }));
}
