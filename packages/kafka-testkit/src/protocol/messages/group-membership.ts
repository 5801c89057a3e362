import type { Api } from '../api.ts';
import type { ByteReader } from '../byte-reader.ts';
import type { ErrorCode } from '../error-codes.ts';

export interface GroupProtocol {
  readonly name: string;
  readonly metadata: Buffer;
}

export interface JoinGroupRequest {
  readonly groupId: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  /** Empty on a first join. */
  readonly memberId: string;
  readonly protocolType: string;
  readonly protocols: readonly GroupProtocol[];
}

export interface JoinGroupResponse {
  readonly errorCode: ErrorCode;
  readonly generationId: number;
  readonly protocol: string;
  readonly leaderId: string;
  readonly memberId: string;
  /** Told to the leader only, who computes the assignment. */
  readonly members: readonly { readonly memberId: string; readonly metadata: Buffer }[];
}

/** Who a member says it is: the claim that heartbeats, syncs and commits are checked against. */
export interface GenerationClaim {
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
}

export interface SyncGroupRequest extends GenerationClaim {
  /** Sent by the leader, empty from the others. */
  readonly assignments: ReadonlyMap<string, Buffer>;
}

export interface SyncGroupResponse {
  readonly errorCode: ErrorCode;
  readonly assignment: Buffer;
}

export interface HeartbeatResponse {
  readonly errorCode: ErrorCode;
}

export interface LeaveGroupRequest {
  readonly groupId: string;
  readonly memberIds: readonly string[];
}

export interface LeaveGroupResponse {
  readonly errorCode: ErrorCode;
  readonly members: readonly { readonly memberId: string; readonly errorCode: ErrorCode }[];
}

export const refuseJoin = (memberId: string, errorCode: ErrorCode): JoinGroupResponse => ({
  errorCode,
  generationId: -1,
  protocol: '',
  leaderId: '',
  memberId,
  members: [],
});

/** `group_id string, generation_id int32, member_id string, group_instance_id nullable_string (v3+)` */
function readClaim(reader: ByteReader, version: number): GenerationClaim {
  const claim = {
    groupId: reader.readString(),
    generationId: reader.readInt32(),
    memberId: reader.readString(),
  };
  if (version >= 3) reader.readNullableString();
  return claim;
}

/**
 * JoinGroup:
 *
 * ```
 * request  => group_id string, session_timeout_ms int32, rebalance_timeout_ms int32,
 *             member_id string, group_instance_id nullable_string (v5+), protocol_type string,
 *             [protocol string, metadata bytes]
 * response => throttle_ms int32, error_code int16, generation_id int32, protocol string,
 *             leader_id string, member_id string,
 *             [member_id string, group_instance_id nullable_string (v5+), metadata bytes]
 * ```
 *
 * Static membership is not simulated: a group instance id is read and ignored.
 */
export const JoinGroup: Api<JoinGroupRequest, JoinGroupResponse> = {
  name: 'JoinGroup',
  key: 11,
  minVersion: 2,
  maxVersion: 5,
  readRequest: (reader, version) => {
    const groupId = reader.readString();
    const sessionTimeoutMs = reader.readInt32();
    const rebalanceTimeoutMs = reader.readInt32();
    const memberId = reader.readString();
    if (version >= 5) reader.readNullableString();
    return {
      groupId,
      sessionTimeoutMs,
      rebalanceTimeoutMs,
      memberId,
      protocolType: reader.readString(),
      protocols: reader.readArray(() => ({
        name: reader.readString(),
        // Kept as long as the member: a copy, so that it does not hold the whole frame.
        metadata: Buffer.from(reader.readBytes()),
      })),
    };
  },
  writeResponse: (writer, response, version) => {
    writer.writeInt32(0).writeInt16(response.errorCode).writeInt32(response.generationId);
    writer.writeString(response.protocol).writeString(response.leaderId);
    writer.writeString(response.memberId).writeArray(response.members, ({ memberId, metadata }) => {
      writer.writeString(memberId);
      if (version >= 5) writer.writeString(null);
      writer.writeBytes(metadata);
    });
  },
  refuse: ({ memberId }, errorCode) => refuseJoin(memberId, errorCode),
};

/**
 * SyncGroup:
 *
 * ```
 * request  => claim, [member_id string, assignment bytes]
 * response => throttle_ms int32 (v1+), error_code int16, assignment bytes
 * ```
 */
export const SyncGroup: Api<SyncGroupRequest, SyncGroupResponse> = {
  name: 'SyncGroup',
  key: 14,
  minVersion: 0,
  maxVersion: 3,
  readRequest: (reader, version) => ({
    ...readClaim(reader, version),
    assignments: new Map(
      reader.readArray(() => [reader.readString(), Buffer.from(reader.readBytes())] as const),
    ),
  }),
  writeResponse: (writer, { errorCode, assignment }, version) => {
    if (version >= 1) writer.writeInt32(0);
    writer.writeInt16(errorCode).writeBytes(assignment);
  },
  refuse: (_request, errorCode) => ({ errorCode, assignment: Buffer.alloc(0) }),
};

/**
 * Heartbeat:
 *
 * ```
 * request  => claim
 * response => throttle_ms int32 (v1+), error_code int16
 * ```
 */
export const Heartbeat: Api<GenerationClaim, HeartbeatResponse> = {
  name: 'Heartbeat',
  key: 12,
  minVersion: 0,
  maxVersion: 3,
  readRequest: readClaim,
  writeResponse: (writer, { errorCode }, version) => {
    if (version >= 1) writer.writeInt32(0);
    writer.writeInt16(errorCode);
  },
  refuse: (_request, errorCode) => ({ errorCode }),
};

/**
 * LeaveGroup:
 *
 * ```
 * request  => group_id string, member_id string (v0-2),
 *             [member_id string, group_instance_id nullable_string] (v3+)
 * response => throttle_ms int32 (v1+), error_code int16,
 *             [member_id string, group_instance_id nullable_string, error_code int16] (v3+)
 * ```
 */
export const LeaveGroup: Api<LeaveGroupRequest, LeaveGroupResponse> = {
  name: 'LeaveGroup',
  key: 13,
  minVersion: 0,
  maxVersion: 3,
  readRequest: (reader, version) => {
    const groupId = reader.readString();
    if (version < 3) return { groupId, memberIds: [reader.readString()] };
    const memberIds = reader.readArray(() => {
      const memberId = reader.readString();
      reader.readNullableString();
      return memberId;
    });
    return { groupId, memberIds };
  },
  writeResponse: (writer, { errorCode, members }, version) => {
    if (version >= 1) writer.writeInt32(0);
    // Before version 3 there is one member, and its code is the answer.
    if (version < 3) {
      writer.writeInt16(errorCode || (members[0]?.errorCode ?? 0));
      return;
    }
    writer.writeInt16(errorCode).writeArray(members, (member) => {
      writer.writeString(member.memberId).writeString(null).writeInt16(member.errorCode);
    });
  },
  refuse: (_request, errorCode) => ({ errorCode, members: [] }),
};
