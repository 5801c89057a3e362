import type { Api, ApiRange } from '../api.ts';
import type { ErrorCode } from '../error-codes.ts';

export interface ApiVersionsResponse {
  readonly errorCode: ErrorCode;
  readonly apis: readonly ApiRange[];
}

/**
 * ApiVersions:
 *
 * ```
 * request  => (empty)
 * response => error_code int16, [api_key int16, min_version int16, max_version int16],
 *             throttle_ms int32 (v1+)
 * ```
 *
 * A client with a newer version is answered UNSUPPORTED_VERSION *and* the list, in the form of
 * version 0, so that it can come back with one that both know.
 */
export const ApiVersions: Api<undefined, ApiVersionsResponse> = {
  name: 'ApiVersions',
  key: 18,
  minVersion: 0,
  maxVersion: 2,
  readRequest: () => undefined,
  writeResponse: (writer, { errorCode, apis }, version) => {
    writer.writeInt16(errorCode).writeArray(apis, ({ key, minVersion, maxVersion }) => {
      writer.writeInt16(key).writeInt16(minVersion).writeInt16(maxVersion);
    });
    if (version >= 1) writer.writeInt32(0);
  },
  refuse: (_request, errorCode) => ({ errorCode, apis: [] }),
};
