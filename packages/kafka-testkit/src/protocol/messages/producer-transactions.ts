import type { Api } from '../api.ts';
import type { ByteReader } from '../byte-reader.ts';
import type { ByteWriter } from '../byte-writer.ts';
import type { ErrorCode } from '../error-codes.ts';
import {
  type PartitionError,
  readTopicEntries,
  refusePartitions,
  type TopicEntry,
  writePartitionErrors,
} from '../topic-entries.ts';
import type { OffsetToCommit } from './group-offsets.ts';

/** Which producer speaks: the epoch tells a living one from a zombie. */
export interface ProducerClaim {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
}

export interface InitProducerIdRequest {
  /** Null for a producer that is idempotent only. */
  readonly transactionalId: string | null;
  readonly transactionTimeoutMs: number;
}

export interface InitProducerIdResponse {
  readonly errorCode: ErrorCode;
  readonly producerId: number;
  readonly producerEpoch: number;
}

export interface AddPartitionsToTxnRequest extends ProducerClaim {
  readonly topics: readonly TopicEntry<{ readonly partition: number }>[];
}

export interface PartitionErrorsResponse {
  readonly topics: readonly TopicEntry<PartitionError>[];
}

export interface AddOffsetsToTxnRequest extends ProducerClaim {
  readonly groupId: string;
}

export interface ErrorResponse {
  readonly errorCode: ErrorCode;
}

export interface TxnOffsetCommitRequest extends ProducerClaim {
  readonly groupId: string;
  readonly topics: readonly TopicEntry<OffsetToCommit>[];
}

export interface EndTxnRequest extends ProducerClaim {
  readonly isCommit: boolean;
}

/** `transactional_id string, producer_id int64, producer_epoch int16` */
const readClaim = (reader: ByteReader): ProducerClaim => ({
  transactionalId: reader.readString(),
  producerId: reader.readInt64(),
  producerEpoch: reader.readInt16(),
});

const writeErrorResponse = (writer: ByteWriter, { errorCode }: ErrorResponse): void => {
  writer.writeInt32(0).writeInt16(errorCode);
};

const writePartitionErrorsResponse = (
  writer: ByteWriter,
  { topics }: PartitionErrorsResponse,
): void => {
  writePartitionErrors(writer.writeInt32(0), topics);
};

/**
 * InitProducerId:
 *
 * ```
 * request  => transactional_id nullable_string, transaction_timeout_ms int32
 * response => throttle_ms int32, error_code int16, producer_id int64, producer_epoch int16
 * ```
 */
export const InitProducerId: Api<InitProducerIdRequest, InitProducerIdResponse> = {
  name: 'InitProducerId',
  key: 22,
  minVersion: 0,
  maxVersion: 1,
  readRequest: (reader) => ({
    transactionalId: reader.readNullableString(),
    transactionTimeoutMs: reader.readInt32(),
  }),
  writeResponse: (writer, { errorCode, producerId, producerEpoch }) => {
    writer.writeInt32(0).writeInt16(errorCode).writeInt64(producerId).writeInt16(producerEpoch);
  },
  refuse: (_request, errorCode) => ({ errorCode, producerId: -1, producerEpoch: -1 }),
};

/**
 * AddPartitionsToTxn:
 *
 * ```
 * request  => claim, [topic [partition int32]]
 * response => throttle_ms int32, [topic [partition int32, error_code int16]]
 * ```
 */
export const AddPartitionsToTxn: Api<AddPartitionsToTxnRequest, PartitionErrorsResponse> = {
  name: 'AddPartitionsToTxn',
  key: 24,
  minVersion: 0,
  maxVersion: 1,
  readRequest: (reader) => ({
    ...readClaim(reader),
    topics: readTopicEntries(reader, () => ({ partition: reader.readInt32() })),
  }),
  writeResponse: writePartitionErrorsResponse,
  refuse: ({ topics }, errorCode) => ({ topics: refusePartitions(topics, errorCode) }),
};

/**
 * AddOffsetsToTxn:
 *
 * ```
 * request  => claim, group_id string
 * response => throttle_ms int32, error_code int16
 * ```
 */
export const AddOffsetsToTxn: Api<AddOffsetsToTxnRequest, ErrorResponse> = {
  name: 'AddOffsetsToTxn',
  key: 25,
  minVersion: 0,
  maxVersion: 1,
  readRequest: (reader) => ({ ...readClaim(reader), groupId: reader.readString() }),
  writeResponse: writeErrorResponse,
  refuse: (_request, errorCode) => ({ errorCode }),
};

/**
 * EndTxn:
 *
 * ```
 * request  => claim, is_commit boolean
 * response => throttle_ms int32, error_code int16
 * ```
 */
export const EndTxn: Api<EndTxnRequest, ErrorResponse> = {
  name: 'EndTxn',
  key: 26,
  minVersion: 0,
  maxVersion: 1,
  readRequest: (reader) => ({ ...readClaim(reader), isCommit: reader.readBoolean() }),
  writeResponse: writeErrorResponse,
  refuse: (_request, errorCode) => ({ errorCode }),
};

/**
 * TxnOffsetCommit, sent to the coordinator of the group:
 *
 * ```
 * request  => transactional_id string, group_id string, producer_id int64, producer_epoch int16,
 *             [topic [partition int32, offset int64, metadata nullable_string]]
 * response => throttle_ms int32, [topic [partition int32, error_code int16]]
 * ```
 */
export const TxnOffsetCommit: Api<TxnOffsetCommitRequest, PartitionErrorsResponse> = {
  name: 'TxnOffsetCommit',
  key: 28,
  minVersion: 0,
  maxVersion: 1,
  readRequest: (reader) => ({
    transactionalId: reader.readString(),
    groupId: reader.readString(),
    producerId: reader.readInt64(),
    producerEpoch: reader.readInt16(),
    topics: readTopicEntries(reader, () => ({
      partition: reader.readInt32(),
      offset: reader.readInt64(),
      metadata: reader.readNullableString(),
    })),
  }),
  writeResponse: writePartitionErrorsResponse,
  refuse: ({ topics }, errorCode) => ({ topics: refusePartitions(topics, errorCode) }),
};
