import { ErrorCode } from '../../protocol/error-codes.ts';
import { FindCoordinator } from '../../protocol/messages/find-coordinator.ts';
import { Metadata, type TopicMetadata } from '../../protocol/messages/metadata.ts';
import type { Cluster } from '../cluster.ts';
import { type Route, route } from '../route.ts';

const CLUSTER_ID = 'tidemark-test-cluster';
const CONTROLLER_ID = 0;

export function clusterMetadataRoutes(cluster: Cluster): Route[] {
  return [
    route(Metadata, ({ topics, allowAutoTopicCreation }) => ({
      brokers: cluster.addresses,
      clusterId: CLUSTER_ID,
      controllerId: CONTROLLER_ID,
      topics: (topics ?? cluster.topics.names()).map((topic) =>
        describeTopic(cluster, topic, allowAutoTopicCreation),
      ),
    })),
    route(FindCoordinator, ({ key }) => {
      const coordinator = cluster.addresses[cluster.coordinatorOf(key)];
      if (coordinator !== undefined) return { errorCode: ErrorCode.NONE, coordinator };
      return FindCoordinator.refuse({ key }, ErrorCode.COORDINATOR_NOT_AVAILABLE);
    }),
  ];
}

function describeTopic(cluster: Cluster, topic: string, mayCreate: boolean): TopicMetadata {
  let errorCode: ErrorCode = ErrorCode.NONE;
  if (cluster.topics.topic(topic) === undefined) {
    errorCode =
      mayCreate && cluster.options.autoCreateTopics
        ? cluster.topics.create(topic, { partitions: cluster.options.defaultPartitions })
        : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  }
  return { errorCode, topic, partitions: cluster.topics.topic(topic)?.partitions ?? [] };
}
