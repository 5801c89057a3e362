import { ErrorCode } from '../../protocol/error-codes.ts';
import { OffsetCommit, OffsetFetch } from '../../protocol/messages/group-offsets.ts';
import { mapPartitions, refusePartitions } from '../../protocol/topic-entries.ts';
import type { Cluster } from '../cluster.ts';
import { type Route, route } from '../route.ts';

export function groupOffsetsRoutes(cluster: Cluster): Route[] {
  const { groups } = cluster;
  return [
    route(OffsetCommit, (request, { brokerId }) => {
      const { groupId, topics } = request;
      const notHere = cluster.checkCoordinator(groupId, brokerId);
      const errorCode = notHere || groups.findOrCreate(groupId).checkCommit(request);
      if (errorCode !== ErrorCode.NONE) return { topics: refusePartitions(topics, errorCode) };
      return {
        topics: mapPartitions(topics, (topic, { partition, offset, metadata }) => {
          if (cluster.topics.partition(topic, partition) === undefined) {
            return { partition, errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION };
          }
          groups.commit(groupId, topic, partition, { offset, metadata });
          return { partition, errorCode: ErrorCode.NONE };
        }),
      };
    }),
    route(OffsetFetch, (request, { brokerId }) => {
      const { groupId } = request;
      const errorCode = cluster.checkCoordinator(groupId, brokerId);
      if (errorCode !== ErrorCode.NONE) return OffsetFetch.refuse(request, errorCode);
      const topics = request.topics ?? groups.committedPartitions(groupId);
      return {
        errorCode,
        topics: mapPartitions(topics, (topic, partition) => {
          const committed = groups.committed(groupId, topic, partition);
          return {
            partition,
            offset: committed?.offset ?? -1,
            metadata: committed?.metadata ?? '',
            errorCode: ErrorCode.NONE,
          };
        }),
      };
    }),
  ];
}
