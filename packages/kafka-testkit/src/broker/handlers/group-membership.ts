import { ErrorCode } from '../../protocol/error-codes.ts';
import {
  Heartbeat,
  JoinGroup,
  LeaveGroup,
  SyncGroup,
} from '../../protocol/messages/group-membership.ts';
import type { Cluster } from '../cluster.ts';
import { type Route, route } from '../route.ts';

/** From this version on a new member is told its id first and joins with it (KIP-394). */
const FIRST_VERSION_WITH_MEMBER_ID = 4;

export function groupMembershipRoutes(cluster: Cluster): Route[] {
  const { groups } = cluster;
  return [
    route(JoinGroup, (request, context) => {
      const errorCode = cluster.checkCoordinator(request.groupId, context.brokerId);
      if (errorCode !== ErrorCode.NONE) return JoinGroup.refuse(request, errorCode);
      if (request.groupId === '') return JoinGroup.refuse(request, ErrorCode.INVALID_GROUP_ID);
      return groups.findOrCreate(request.groupId).join(request, {
        clientId: context.clientId,
        clientHost: context.clientHost,
        canRetryWithMemberId: context.apiVersion >= FIRST_VERSION_WITH_MEMBER_ID,
      });
    }),
    route(SyncGroup, (request, { brokerId }) => {
      const errorCode = cluster.checkCoordinator(request.groupId, brokerId);
      if (errorCode !== ErrorCode.NONE) return SyncGroup.refuse(request, errorCode);
      const group = groups.find(request.groupId);
      return group?.sync(request) ?? SyncGroup.refuse(request, ErrorCode.UNKNOWN_MEMBER_ID);
    }),
    route(Heartbeat, (claim, { brokerId }) => {
      const errorCode = cluster.checkCoordinator(claim.groupId, brokerId);
      if (errorCode !== ErrorCode.NONE) return { errorCode };
      const group = groups.find(claim.groupId);
      return { errorCode: group?.heartbeat(claim) ?? ErrorCode.UNKNOWN_MEMBER_ID };
    }),
    route(LeaveGroup, (request, { brokerId }) => {
      const errorCode = cluster.checkCoordinator(request.groupId, brokerId);
      if (errorCode !== ErrorCode.NONE) return LeaveGroup.refuse(request, errorCode);
      const group = groups.find(request.groupId);
      return {
        errorCode,
        members: request.memberIds.map((memberId) => ({
          memberId,
          errorCode: group?.leave(memberId) ?? ErrorCode.UNKNOWN_MEMBER_ID,
        })),
      };
    }),
  ];
}
