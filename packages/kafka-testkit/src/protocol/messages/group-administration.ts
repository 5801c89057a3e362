import type { Api } from '../api.ts';
import type { ErrorCode } from '../error-codes.ts';

export interface DescribeGroupsRequest {
  readonly groupIds: readonly string[];
}

interface DescribedMember {
  readonly memberId: string;
  readonly clientId: string;
  readonly clientHost: string;
  readonly metadata: Buffer;
  readonly assignment: Buffer;
}

export interface DescribedGroup {
  readonly errorCode: ErrorCode;
  readonly groupId: string;
  readonly state: string;
  readonly protocolType: string;
  readonly protocol: string;
  readonly members: readonly DescribedMember[];
}

export interface DescribeGroupsResponse {
  readonly groups: readonly DescribedGroup[];
}

export interface ListGroupsResponse {
  readonly errorCode: ErrorCode;
  readonly groups: readonly { readonly groupId: string; readonly protocolType: string }[];
}

export interface DeleteGroupsRequest {
  readonly groupIds: readonly string[];
}

export interface DeleteGroupsResponse {
  readonly results: readonly { readonly groupId: string; readonly errorCode: ErrorCode }[];
}

/**
 * DescribeGroups:
 *
 * ```
 * request  => [group_id string]
 * response => throttle_ms int32 (v1+), [error_code int16, group_id string, state string,
 *             protocol_type string, protocol string, [member_id string, client_id string,
 *             client_host string, metadata bytes, assignment bytes]]
 * ```
 */
export const DescribeGroups: Api<DescribeGroupsRequest, DescribeGroupsResponse> = {
  name: 'DescribeGroups',
  key: 15,
  minVersion: 0,
  maxVersion: 2,
  readRequest: (reader) => ({ groupIds: reader.readArray(() => reader.readString()) }),
  writeResponse: (writer, { groups }, version) => {
    if (version >= 1) writer.writeInt32(0);
    writer.writeArray(groups, (group) => {
      writer.writeInt16(group.errorCode).writeString(group.groupId).writeString(group.state);
      writer.writeString(group.protocolType).writeString(group.protocol);
      writer.writeArray(group.members, (member) => {
        writer.writeString(member.memberId).writeString(member.clientId);
        writer.writeString(member.clientHost);
        writer.writeBytes(member.metadata).writeBytes(member.assignment);
      });
    });
  },
  refuse: ({ groupIds }, errorCode) => ({
    groups: groupIds.map((groupId) => ({
      errorCode,
      groupId,
      state: '',
      protocolType: '',
      protocol: '',
      members: [],
    })),
  }),
};

/**
 * ListGroups:
 *
 * ```
 * request  => (empty)
 * response => throttle_ms int32 (v1+), error_code int16, [group_id string, protocol_type string]
 * ```
 */
export const ListGroups: Api<undefined, ListGroupsResponse> = {
  name: 'ListGroups',
  key: 16,
  minVersion: 0,
  maxVersion: 2,
  readRequest: () => undefined,
  writeResponse: (writer, { errorCode, groups }, version) => {
    if (version >= 1) writer.writeInt32(0);
    writer.writeInt16(errorCode).writeArray(groups, ({ groupId, protocolType }) => {
      writer.writeString(groupId).writeString(protocolType);
    });
  },
  refuse: (_request, errorCode) => ({ errorCode, groups: [] }),
};

/**
 * DeleteGroups:
 *
 * ```
 * request  => [group_id string]
 * response => throttle_ms int32, [group_id string, error_code int16]
 * ```
 */
export const DeleteGroups: Api<DeleteGroupsRequest, DeleteGroupsResponse> = {
  name: 'DeleteGroups',
  key: 42,
  minVersion: 0,
  maxVersion: 1,
  readRequest: (reader) => ({ groupIds: reader.readArray(() => reader.readString()) }),
  writeResponse: (writer, { results }) => {
    writer.writeInt32(0).writeArray(results, ({ groupId, errorCode }) => {
      writer.writeString(groupId).writeInt16(errorCode);
    });
  },
  refuse: ({ groupIds }, errorCode) => ({
    results: groupIds.map((groupId) => ({ groupId, errorCode })),
  }),
};
