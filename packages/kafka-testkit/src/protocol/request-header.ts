import type { ByteReader } from './byte-reader.ts';

/**
 * Header of a request, version 1:
 *
 * ```
 * header => api_key int16, api_version int16, correlation_id int32, client_id nullable_string
 * ```
 *
 * A flexible request (header version 2) adds tagged fields after the client id. The broker refuses
 * those versions, and refusing needs nothing behind the client id.
 */
export interface RequestHeader {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly correlationId: number;
  readonly clientId: string;
}

export function readRequestHeader(reader: ByteReader): RequestHeader {
  return {
    apiKey: reader.readInt16(),
    apiVersion: reader.readInt16(),
    correlationId: reader.readInt32(),
    clientId: reader.readString(),
  };
}
