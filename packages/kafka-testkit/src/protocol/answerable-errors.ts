import type { ApiName } from './api.ts';
import type { ErrorName } from './error-codes.ts';

const LOOK_ELSEWHERE: readonly ErrorName[] = [
  'NOT_LEADER_FOR_PARTITION',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'KAFKA_STORAGE_ERROR',
];
const COORDINATOR: readonly ErrorName[] = [
  'COORDINATOR_LOAD_IN_PROGRESS',
  'COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR',
];
const TRANSACTION: readonly ErrorName[] = [
  ...COORDINATOR,
  'CONCURRENT_TRANSACTIONS',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
  'PRODUCER_FENCED',
  'INVALID_TXN_STATE',
  'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
  'UNKNOWN_SERVER_ERROR',
];

/** The errors that Apache Kafka gives on each API when nobody made a mistake: those of a bad day. */
const ERRORS: Readonly<Partial<Record<ApiName, readonly ErrorName[]>>> = {
  Produce: [
    ...LOOK_ELSEWHERE,
    'CORRUPT_MESSAGE',
    'REQUEST_TIMED_OUT',
    'MESSAGE_TOO_LARGE',
    'NOT_ENOUGH_REPLICAS',
    'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
    'OUT_OF_ORDER_SEQUENCE_NUMBER',
    'UNKNOWN_PRODUCER_ID',
    'INVALID_PRODUCER_EPOCH',
    'PRODUCER_FENCED',
    'INVALID_TXN_STATE',
    'TOPIC_AUTHORIZATION_FAILED',
    'UNKNOWN_SERVER_ERROR',
  ],
  Fetch: [
    ...LOOK_ELSEWHERE,
    'OFFSET_OUT_OF_RANGE',
    'REPLICA_NOT_AVAILABLE',
    'FENCED_LEADER_EPOCH',
    'UNKNOWN_LEADER_EPOCH',
    'OFFSET_NOT_AVAILABLE',
    'CORRUPT_MESSAGE',
    'UNKNOWN_TOPIC_ID',
    'TOPIC_AUTHORIZATION_FAILED',
    'UNKNOWN_SERVER_ERROR',
  ],
  ListOffsets: [
    ...LOOK_ELSEWHERE,
    'LEADER_NOT_AVAILABLE',
    'REPLICA_NOT_AVAILABLE',
    'FENCED_LEADER_EPOCH',
    'UNKNOWN_LEADER_EPOCH',
    'OFFSET_NOT_AVAILABLE',
    'TOPIC_AUTHORIZATION_FAILED',
    'UNKNOWN_SERVER_ERROR',
  ],
  Metadata: [
    'LEADER_NOT_AVAILABLE',
    'UNKNOWN_TOPIC_OR_PARTITION',
    'TOPIC_AUTHORIZATION_FAILED',
    'UNKNOWN_SERVER_ERROR',
  ],
  FindCoordinator: [
    'COORDINATOR_LOAD_IN_PROGRESS',
    'COORDINATOR_NOT_AVAILABLE',
    'GROUP_AUTHORIZATION_FAILED',
    'UNKNOWN_SERVER_ERROR',
  ],
  InitProducerId: TRANSACTION,
  AddPartitionsToTxn: [...TRANSACTION, 'UNKNOWN_TOPIC_OR_PARTITION', 'TOPIC_AUTHORIZATION_FAILED'],
  AddOffsetsToTxn: [...TRANSACTION, 'GROUP_AUTHORIZATION_FAILED'],
  TxnOffsetCommit: [
    ...COORDINATOR,
    'UNKNOWN_TOPIC_OR_PARTITION',
    'REQUEST_TIMED_OUT',
    'INVALID_PRODUCER_EPOCH',
    'GROUP_AUTHORIZATION_FAILED',
    'UNKNOWN_SERVER_ERROR',
  ],
  EndTxn: TRANSACTION,
  OffsetCommit: [...COORDINATOR, 'GROUP_AUTHORIZATION_FAILED', 'UNKNOWN_SERVER_ERROR'],
  OffsetFetch: [
    ...COORDINATOR,
    'UNSTABLE_OFFSET_COMMIT',
    'GROUP_AUTHORIZATION_FAILED',
    'UNKNOWN_SERVER_ERROR',
  ],
};

/** Those after which a broker may have done what it was asked all the same. */
const MAYBE_APPLIED: ReadonlySet<ErrorName> = new Set([
  'REQUEST_TIMED_OUT',
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'KAFKA_STORAGE_ERROR',
  'COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR',
  'UNKNOWN_SERVER_ERROR',
]);

/**
 * The errors that Apache Kafka gives on an API on a bad day, for tests that try them all; none for the
 * APIs that no stream uses.
 */
export function errorsOf(api: ApiName): readonly ErrorName[] {
  return ERRORS[api] ?? [];
}

/** Whether a broker that answers so may have applied the request: a leader whose replicas lag, say. */
export function mayBeApplied(error: ErrorName): boolean {
  return MAYBE_APPLIED.has(error);
}
