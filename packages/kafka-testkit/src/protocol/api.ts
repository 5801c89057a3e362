import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { ErrorCode } from './error-codes.ts';

/** Kafka's own names of the request types that the broker serves. */
export type ApiName =
  | 'Produce'
  | 'Fetch'
  | 'ListOffsets'
  | 'Metadata'
  | 'OffsetCommit'
  | 'OffsetFetch'
  | 'FindCoordinator'
  | 'JoinGroup'
  | 'Heartbeat'
  | 'LeaveGroup'
  | 'SyncGroup'
  | 'DescribeGroups'
  | 'ListGroups'
  | 'ApiVersions'
  | 'CreateTopics'
  | 'DeleteTopics'
  | 'DeleteRecords'
  | 'InitProducerId'
  | 'AddPartitionsToTxn'
  | 'AddOffsetsToTxn'
  | 'EndTxn'
  | 'TxnOffsetCommit'
  | 'DescribeConfigs'
  | 'CreatePartitions'
  | 'DeleteGroups';

/** What the broker advertises of an API. Both versions are included. */
export interface ApiRange {
  readonly name: ApiName;
  readonly key: number;
  readonly minVersion: number;
  readonly maxVersion: number;
}

/** One request type of the protocol: its name, number and versions, and both of its codecs. */
export interface Api<Request, Response> extends ApiRange {
  /** The request's own fields; the header is read before. */
  readonly readRequest: (reader: ByteReader, version: number) => Request;
  readonly writeResponse: (writer: ByteWriter, response: Response, version: number) => void;
  /** The answer that refuses everything in a request with one code. */
  readonly refuse: (request: Request, errorCode: ErrorCode) => Response;
}
