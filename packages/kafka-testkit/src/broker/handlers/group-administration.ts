import { ErrorCode } from '../../protocol/error-codes.ts';
import {
  DeleteGroups,
  DescribeGroups,
  ListGroups,
} from '../../protocol/messages/group-administration.ts';
import type { Cluster } from '../cluster.ts';
import { type Route, route } from '../route.ts';

export function groupAdministrationRoutes(cluster: Cluster): Route[] {
  const { groups } = cluster;
  return [
    route(DescribeGroups, ({ groupIds }, { brokerId }) => ({
      groups: groupIds.map((groupId) => ({
        ...groups.describe(groupId),
        errorCode: cluster.checkCoordinator(groupId, brokerId),
      })),
    })),
    // Clients ask every broker and put the lists together, so each one names its own groups only.
    route(ListGroups, (_request, { brokerId }) => ({
      errorCode: ErrorCode.NONE,
      groups: groups
        .list()
        .filter(({ groupId }) => cluster.coordinatorOf(groupId) === brokerId)
        .map(({ groupId, protocolType }) => ({ groupId, protocolType })),
    })),
    route(DeleteGroups, ({ groupIds }, { brokerId }) => ({
      results: groupIds.map((groupId) => ({
        groupId,
        errorCode: cluster.checkCoordinator(groupId, brokerId) || groups.delete(groupId),
      })),
    })),
  ];
}
