import type { Api } from '../api.ts';
import type { ErrorCode } from '../error-codes.ts';
import type { BrokerAddress } from './metadata.ts';

export interface FindCoordinatorRequest {
  /** A group id or a transactional id. */
  readonly key: string;
}

export interface FindCoordinatorResponse {
  readonly errorCode: ErrorCode;
  readonly coordinator: BrokerAddress;
}

/**
 * FindCoordinator:
 *
 * ```
 * request  => key string, key_type int8 (v1+)
 * response => throttle_ms int32 (v1+), error_code int16, error_message nullable_string (v1+),
 *             broker_id int32, host string, port int32
 * ```
 */
export const FindCoordinator: Api<FindCoordinatorRequest, FindCoordinatorResponse> = {
  name: 'FindCoordinator',
  key: 10,
  minVersion: 0,
  maxVersion: 2,
  readRequest: (reader) => ({ key: reader.readString() }),
  writeResponse: (writer, { errorCode, coordinator }, version) => {
    if (version >= 1) writer.writeInt32(0);
    writer.writeInt16(errorCode);
    if (version >= 1) writer.writeString(null);
    writer.writeInt32(coordinator.brokerId);
    writer.writeString(coordinator.host).writeInt32(coordinator.port);
  },
  refuse: (_request, errorCode) => ({
    errorCode,
    coordinator: { brokerId: -1, host: '', port: -1 },
  }),
};
